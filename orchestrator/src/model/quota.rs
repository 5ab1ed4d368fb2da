//! Quotas as Service Quotas shows them, of one account in one Region.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::quota_name::{Lower, Per, Scope, Unit};
use super::{AccountName, Gap, Model, QuotaRequest, Region};

/// One quota.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QuotaValue {
    /// AWS's own, such as `L-58BE175A`.
    pub code: String,
    pub name: String,
    /// What AWS gives to any account.
    pub default: Option<u64>,
    /// What this account has, where AWS tells.
    pub applied: Option<u64>,
    pub adjustable: bool,
}

impl QuotaValue {
    /// What holds: an account without a value of its own has the default.
    pub fn has(&self) -> Option<u64> {
        self.applied.or(self.default)
    }
}

/// What limits the calls of one model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rate {
    TokensPerMinute,
    RequestsPerMinute,
    TokensPerDay,
}

/// The quotas of Bedrock of one account in one Region.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Quotas(pub Vec<QuotaValue>);

impl Quotas {
    /// The quota that counts the calls of a model. Two that claim to are none: which one holds is not
    /// ours to guess.
    pub fn of(&self, model: &Model, rate: Rate) -> Option<&QuotaValue> {
        let wanted = match rate {
            Rate::TokensPerMinute => (Unit::Tokens, Per::Minute),
            Rate::RequestsPerMinute => (Unit::Requests, Per::Minute),
            Rate::TokensPerDay => (Unit::Tokens, Per::Day),
        };
        let scope = |quota: &QuotaValue| {
            let name = Lower::of(&quota.name);
            let name = name.parse().filter(|name| name.counts(model));
            name.filter(|name| (name.unit, name.per) == wanted)
                .map(|name| name.scope)
        };
        let found = self
            .0
            .iter()
            .filter_map(|quota| Some((quota, scope(quota)?)));
        let mut found: Vec<_> = found.collect();
        if found.len() > 1 {
            // The profile's own row says more than the one for all ways.
            found.retain(|(_, scope)| *scope != Scope::Invocation);
        }
        match found[..] {
            [(only, _)] => Some(only),
            _ => None,
        }
    }

    /// How much of the daily quota calls through a model's profile may use.
    pub fn daily_of(&self, model: &Model) -> Option<(&QuotaValue, u64)> {
        let quota = self.of(model, Rate::TokensPerDay)?;
        let doubled = Lower::of(&quota.name)
            .parse()
            .is_some_and(|name| name.doubled);
        let times = if doubled { 2 } else { 1 };
        Some((quota, quota.has()?.saturating_mul(times)))
    }

    /// The daily quota of all models together.
    pub fn of_all_models(&self) -> Option<&QuotaValue> {
        let mut all = self.0.iter();
        all.find(|quota| Lower::of(&quota.name).is_of_all_models())
    }
}

/// An account of the plan, and a Region.
pub type Here = (AccountName, Region);

/// What was read of the plan's accounts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LiveQuotas {
    pub read: BTreeMap<Here, Quotas>,
    /// The newest first. Read by those alone who ask how requests stand.
    pub requests: BTreeMap<Here, Vec<QuotaRequest>>,
    /// A gap is never a zero.
    pub unread: BTreeMap<Here, Gap>,
    /// Accounts that AWS does not have yet.
    pub absent: Vec<AccountName>,
}
