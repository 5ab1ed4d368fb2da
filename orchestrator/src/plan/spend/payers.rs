//! Which accounts the report is about, and whose they are.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Account, AccountId, AccountName, Intent, Seat, TeamName, tag};

/// An account of the plan, or one that was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payer {
    /// The plan's name for it, or AWS's when the plan has none.
    pub name: AccountName,
    /// None while it does not exist.
    pub id: Option<AccountId>,
    pub tagged_team: Option<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Payers {
    teams: BTreeMap<TeamName, Vec<Payer>>,
    /// Tagged as this plan's, and not in its file.
    unplanned: Vec<Payer>,
}

impl Payers {
    pub fn of_team(&self, team: &TeamName) -> &[Payer] {
        self.teams.get(team).map_or(&[], Vec::as_slice)
    }

    pub fn teams(&self) -> impl Iterator<Item = (&TeamName, &Vec<Payer>)> {
        self.teams.iter()
    }

    pub fn unplanned(&self) -> impl Iterator<Item = &Payer> {
        self.unplanned.iter()
    }

    /// Of all that exist.
    pub fn ids(&self) -> BTreeSet<AccountId> {
        let planned = self.teams.values().flatten();
        let all = planned.chain(&self.unplanned);
        all.filter_map(|payer| payer.id.clone()).collect()
    }
}

/// `accounts`: those that were seen, with the tags of whichever the plan does not name.
pub fn payers(intent: &Intent, accounts: &[Account]) -> Payers {
    let mut taken = BTreeSet::new();
    let mut payers = Payers::default();
    for (name, team) in &intent.teams {
        let mut of_team = Vec::new();
        for seat in &team.seats {
            // An account that the plan names twice must not be counted twice.
            let id = id(seat, accounts).filter(|id| taken.insert(id.clone()));
            of_team.push(Payer {
                name: seat.name().clone(),
                id,
                tagged_team: None,
            });
        }
        payers.teams.insert(name.clone(), of_team);
    }
    for account in accounts {
        let ours = account.tags.get(tag::MANAGED) == Some(&intent.organization.name);
        let Some(id) = account.id.clone().filter(|_| ours) else {
            continue;
        };
        if taken.insert(id.clone()) {
            payers.unplanned.push(Payer {
                name: account.name.clone(),
                id: Some(id),
                tagged_team: account.tags.get(tag::TEAM).cloned(),
            });
        }
    }
    payers.unplanned.sort_by(|a, b| a.id.cmp(&b.id));
    payers
}

/// An account that is named by its id has a bill whether it was seen or not.
fn id(seat: &Seat, accounts: &[Account]) -> Option<AccountId> {
    match seat {
        Seat::ById { id, .. } => Some(id.clone()),
        Seat::ByEmail { email, .. } | Seat::KnownEmail { email, .. } => {
            let folded = email.folded();
            let mut with_it = accounts.iter().filter(|account| {
                let email = account.email.as_ref();
                email.is_some_and(|email| email.folded() == folded)
            });
            with_it.next()?.id.clone()
        }
    }
}
