//! Bedrock's quotas of one account in one Region, as far as the plan speaks of them: wanted or
//! observed.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Alias, QuotaRequest, QuotaValue, Rate};

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AccountQuotas {
    pub quotas: BTreeMap<QuotaKey, AccountQuota>,
    /// Requests that AWS has yet to decide, of quotas that the plan does not speak of: they count
    /// against the same limit. None is ever wanted.
    pub others_open: usize,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AccountQuota {
    /// What the account should have. `None`: only observed.
    pub wanted: Option<u64>,
    /// Why: AWS weighs who will use it. Empty while only observed.
    pub justification: String,
    /// As AWS shows it. `None`: only wanted, or AWS has no such quota.
    pub shown: Option<QuotaValue>,
    /// Of this quota, the newest first. None is ever wanted.
    pub requests: Vec<QuotaRequest>,
}

/// Which quota: of a model of the plan, and what it counts.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct QuotaKey {
    pub alias: Alias,
    pub rate: Rate,
}

const RATES: [(Rate, &str); 3] = [
    (Rate::TokensPerMinute, "tpm"),
    (Rate::RequestsPerMinute, "rpm"),
    (Rate::TokensPerDay, "tokens_per_day"),
];

impl fmt::Display for QuotaKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let named = RATES.iter().find(|(rate, _)| *rate == self.rate);
        let rate = named.map_or("", |(_, name)| name);
        write!(f, "{}.{rate}", self.alias)
    }
}

impl From<QuotaKey> for String {
    fn from(key: QuotaKey) -> Self {
        key.to_string()
    }
}

impl TryFrom<String> for QuotaKey {
    type Error = String;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let wrong = || format!("{text} is not a model and tpm, rpm or tokens_per_day");
        let (alias, named) = text.rsplit_once('.').ok_or_else(wrong)?;
        let found = RATES.iter().find(|(_, name)| *name == named);
        let (rate, _) = found.ok_or_else(wrong)?;
        let alias = alias.parse().map_err(|_| wrong())?;
        Ok(Self { alias, rate: *rate })
    }
}
