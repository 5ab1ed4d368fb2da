//! How a budget is doing: what AWS has calculated, what rang, what was stopped.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::{Deserialize, Serialize};

use super::{AccountId, Alert, BudgetName, BudgetScope, Unhealthy, Usd};

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BudgetStatus {
    pub name: BudgetName,
    /// `None` for a budget with a name that no plan gives.
    pub scope: Option<BudgetScope>,
    pub limit: Usd,
    pub accounts: BTreeSet<AccountId>,
    /// In this month; nothing while AWS calculates anew.
    pub spent: Option<Usd>,
    /// For the whole month; AWS needs about five weeks of history.
    pub forecast: Option<Usd>,
    pub unhealthy: Option<Unhealthy>,
    /// Whether each has rung this month.
    pub alerts: BTreeMap<Alert, bool>,
    pub actions: Vec<BudgetActionStatus>,
}

/// An action of a budget: ours, which stops its account, or another's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BudgetActionStatus {
    pub budget: BudgetName,
    pub id: String,
    pub at: Alert,
    pub automatic: bool,
    /// AWS's id of the policy that it attaches, where it does.
    pub policy: Option<String>,
    pub targets: BTreeSet<String>,
    pub state: ActionState,
}

/// AWS's `ActionStatus`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ActionState {
    Standby,
    /// Waits for somebody's approval.
    Pending,
    Executing,
    Executed,
    ExecutionFailed,
    Reversing,
    Reversed,
    ReversalFailed,
    Resetting,
    ResetFailed,
    /// A word that AWS has added since.
    Unknown,
}

impl ActionState {
    /// Whether its account is stopped.
    pub fn has_stopped(self) -> bool {
        matches!(self, Self::Executed | Self::ReversalFailed)
    }

    /// Whether AWS is at work on it.
    pub fn is_busy(self) -> bool {
        matches!(self, Self::Executing | Self::Reversing | Self::Resetting)
    }
}

impl fmt::Display for ActionState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Standby => "standing by",
            Self::Pending => "waiting for approval",
            Self::Executing => "stopping",
            Self::Executed => "stopped",
            Self::ExecutionFailed => "could not stop",
            Self::Reversing => "being lifted",
            Self::Reversed => "lifted",
            Self::ReversalFailed => "could not be lifted",
            Self::Resetting => "being reset",
            Self::ResetFailed => "could not be reset",
            Self::Unknown => "in a state unknown here",
        })
    }
}

/// What a person may ask of an action.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Execution {
    /// Lets it act, which waits for that.
    Approve,
    /// Tries again what failed.
    Retry,
    /// Undoes what it did: the policy is detached.
    Reverse,
    /// Makes it ready to act again.
    Reset,
}
