//! Who spent, where AWS knows.

use std::collections::BTreeMap;

use crate::model::{People, PersonSpend, TeamName, Usd, printable};

use super::{ByAccount, Payer, Payers};

/// The tag that the identity pools put on every developer's session, as bills name it.
pub const TAG: &str = "iamPrincipal/email";

pub fn people(payers: &Payers, figures: &ByAccount) -> People {
    let mut unnamed = Usd::ZERO;
    let mut teams: BTreeMap<TeamName, Vec<PersonSpend>> = BTreeMap::new();
    for (team, of_team) in payers.teams() {
        let people = spenders(of_team, figures, &mut unnamed);
        if !people.is_empty() {
            teams.insert(team.clone(), people);
        }
    }
    let unplanned: Vec<Payer> = payers.unplanned().cloned().collect();
    let unplanned = spenders(&unplanned, figures, &mut unnamed);
    if !teams.is_empty() || !unplanned.is_empty() {
        return People::Yes {
            teams,
            unplanned,
            unnamed,
        };
    }
    let hint = if unnamed == Usd::ZERO {
        "nothing was spent".to_owned()
    } else {
        format!(
            "the bill names nobody: in the management account open Billing and Cost Management, Cost \
             allocation tags, and activate {TAG}; people appear within about a day, in what is \
             spent from then on"
        )
    };
    People::No { hint }
}

/// The most spending first.
fn spenders(payers: &[Payer], figures: &ByAccount, unnamed: &mut Usd) -> Vec<PersonSpend> {
    let mut by_name: BTreeMap<String, Usd> = BTreeMap::new();
    let bills = payers.iter().filter_map(|payer| payer.id.as_ref());
    for (person, usd) in bills.filter_map(|id| figures.get(id)).flatten() {
        if person.is_empty() {
            *unnamed += *usd;
        } else {
            *by_name.entry(printable(person)).or_default() += *usd;
        }
    }
    let mut people: Vec<PersonSpend> = by_name
        .into_iter()
        .map(|(person, spent)| PersonSpend { person, spent })
        .collect();
    people.sort_by_key(|one| std::cmp::Reverse(one.spent));
    people
}
