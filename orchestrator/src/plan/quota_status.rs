//! How each quota of the plan stands at AWS. What a person has to do something about comes first.

mod following;
mod free;

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::model::{
    AccountName, Alias, Gap, Here, LiveQuotas, QuotaKey, QuotaRequest, QuotaValue, Rate, Region,
    TeamName,
};

use super::capacity::{
    Capacity, Known, ModelCapacity, Place, Room, Target, TeamCapacity, justification,
};
use super::quota_step::{Step, step};

pub use following::{Turn, pause, turns};
use free::Free;

/// AWS decides most requests within three days; one that is open for longer waits for somebody.
pub const STUCK_AFTER_DAYS: i64 = 7;
const STUCK_AFTER: i64 = STUCK_AFTER_DAYS * 86_400;
/// What AWS has granted it applies within minutes.
const APPLIED_WITHIN: i64 = 3_600;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuotaStatus {
    /// Seconds since 1970.
    pub now: i64,
    /// The most pressing first, and otherwise in the plan's order.
    pub rows: Vec<Row>,
    /// What could not be read.
    pub unread: Vec<(AccountName, Region, Gap)>,
}

/// One quota of one account in one Region.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    pub team: TeamName,
    pub account: AccountName,
    pub region: Region,
    pub key: QuotaKey,
    /// As AWS shows it. `None`: AWS has none, or nobody could look.
    pub quota: Option<QuotaValue>,
    pub wanted: u64,
    pub source: Target,
    pub state: State,
    /// The one that the state speaks of.
    pub request: Option<QuotaRequest>,
    pub justification: String,
    /// With so many accounts the team would have enough of what its accounts have now; only where that is
    /// more than it has.
    pub split: Option<u64>,
}

/// The most pressing first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// AWS has said no to this value.
    Refused,
    /// AWS has not decided for long.
    Stuck,
    /// AWS has said yes, and the account does not have it after all.
    NotApplied,
    /// No request raises it.
    Fixed,
    /// The account has less than AWS gives to any, and a request has to ask for more than that.
    Reduced,
    Open,
    /// AWS has said yes, and is about to apply it.
    Granted,
    ToAsk,
    /// As many requests are open as AWS takes.
    Queued,
    Unread,
    /// AWS does not have the account yet.
    Absent,
    /// AWS has no quota of such a name.
    NoQuota,
    Enough,
}

impl State {
    /// Whether AWS is still at it.
    pub fn is_under_way(self) -> bool {
        matches!(self, Self::Stuck | Self::Open | Self::Granted)
    }

    /// Whether the account has what it should, as far as AWS limits it at all.
    pub fn is_well(self) -> bool {
        matches!(self, Self::Enough | Self::NoQuota)
    }

    /// Whether only people can do something about it.
    pub fn is_for_people(self) -> bool {
        self <= Self::Reduced
    }
}

impl QuotaStatus {
    pub fn is_under_way(&self) -> bool {
        self.rows.iter().any(|row| row.state.is_under_way())
    }

    /// Accounts and Regions in which AWS is still at something.
    pub fn under_way(&self) -> Vec<Here> {
        let rows = self.rows.iter().filter(|row| row.state.is_under_way());
        let mut places: Vec<_> = rows
            .map(|row| (row.account.clone(), row.region.clone()))
            .collect();
        places.sort();
        places.dedup();
        places
    }

    /// Where nobody could look after AWS said yes, it is not known that it did not do it.
    pub fn doubt(&mut self, unlooked: &BTreeSet<Here>) {
        for row in &mut self.rows {
            let here = (row.account.clone(), row.region.clone());
            if row.state == State::NotApplied && unlooked.contains(&here) {
                row.state = State::Granted;
            }
        }
        self.rows.sort_by_key(|row| row.state);
    }

    pub fn count(&self, state: State) -> usize {
        self.rows.iter().filter(|row| row.state == state).count()
    }
}

impl Row {
    pub fn age(&self, now: i64) -> Option<i64> {
        Some((now - self.request.as_ref()?.asked).max(0))
    }

    pub fn rate(&self) -> Rate {
        self.key.rate
    }

    pub fn alias(&self) -> &Alias {
        &self.key.alias
    }

    /// What to tell AWS Support.
    pub fn case_text(&self) -> String {
        let quota = self.quota.as_ref();
        let named = quota.map_or_else(String::new, |quota| {
            format!("{} ({}): ", quota.name, quota.code)
        });
        named + &self.justification
    }
}

/// `capacity`: of the same `live` quotas. `now`: seconds since 1970, on AWS's clock.
pub fn quota_status<'a>(capacity: &'a Capacity, live: &'a LiveQuotas, now: i64) -> QuotaStatus {
    let mut free = Free::of(live);
    let mut rows = Vec::new();
    for team in &capacity.teams {
        for place in &team.places {
            let mut entries = Vec::new();
            for model in &place.models {
                entries.push((
                    rows.len() + entries.len(),
                    model,
                    Rate::TokensPerMinute,
                    &model.tpm,
                ));
                let rpm = model.rpm.iter();
                let at = rows.len() + entries.len();
                entries.extend(rpm.map(|room| (at, model, Rate::RequestsPerMinute, room)));
            }
            // The name that asks for less waits for the one that asks for more of the same quota.
            entries.sort_by_key(|(.., room)| !is_asked_for(place, room));
            let row = |(at, model, rate, room)| {
                let row = row((team, place, model), (rate, room), &mut free, now);
                (at, row)
            };
            rows.extend(entries.into_iter().map(row));
        }
    }
    rows.sort_by_key(|(at, row)| (row.state, *at));
    let rows = rows.into_iter().map(|(_, row)| row).collect();
    QuotaStatus {
        now,
        rows,
        unread: capacity.unread.clone(),
    }
}

fn row<'a>(
    (team, place, model): (&TeamCapacity, &'a Place, &ModelCapacity),
    (rate, room): (Rate, &Room),
    free: &mut Free<'a>,
    now: i64,
) -> Row {
    let (state, request) = state(place, room, free, now);
    let more = |accounts: &u64| *accounts > team.seats as u64;
    Row {
        team: team.name.clone(),
        account: place.account.clone(),
        region: place.region.clone(),
        key: QuotaKey {
            alias: model.alias.clone(),
            rate,
        },
        quota: room.quota.clone(),
        wanted: room.target,
        source: room.source,
        state,
        request,
        justification: justification(team, place, model, rate, room),
        split: team.advice.accounts.filter(more),
    }
}

fn state<'a>(
    place: &'a Place,
    room: &Room,
    free: &mut Free<'a>,
    now: i64,
) -> (State, Option<QuotaRequest>) {
    match (place.known, &room.quota) {
        (Known::Absent, _) => return (State::Absent, None),
        (Known::NotAsked, _) | (Known::Unread, None) => return (State::Unread, None),
        (Known::Read, None) => return (State::NoQuota, None),
        (Known::Read | Known::Unread, Some(_)) => {}
    }
    match room.gap() {
        None => return (State::Unread, None),
        Some(0) => return (State::Enough, None),
        Some(_) => {}
    }
    let here = (place.account.clone(), place.region.clone());
    // What was asked before is not known, so it is not known either what there is to do.
    let Some((all, quota)) = free.live.requests.get(&here).zip(room.quota.as_ref()) else {
        return (State::Unread, None);
    };
    let of_it = all.iter().filter(|request| request.code == quota.code);
    let requests: Vec<QuotaRequest> = of_it.cloned().collect();
    let with = |state, request: &QuotaRequest| (state, Some(request.clone()));
    match step(asked_for(place, quota), quota, &requests) {
        Step::Enough => (State::Enough, None),
        Step::Ask => (free.take(place, &quota.code), None),
        Step::Wait(open) if now - open.asked > STUCK_AFTER => with(State::Stuck, open),
        Step::Wait(open) => with(State::Open, open),
        Step::Granted(granted) if now - granted.touched > APPLIED_WITHIN => {
            with(State::NotApplied, granted)
        }
        Step::Granted(granted) => with(State::Granted, granted),
        Step::Refused(refused) => with(State::Refused, refused),
        Step::Fixed => (State::Fixed, None),
        Step::Reduced => (State::Reduced, None),
    }
}

/// What each account should have more of in a Region, and how much it should have.
pub type Lacks = BTreeMap<Here, Vec<(u64, QuotaValue)>>;

pub fn lacks(capacity: &Capacity) -> Lacks {
    let mut all = Lacks::new();
    for place in capacity.teams.iter().flat_map(|team| &team.places) {
        let short = place.rooms().filter(|room| room.gap() > Some(0));
        let quotas = short.filter_map(|room| room.quota.as_ref());
        let by_code: BTreeMap<_, _> = quotas.map(|quota| (&quota.code, quota)).collect();
        let here = by_code.into_values();
        let here = here.map(|quota| (asked_for(place, quota), quota.clone()));
        all.insert(
            (place.account.clone(), place.region.clone()),
            here.collect(),
        );
    }
    all
}

/// Two names of one model have one quota, and the larger value is asked for.
fn asked_for(place: &Place, quota: &QuotaValue) -> u64 {
    let of_it = place.rooms().filter(|room| {
        let of = room.quota.as_ref();
        of.is_some_and(|of| of.code == quota.code)
    });
    of_it.map(|room| room.target).max().unwrap_or(0)
}

fn is_asked_for(place: &Place, room: &Room) -> bool {
    let quota = room.quota.as_ref();
    quota.is_none_or(|quota| asked_for(place, quota) == room.target)
}
