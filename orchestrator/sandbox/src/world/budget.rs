//! What AWS Budgets keeps of each account.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::money::Micros;
use crate::clock::Moment;

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Budget {
    pub(crate) name: String,
    pub(crate) limit: Micros,
    pub(crate) time_unit: String,
    /// Seconds since 1970.
    pub(crate) start: f64,
    pub(crate) end: f64,
    pub(crate) scope: Scope,
    pub(crate) alarms: Vec<Alarm>,
    /// By id.
    pub(crate) actions: BTreeMap<String, BudgetAction>,
    pub(crate) tags: BTreeMap<String, String>,
    pub(crate) updated: Moment,
    /// What the last refresh counted; nothing after an update.
    pub(crate) calculated: Option<Calculated>,
}

/// Which costs count, in one of the two forms that AWS takes.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) enum Scope {
    Expression {
        filter: Option<Expression>,
        metric: String,
    },
    Filters {
        filters: BTreeMap<String, Vec<String>>,
        types: BTreeMap<String, bool>,
    },
}

impl Default for Scope {
    fn default() -> Self {
        Self::Filters {
            filters: BTreeMap::new(),
            types: BTreeMap::new(),
        }
    }
}

/// As it travels; a node has exactly one of its members.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(crate) struct Expression {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) or: Option<Vec<Expression>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) and: Option<Vec<Expression>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) not: Option<Box<Expression>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) dimensions: Option<Dimensions>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(crate) struct Dimensions {
    pub(crate) key: String,
    pub(crate) values: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) match_options: Option<Vec<String>>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Calculated {
    /// The first day of the budget's period.
    pub(crate) period: String,
    pub(crate) actual: Micros,
    pub(crate) forecast: Option<Micros>,
}

/// A notification and what became of it.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Alarm {
    pub(crate) notification: Notification,
    pub(crate) subscribers: Vec<Subscriber>,
    /// The period in which the threshold is passed.
    pub(crate) ringing: Option<String>,
    /// The period in which its subscribers were last told.
    pub(crate) told: Option<String>,
}

/// As it travels, without its state: these four fields are what a notification goes by.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(crate) struct Notification {
    pub(crate) notification_type: String,
    pub(crate) comparison_operator: String,
    pub(crate) threshold: f64,
    pub(crate) threshold_type: String,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(crate) struct Subscriber {
    pub(crate) subscription_type: String,
    pub(crate) address: String,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct BudgetAction {
    pub(crate) notification_type: String,
    pub(crate) threshold: f64,
    pub(crate) threshold_type: String,
    /// The service control policy, and what it is attached to.
    pub(crate) policy: String,
    pub(crate) targets: Vec<String>,
    pub(crate) role: String,
    pub(crate) manual: bool,
    pub(crate) subscribers: Vec<Subscriber>,
    pub(crate) status: ActionStatus,
    /// When what is in progress ends.
    pub(crate) due: Option<Moment>,
    pub(crate) tags: BTreeMap<String, String>,
    pub(crate) history: Vec<ActionEvent>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum ActionStatus {
    #[default]
    Standby,
    Pending,
    ExecutionInProgress,
    ExecutionSuccess,
    ExecutionFailure,
    ReverseInProgress,
    ReverseSuccess,
    ReverseFailure,
    ResetInProgress,
}

impl ActionStatus {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Standby => "STANDBY",
            Self::Pending => "PENDING",
            Self::ExecutionInProgress => "EXECUTION_IN_PROGRESS",
            Self::ExecutionSuccess => "EXECUTION_SUCCESS",
            Self::ExecutionFailure => "EXECUTION_FAILURE",
            Self::ReverseInProgress => "REVERSE_IN_PROGRESS",
            Self::ReverseSuccess => "REVERSE_SUCCESS",
            Self::ReverseFailure => "REVERSE_FAILURE",
            Self::ResetInProgress => "RESET_IN_PROGRESS",
        }
    }

    pub(crate) fn is_in_progress(self) -> bool {
        matches!(
            self,
            Self::ExecutionInProgress | Self::ReverseInProgress | Self::ResetInProgress
        )
    }
}

/// What happened to an action.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct ActionEvent {
    pub(crate) at: Moment,
    pub(crate) status: ActionStatus,
    /// `SYSTEM`, `CREATE_ACTION` and so on.
    pub(crate) kind: String,
    pub(crate) message: String,
}

/// What a budget told its subscribers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Alert {
    /// In the organization's time.
    pub at: Moment,
    pub budget: String,
    /// The account that the budget belongs to.
    pub account: String,
    /// `ACTUAL` or `FORECASTED`.
    pub kind: String,
    /// Per cent of the limit, or dollars for a notification of the absolute kind.
    pub threshold: f64,
    /// Millionths of a US dollar.
    pub limit: u64,
    /// What was spent, or for a forecast will be, in millionths of a US dollar.
    pub spent: u64,
    pub subscribers: Vec<String>,
    /// What an action did, in words; nothing for a plain notification.
    pub action: Option<String>,
}
