//! What was asked of AWS for one quota, and what became of it.

use serde::{Deserialize, Serialize};

/// One request, as Service Quotas shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QuotaRequest {
    pub id: String,
    /// Of AWS Support, where people look at it.
    pub case: Option<String>,
    /// The quota's code; of another service than Bedrock with the service before it.
    pub code: String,
    /// [`Self::NOT_TOLD`] where AWS does not tell it.
    pub value: u64,
    pub state: RequestState,
    /// Seconds since 1970.
    pub asked: i64,
    /// When AWS last did something about it; seconds since 1970.
    pub touched: i64,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RequestState {
    Pending,
    /// People at AWS look at it.
    CaseOpened,
    Approved,
    Denied,
    /// Closed without a word of approval.
    CaseClosed,
    NotApproved,
    Invalid,
    /// A word that is not known here. AWS may still be at it.
    Other(String),
}

impl QuotaRequest {
    pub const NOT_TOLD: u64 = 0;

    /// Whether it asked for so much, as far as is known.
    pub fn is_for(&self, value: u64) -> bool {
        self.value == value || self.value == Self::NOT_TOLD
    }
}

impl RequestState {
    /// Whether AWS has yet to decide; of one quota it takes no second request before.
    pub fn is_open(&self) -> bool {
        matches!(self, Self::Pending | Self::CaseOpened | Self::Other(_))
    }

    /// Whether AWS said no. `CASE_CLOSED` is not yes.
    pub fn is_refused(&self) -> bool {
        matches!(
            self,
            Self::Denied | Self::CaseClosed | Self::NotApproved | Self::Invalid
        )
    }
}
