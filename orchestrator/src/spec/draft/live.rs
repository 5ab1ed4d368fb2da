//! A plan file for the accounts that exist.

use std::collections::BTreeMap;

use super::{Draft, Team, text};
use crate::model::{Account, Org, OuPath, Place, Standing, TeamName};

/// The plan of everything below `ou`: each unit in it is a team, unless an account's tag names
/// another; accounts are adopted by id. `known` is what the reader already said.
pub fn from_live(org: &Org, ou: &OuPath, known: Draft) -> String {
    let mut teams: BTreeMap<TeamName, Vec<&Account>> = BTreeMap::new();
    let mut notes = known.notes.clone();
    for account in &org.accounts {
        let Place::Unit(place) = &account.place else {
            continue;
        };
        if !place.is_within(ou) {
            continue;
        }
        let id = account.id.as_ref().map_or("without id", |id| id.as_str());
        if account.standing != Standing::Active || account.id.is_none() {
            notes.push(format!("Left out, not active: {id} {}", account.name));
            continue;
        }
        match team_of(account, place, ou) {
            Some(team) => teams.entry(team).or_default().push(account),
            None => notes.push(format!("Left out, no team's name: {id} {}", account.name)),
        }
    }
    for unit in empty_units(org, ou) {
        notes.push(format!("Left out, no account in it: the unit {unit}"));
    }
    for (subject, gap) in &org.gaps {
        notes.push(format!("Could not be read: {subject:?}: {}", gap.cause));
    }
    let email = known.email.clone().or_else(|| template(&teams));
    text(&Draft {
        notes: notes.iter().map(|note| on_one_line(note)).collect(),
        ou: Some(ou.clone()),
        email,
        teams: teams
            .into_iter()
            .map(|(name, own)| team(name, own))
            .collect(),
        ..known
    })
}

fn team(name: TeamName, mut accounts: Vec<&Account>) -> Team {
    // data-2 before data-10
    accounts.sort_by_key(|account| {
        let name = account.name.as_str();
        (name.len(), name, account.id.clone())
    });
    Team {
        name,
        group: None,
        developers: None,
        adopted: accounts.iter().filter_map(|one| one.id.clone()).collect(),
    }
}

fn team_of(account: &Account, place: &OuPath, ou: &OuPath) -> Option<TeamName> {
    if let Some(team) = &account.team {
        return Some(team.clone());
    }
    // The unit right below the plan's, or else the account itself.
    let child = place.lineage().into_iter().nth(ou.depth());
    let name = child
        .as_ref()
        .map_or(account.name.as_str(), |child| child.name());
    as_team_name(name)
}

/// `Data Science` becomes `data-science`.
fn as_team_name(name: &str) -> Option<TeamName> {
    let lower = name.to_lowercase();
    let words = lower.split(|c: char| !c.is_ascii_alphanumeric());
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    words.join("-").parse().ok()
}

fn empty_units<'o>(org: &'o Org, ou: &OuPath) -> Vec<&'o OuPath> {
    let holds_accounts = |unit: &OuPath| {
        org.accounts
            .iter()
            .any(|account| matches!(&account.place, Place::Unit(place) if place.is_within(unit)))
    };
    org.units
        .keys()
        .filter(|unit| unit.parent().as_ref() == Some(ou) && !holds_accounts(unit))
        .collect()
}

/// The address that most accounts have in common but for their name.
fn template(teams: &BTreeMap<TeamName, Vec<&Account>>) -> Option<String> {
    let mut found: BTreeMap<String, usize> = BTreeMap::new();
    for account in teams.values().flatten() {
        let Some(email) = &account.email else {
            continue;
        };
        let address = email.as_str().replace(account.name.as_str(), "{account}");
        if address.contains("{account}") {
            *found.entry(address).or_default() += 1;
        }
    }
    found
        .into_iter()
        .max_by_key(|(_, count)| *count)
        .map(|(template, _)| template)
}

/// A comment ends with its line.
fn on_one_line(note: &str) -> String {
    note.chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect()
}
