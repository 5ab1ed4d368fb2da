//! How many accounts a team should have. More of them need less each and more together: what one
//! does not use helps no other.

use serde::Serialize;

use crate::model::{Alias, Team};

use super::{Need, Place, Room};

/// Above so many, more tokens for each are the better way; a plan that has more keeps them.
pub const MOST_ACCOUNTS: u64 = 16;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Advice {
    /// What an account has, of the model and in the place where it is scarcest.
    pub has: Option<Has>,
    /// The fewest requests that an account may make, where AWS limits them: newer models have no such
    /// quota.
    pub requests: Option<Requests>,
    /// The least tokens in a day that an account has, of one model or of all, where AWS limits them.
    pub tokens_per_day: Option<u64>,
    /// The fewest accounts that have enough. `None`: it is not known what they have, or more tokens
    /// for each are the only way.
    pub accounts: Option<u64>,
    pub choices: Vec<Choice>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Has {
    pub alias: Alias,
    pub tpm: u64,
    pub source: Source,
}

/// What an account has, of the model and in the place where they are fewest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Requests {
    pub alias: Alias,
    pub rpm: u64,
}

/// Where it is known from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    Applied,
    Default,
    /// The plan file asks for it.
    Plan,
}

/// What each account needs if there are so many.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Choice {
    pub accounts: u64,
    pub developers: u64,
    pub tpm: u64,
    pub rpm: u64,
    pub tokens_per_day: u64,
}

impl Choice {
    /// Of all accounts together.
    pub fn together(&self) -> u64 {
        self.tpm.saturating_mul(self.accounts)
    }
}

pub(super) fn advice(team: &Team, places: &[Place]) -> Advice {
    let choices: Vec<Choice> = (1..=MOST_ACCOUNTS.max(team.seats.len() as u64))
        .map(|accounts| {
            let need = Need::of(team, accounts);
            Choice {
                accounts,
                developers: need.developers,
                tpm: need.tpm,
                rpm: need.rpm,
                tokens_per_day: need.tokens_per_day,
            }
        })
        .collect();
    let has = scarcest(team, places);
    let requests = fewest_requests(places);
    let days = places.iter().flat_map(|place| &place.days);
    let tokens_per_day = days.map(|day| day.limit).min();
    let fits = |choice: &&Choice| {
        has.as_ref().is_some_and(|has| choice.tpm <= has.tpm)
            && requests.as_ref().is_none_or(|has| choice.rpm <= has.rpm)
            && tokens_per_day.is_none_or(|limit| choice.tokens_per_day <= limit)
    };
    Advice {
        accounts: choices.iter().find(fits).map(|choice| choice.accounts),
        has,
        requests,
        tokens_per_day,
        choices,
    }
}

fn fewest_requests(places: &[Place]) -> Option<Requests> {
    let models = places.iter().flat_map(|place| &place.models);
    let limited = models.filter_map(|model| {
        Some(Requests {
            alias: model.alias.clone(),
            rpm: model.rpm.as_ref()?.has()?,
        })
    });
    limited.min_by_key(|requests| requests.rpm)
}

/// Accounts that come later are taken to start with what there is now. What the plan asks for counts
/// only where it speaks of every model: one that it does not name may be scarcer.
fn scarcest(team: &Team, places: &[Place]) -> Option<Has> {
    let models = places.iter().flat_map(|place| &place.models);
    let has: Vec<Option<Has>> = models
        .map(|model| {
            let planned = team.quota.get(&model.alias).and_then(|quota| quota.tpm);
            let (tpm, source) = known(&model.tpm, planned)?;
            Some(Has {
                alias: model.alias.clone(),
                tpm,
                source,
            })
        })
        .collect();
    let all = has.iter().all(Option::is_some);
    let known = has.into_iter().flatten();
    known
        .filter(|has| all || has.source != Source::Plan)
        .min_by(|one, other| (one.tpm, one.source).cmp(&(other.tpm, other.source)))
}

fn known(room: &Room, planned: Option<u64>) -> Option<(u64, Source)> {
    let quota = room.quota.as_ref();
    let applied = quota.and_then(|quota| quota.applied);
    let default = quota.and_then(|quota| quota.default);
    let first = applied.map(|value| (value, Source::Applied));
    first
        .or(default.map(|value| (value, Source::Default)))
        .or(planned.map(|value| (value, Source::Plan)))
}
