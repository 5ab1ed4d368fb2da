//! How a budget stands at AWS at this moment: its spend, who was told, what it stopped.

use serde::Serialize;

use super::{AccountId, Alert, BudgetName, BudgetScope, Unhealthy, Usd};

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BudgetStanding {
    pub name: BudgetName,
    #[serde(flatten)]
    pub scope: BudgetScope,
    pub limit: Usd,
    /// This month so far; none until AWS has counted.
    pub spent: Option<Usd>,
    /// None in the first five weeks.
    pub forecast: Option<Usd>,
    pub unhealthy: Option<Unhealthy>,
    pub alerts: Vec<AlertStanding>,
    pub stops: Vec<StopStatus>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AlertStanding {
    pub alert: Alert,
    /// Its threshold is passed this month.
    pub rings: bool,
}

/// An action that attaches a policy to accounts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StopStatus {
    pub id: String,
    pub at: Alert,
    pub automatic: bool,
    pub accounts: Vec<AccountId>,
    pub state: StopState,
}

/// AWS's states of an action, in our words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum StopState {
    /// Executed: its accounts are stopped.
    Stopped,
    /// Reversing it did not work: its accounts are still stopped.
    LiftFailed,
    /// Executing it did not work: nothing is stopped.
    StopFailed,
    /// Its threshold is passed, and somebody has to approve.
    Pending,
    Stopping,
    Lifting,
    Arming,
    /// Reversed: its accounts work, and it does not stop them again until it is reset.
    Lifted,
    ArmFailed,
    /// It waits for its threshold.
    Armed,
    Unknown,
}

impl StopState {
    /// AWS is at work on it.
    pub fn is_busy(self) -> bool {
        matches!(self, Self::Stopping | Self::Lifting | Self::Arming)
    }

    /// Its accounts cannot call Bedrock.
    pub fn stops(self) -> bool {
        matches!(self, Self::Stopped | Self::LiftFailed | Self::Stopping)
    }
}
