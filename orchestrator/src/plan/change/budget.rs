//! Steps with budgets: each as small as AWS takes it, so that nothing is sent that stays the same.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::model::{AccountName, Alert, BudgetName, Listener, PolicyName, Tags, Usd};

use super::Kind;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "action", rename_all = "snake_case")]
pub enum BudgetAction {
    CreateBudget {
        budget: BudgetName,
        limit: Usd,
        accounts: BTreeSet<AccountName>,
        alerts: BTreeMap<Alert, BTreeSet<Listener>>,
        tags: Tags,
    },
    /// AWS calculates its spend anew.
    UpdateBudget {
        budget: BudgetName,
        limit: Usd,
        accounts: BTreeSet<AccountName>,
    },
    DeleteBudget {
        budget: BudgetName,
    },
    CreateAlert {
        budget: BudgetName,
        alert: Alert,
        listeners: BTreeSet<Listener>,
    },
    /// Who hears it.
    UpdateAlert {
        budget: BudgetName,
        alert: Alert,
        add: BTreeSet<Listener>,
        remove: BTreeSet<Listener>,
    },
    DeleteAlert {
        budget: BudgetName,
        alert: Alert,
    },
    CreateStop {
        budget: BudgetName,
        stop: PlannedStop,
        tags: Tags,
    },
    UpdateStop {
        budget: BudgetName,
        /// AWS's id of the action.
        id: String,
        stop: PlannedStop,
    },
    DeleteBudgetAction {
        budget: BudgetName,
        id: String,
    },
}

/// A stop in names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedStop {
    pub at: Alert,
    pub automatic: bool,
    pub account: AccountName,
    pub policy: PolicyName,
    /// In the management account.
    pub role: String,
    pub listeners: BTreeSet<Listener>,
}

impl BudgetAction {
    pub fn budget(&self) -> &BudgetName {
        match self {
            Self::CreateBudget { budget, .. }
            | Self::UpdateBudget { budget, .. }
            | Self::DeleteBudget { budget }
            | Self::CreateAlert { budget, .. }
            | Self::UpdateAlert { budget, .. }
            | Self::DeleteAlert { budget, .. }
            | Self::CreateStop { budget, .. }
            | Self::UpdateStop { budget, .. }
            | Self::DeleteBudgetAction { budget, .. } => budget,
        }
    }

    pub fn kind(&self) -> Kind {
        match self {
            Self::CreateBudget { .. } | Self::CreateAlert { .. } | Self::CreateStop { .. } => {
                Kind::Create
            }
            Self::UpdateBudget { .. } | Self::UpdateAlert { .. } | Self::UpdateStop { .. } => {
                Kind::Update
            }
            Self::DeleteBudget { .. }
            | Self::DeleteAlert { .. }
            | Self::DeleteBudgetAction { .. } => Kind::Delete,
        }
    }

    pub fn irreversible(&self) -> Option<&'static str> {
        match self {
            Self::DeleteBudget { .. } => {
                Some("what it recorded of earlier months is gone with it; the bill itself stays")
            }
            Self::CreateBudget { .. }
            | Self::UpdateBudget { .. }
            | Self::CreateAlert { .. }
            | Self::UpdateAlert { .. }
            | Self::DeleteAlert { .. }
            | Self::CreateStop { .. }
            | Self::UpdateStop { .. }
            | Self::DeleteBudgetAction { .. } => None,
        }
    }

    pub fn operation(&self) -> &'static str {
        match self {
            Self::CreateBudget { .. } => "budgets.CreateBudget",
            Self::UpdateBudget { .. } => "budgets.UpdateBudget",
            Self::DeleteBudget { .. } => "budgets.DeleteBudget",
            Self::CreateAlert { .. } => "budgets.CreateNotification",
            Self::UpdateAlert { add, .. } if add.is_empty() => "budgets.DeleteSubscriber",
            Self::UpdateAlert { .. } => "budgets.CreateSubscriber",
            Self::DeleteAlert { .. } => "budgets.DeleteNotification",
            Self::CreateStop { .. } => "budgets.CreateBudgetAction",
            Self::UpdateStop { .. } => "budgets.UpdateBudgetAction",
            Self::DeleteBudgetAction { .. } => "budgets.DeleteBudgetAction",
        }
    }
}
