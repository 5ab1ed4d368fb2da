//! Quotas: what is asked of AWS now, and what waits, for AWS or for people.

mod room;
mod words;

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{
    Account, AccountQuota, AccountQuotas, Alias, Gap, Intent, Org, Quota, QuotaKey, QuotaRequest,
    QuotaValue, Rate, Region, Subject, TeamName,
};
use crate::plan::capacity;
use crate::plan::quota_step::{Step, step};

use super::{Action, Address, Change, Difference, Realm, Waiting, WaitingKind};
use room::Room;

/// What a team asks for first, and what its plan names.
#[derive(Debug, Clone, Default)]
pub struct Asking {
    regions: Vec<Region>,
    models: Vec<Alias>,
    named: BTreeMap<Alias, Quota>,
}

pub fn asking(intent: &Intent) -> BTreeMap<TeamName, Asking> {
    let teams = intent.teams.iter();
    teams
        .map(|(name, team)| {
            let asking = Asking {
                regions: team.regions.clone(),
                models: team.models.clone(),
                named: team.quota.clone(),
            };
            (name.clone(), asking)
        })
        .collect()
}

impl Asking {
    fn precedence(&self, region: &Region, key: &QuotaKey) -> impl Ord + use<> {
        let region = self.regions.iter().position(|one| one == region);
        let model = self.models.iter().position(|one| *one == key.alias);
        (region, model, key.rate)
    }

    fn names(&self, key: &QuotaKey) -> bool {
        let named = self.named.get(&key.alias);
        named.is_some_and(|quota| match key.rate {
            Rate::TokensPerMinute => quota.tpm.is_some(),
            Rate::RequestsPerMinute => quota.rpm.is_some(),
            Rate::TokensPerDay => false,
        })
    }
}

/// One quota of one account, wanted and shown.
struct Pair<'a> {
    /// The account's.
    at: &'a Address,
    wanted: &'a Account,
    /// As AWS has it, where its quotas could be read.
    existing: Option<&'a Account>,
    region: &'a Region,
    key: &'a QuotaKey,
    /// Whether the plan file says the value.
    named: bool,
    value: u64,
    /// What the developers do with it.
    purpose: &'a str,
    shown: &'a QuotaValue,
    requests: &'a [QuotaRequest],
}

pub fn diff(
    difference: &mut Difference,
    at: &Address,
    wanted: &Account,
    existing: Option<&Account>,
    realm: &Realm,
    live: &Org,
) {
    let id = existing.and_then(|live| live.id.as_ref());
    let read = existing.filter(|live| !live.quotas.is_empty());
    let closed = id.is_some_and(|id| live.gaps.contains_key(&Subject::Inside(id.clone())));
    let seen = match read {
        Some(read) => &read.quotas,
        None if closed => return,
        // It is to be made, or so young that nobody can look inside: it has what any account has.
        None => &live.quota_defaults,
    };
    let team = wanted.team.as_ref();
    let Some(asking) = team.and_then(|team| realm.asking.get(team)) else {
        return;
    };
    let mut pairs = Vec::new();
    for (region, quotas) in &wanted.quotas {
        let gap = id.map(|id| Subject::Quotas(id.clone(), region.clone()));
        if let Some(gap) = gap.and_then(|gap| live.gaps.get(&gap)) {
            let at = at.part(&format!("quota/{region}"));
            difference.block(at, &gap.cause, &gap.hint);
            continue;
        }
        // A wanted account has asked for nothing.
        let AccountQuotas {
            quotas,
            others_open: _,
        } = quotas;
        let Some(seen) = seen.get(region) else {
            if let (None, Some(gap)) = (read, gap_of_defaults(live, region)) {
                let at = at.part(&format!("quota/{region}"));
                difference.waiting.push(words::asked_later(at, gap));
            }
            continue;
        };
        for (key, quota) in quotas {
            let AccountQuota {
                wanted: Some(value),
                justification,
                shown: _,
                requests: _,
            } = quota
            else {
                continue;
            };
            let named = asking.names(key);
            let Some((shown, requests)) = seen.quotas.get(key).and_then(shown) else {
                if named {
                    let (cause, hint) = words::no_such_quota(key.rate);
                    difference.block(address(at, region, key), cause, hint);
                }
                continue;
            };
            // Nobody knows whether it needs more.
            if shown.has().is_none() {
                if named {
                    let (cause, hint) = words::NO_VALUE;
                    difference.block(address(at, region, key), cause, hint);
                }
                continue;
            }
            pairs.push(Pair {
                at,
                wanted,
                existing: read,
                region,
                key,
                named,
                value: *value,
                purpose: justification,
                shown,
                requests,
            });
        }
    }
    pairs.sort_by_key(|pair| asking.precedence(pair.region, pair.key));
    let mut room = Room::of(seen);
    for pair in without_twins(pairs) {
        pair.diff(difference, &mut room);
    }
}

/// AWS's defaults are read in the management account, unless a member has told them.
fn gap_of_defaults<'a>(live: &'a Org, region: &Region) -> Option<&'a Gap> {
    let management = live.management.clone()?;
    live.gaps.get(&Subject::Quotas(management, region.clone()))
}

pub fn address(account: &Address, region: &Region, key: &QuotaKey) -> Address {
    account.part(&format!("quota.{key}/{region}"))
}

/// Not every model has every quota.
fn shown(quota: &AccountQuota) -> Option<(&QuotaValue, &[QuotaRequest])> {
    Some((quota.shown.as_ref()?, &quota.requests))
}

/// Two names of one model have one quota: the larger value is asked for, and where they are equal the
/// first.
fn without_twins(pairs: Vec<Pair<'_>>) -> Vec<Pair<'_>> {
    let mut most: BTreeMap<(&Region, &str), u64> = BTreeMap::new();
    for pair in &pairs {
        let value = most.entry((pair.region, &pair.shown.code)).or_default();
        *value = pair.value.max(*value);
    }
    let kept = pairs.into_iter().filter(|pair| {
        let here = (pair.region, pair.shown.code.as_str());
        // The second of two equals finds nothing left.
        most.get(&here) == Some(&pair.value) && most.remove(&here).is_some()
    });
    kept.collect()
}

impl<'a> Pair<'a> {
    fn diff(&self, difference: &mut Difference, room: &mut Room<'a>) {
        let waiting = match step(self.value, self.shown, self.requests) {
            Step::Enough => return,
            Step::Ask => match room.take(self.region) {
                Ok(()) => return difference.change(self.request()),
                Err(full) => words::queued(self, full),
            },
            Step::Wait(open) => words::open(self, open),
            Step::Granted(request) => words::granted(self, request),
            Step::Refused(request) => words::refused(self, request),
            Step::Fixed => words::fixed(self),
            Step::Reduced => words::reduced(self),
        };
        difference.waiting.push(waiting);
    }

    fn request(&self) -> Change {
        let unit = capacity::unit(self.key.rate);
        // What a new account starts with is known once it is there.
        let has = self.existing.and_then(|_| self.shown.has());
        let justification = capacity::asking(self.purpose, has, self.value, self.key.rate);
        Change {
            address: self.address(),
            action: Action::RequestQuota {
                account: self.wanted.name.clone(),
                region: self.region.clone(),
                quota: self.key.clone(),
                code: self.shown.code.clone(),
                name: self.shown.name.clone(),
                value: self.value,
                justification,
            },
            before: Some(self.before()),
            after: Some(format!("{} {unit}", capacity::grouped(self.value))),
            reason: words::reason(self),
            needs: BTreeSet::from([self.at.clone(), self.at.part("place")]),
        }
    }

    fn address(&self) -> Address {
        address(self.at, self.region, self.key)
    }

    fn before(&self) -> String {
        let has = self.shown.has().unwrap_or_default();
        match self.existing {
            Some(_) => capacity::grouped(has),
            None => format!("{} (AWS's default)", capacity::grouped(has)),
        }
    }
}
