//! Whether a team's accounts have room for its developers: what they need, what they have, and how
//! many accounts would do.
//!
//! Quotas are per account and Region, and a developer works in one account and picks one Region and
//! one model. Which, nobody knows: so each model in each Region is sized as if everybody used it.

mod accounts;
mod need;
mod request;
mod table;
mod totals;
mod wants;

use serde::Serialize;

use crate::model::{
    AccountName, Alias, Gap, Intent, LiveQuotas, Model, QuotaValue, Quotas, Rate, Region, Sizing,
    Team, TeamName,
};
use crate::plan::quota_step::{Step, step};

pub use accounts::{Advice, Choice, Has, MOST_ACCOUNTS, Requests, Source};
pub use need::Need;
pub use request::{Wanted, asking, grouped, justification, unit};
pub use table::{
    ROWS, Row, TOKENS_PER_DAY, USD_PER_ACTIVE_DAY, USD_PER_MONTH, no_less_than, rpm, tpm,
};
pub use wants::wants;

/// Of all teams of a plan file, in its order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Capacity {
    /// Whether anything was read from AWS.
    pub observed: bool,
    pub teams: Vec<TeamCapacity>,
    /// What could not be read.
    pub unread: Vec<(AccountName, Region, Gap)>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TeamCapacity {
    pub name: TeamName,
    pub developers: u32,
    pub sizing: Sizing,
    pub seats: usize,
    /// Of each account, in each Region, for each model.
    pub need: Need,
    pub places: Vec<Place>,
    pub advice: Advice,
    pub cost: Cost,
}

/// One account in one Region.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    pub account: AccountName,
    pub region: Region,
    pub known: Known,
    pub models: Vec<ModelCapacity>,
    /// The daily quotas, which no request raises.
    pub days: Vec<Day>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Known {
    /// Nobody asked AWS.
    NotAsked,
    Read,
    /// Not at all, or not all of it.
    Unread,
    /// AWS does not have the account yet.
    Absent,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModelCapacity {
    pub alias: Alias,
    /// The inference profile that is called.
    pub id: String,
    pub tpm: Room,
    /// Newer models have no such quota.
    pub rpm: Option<Room>,
}

/// What is needed of one quota, and what there is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Room {
    pub needed: u64,
    /// What the account should have.
    pub target: u64,
    pub source: Target,
    /// As AWS shows it; `None` where nothing was read, or where AWS has no such quota.
    pub quota: Option<QuotaValue>,
}

/// Where a target comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Target {
    /// The plan file says it.
    Plan,
    Need,
}

/// A daily quota against a day's use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Day {
    /// Of which model; of all of them together where there is none.
    pub alias: Option<Alias>,
    pub code: String,
    pub name: String,
    pub limit: u64,
    pub needed: u64,
}

/// US dollars that the models cost, by what is published.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cost {
    pub active_day: u64,
    pub month: [u64; 2],
}

impl Room {
    pub fn has(&self) -> Option<u64> {
        self.quota.as_ref().and_then(QuotaValue::has)
    }

    /// How much more than there is the account should have.
    pub fn gap(&self) -> Option<u64> {
        Some(self.target.saturating_sub(self.has()?))
    }

    /// Whether AWS Support alone can close the gap: AWS takes no request for this quota or for so much, or
    /// none for so little, because it gives more to any account than this one has.
    pub fn is_for_support(&self) -> bool {
        let quota = self.quota.as_ref().filter(|quota| quota.has().is_some());
        quota.is_some_and(|quota| {
            matches!(step(self.target, quota, &[]), Step::Fixed | Step::Reduced)
        })
    }

    /// Whether the developers need more than there is.
    pub fn is_short(&self) -> bool {
        self.has().is_some_and(|has| has < self.needed)
    }
}

impl Day {
    pub fn is_short(&self) -> bool {
        self.limit < self.needed
    }
}

impl Place {
    pub fn rooms(&self) -> impl Iterator<Item = &Room> {
        let models = self.models.iter();
        models.flat_map(|model| std::iter::once(&model.tpm).chain(&model.rpm))
    }
}

impl TeamCapacity {
    pub fn rooms(&self) -> impl Iterator<Item = &Room> {
        self.places.iter().flat_map(Place::rooms)
    }
}

/// `live`: what was read of the accounts' quotas, if anybody asked.
pub fn capacity(intent: &Intent, live: Option<&LiveQuotas>) -> Capacity {
    let mut in_order: Vec<_> = intent.teams.iter().collect();
    in_order.sort_by_key(|(_, team)| team.place);
    let teams = in_order
        .into_iter()
        .map(|(name, team)| of_team(intent, name, team, live));
    let gaps = live.map(|live| live.unread.iter());
    let unread = gaps
        .into_iter()
        .flatten()
        .map(|((account, region), gap)| (account.clone(), region.clone(), gap.clone()));
    Capacity {
        observed: live.is_some(),
        teams: teams.collect(),
        unread: unread.collect(),
    }
}

fn of_team(
    intent: &Intent,
    name: &TeamName,
    team: &Team,
    live: Option<&LiveQuotas>,
) -> TeamCapacity {
    let need = Need::of(team, team.seats.len() as u64);
    let places: Vec<Place> = team
        .seats
        .iter()
        .flat_map(|seat| team.regions.iter().map(move |region| (seat, region)))
        .map(|(seat, region)| place(intent, team, need, (seat.name(), region), live))
        .collect();
    TeamCapacity {
        name: name.clone(),
        developers: team.developers,
        sizing: team.sizing,
        seats: team.seats.len(),
        need,
        advice: accounts::advice(team, &places),
        places,
        cost: Cost {
            active_day: u64::from(team.developers) * USD_PER_ACTIVE_DAY,
            month: USD_PER_MONTH.map(|usd| u64::from(team.developers) * usd),
        },
    }
}

fn place(
    intent: &Intent,
    team: &Team,
    need: Need,
    (account, region): (&AccountName, &Region),
    live: Option<&LiveQuotas>,
) -> Place {
    let here = (account.clone(), region.clone());
    let quotas = live.and_then(|live| live.read.get(&here));
    let known = match live {
        None => Known::NotAsked,
        // What was read holds, and what is not in it may be there all the same.
        Some(live) if live.unread.contains_key(&here) => Known::Unread,
        Some(_) if quotas.is_some() => Known::Read,
        Some(live) if live.absent.contains(account) => Known::Absent,
        Some(_) => Known::Unread,
    };
    let used: Vec<(&Alias, &Model)> = team
        .models
        .iter()
        .filter_map(|alias| intent.models.get_key_value(alias))
        .collect();
    let models = used
        .iter()
        .map(|(alias, model)| of_model(team, need, alias, model, quotas));
    Place {
        account: account.clone(),
        region: region.clone(),
        known,
        models: models.collect(),
        days: quotas.map_or_else(Vec::new, |quotas| days(quotas, need, &used)),
    }
}

fn of_model(
    team: &Team,
    need: Need,
    alias: &Alias,
    model: &Model,
    quotas: Option<&Quotas>,
) -> ModelCapacity {
    let asked = team.quota.get(alias);
    let room = |needed: u64, asked: Option<u64>, rate: Rate| Room {
        needed,
        target: asked.unwrap_or(needed),
        source: asked.map_or(Target::Need, |_| Target::Plan),
        quota: quotas.and_then(|quotas| quotas.of(model, rate)).cloned(),
    };
    let rpm = asked.and_then(|quota| quota.rpm);
    let requests = room(need.rpm, rpm, Rate::RequestsPerMinute);
    ModelCapacity {
        alias: alias.clone(),
        id: format!("{}.{}", model.profile, model.id),
        tpm: room(
            need.tpm,
            asked.and_then(|quota| quota.tpm),
            Rate::TokensPerMinute,
        ),
        rpm: (rpm.is_some() || requests.quota.is_some()).then_some(requests),
    }
}

/// The quota of all models first.
fn days(quotas: &Quotas, need: Need, used: &[(&Alias, &Model)]) -> Vec<Day> {
    let all = quotas.of_all_models();
    let all = all.and_then(|quota| Some((None, quota, quota.has()?)));
    let single = used.iter().filter_map(|(alias, model)| {
        let (quota, limit) = quotas.daily_of(model)?;
        Some((Some((*alias).clone()), quota, limit))
    });
    let day = |(alias, quota, limit): (Option<Alias>, &QuotaValue, u64)| Day {
        alias,
        code: quota.code.clone(),
        name: quota.name.clone(),
        limit,
        needed: need.tokens_per_day,
    };
    all.into_iter().chain(single).map(day).collect()
}
