//! Budgets of the management account: what a month may cost, who hears of it, what then happens.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::{Deserialize, Serialize};

use super::{AccountId, AccountName, Alert, BudgetName, InvalidName, PolicyName, TeamName, Usd};

/// A budget of one account, or of all accounts of a team: each month, all that AWS bills them,
/// credits and refunds aside.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct OrgBudget {
    pub limit: Usd,
    pub accounts: BTreeSet<BudgetAccount>,
    /// What no budget of ours has, in words: another metric, another period, other filters. A
    /// wanted budget has nothing of it.
    pub odd: BTreeSet<String>,
    /// Why AWS says that it does not work.
    pub unhealthy: Option<Unhealthy>,
    pub alerts: BTreeMap<Alert, BTreeSet<Listener>>,
    pub stop: Option<BudgetStop>,
    /// Actions that are none of ours, in words, by their ids.
    pub other_actions: BTreeMap<String, String>,
}

/// An account as budgets know it: by its id once it has one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BudgetAccount {
    /// While it is only wanted.
    Name(AccountName),
    Id(AccountId),
}

impl BudgetAccount {
    pub fn id(&self) -> Option<&AccountId> {
        match self {
            Self::Id(id) => Some(id),
            Self::Name(_) => None,
        }
    }
}

/// AWS's reasons why a budget does not work.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unhealthy {
    FilterInvalid,
    NoAccessToBillingView,
    BillingViewBroken,
    HistoryDisabled,
    Other(String),
}

/// Who hears an alert: an email address, or the ARN of an SNS topic.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Listener(String);

impl Listener {
    pub fn new(address: impl Into<String>) -> Self {
        Self(address.into())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub fn is_topic(&self) -> bool {
        self.0.starts_with("arn:")
    }

    /// Whether mail, or messages, to both end up in the same place.
    pub fn is(&self, other: &Self) -> bool {
        if self.is_topic() {
            self == other
        } else {
            self.0.eq_ignore_ascii_case(&other.0)
        }
    }
}

impl fmt::Display for Listener {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// The action that takes Bedrock away from the budget's account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BudgetStop {
    /// Unknown while it is only wanted.
    #[serde(default)]
    pub id: Option<String>,
    pub at: Alert,
    /// Or only once somebody has approved.
    pub automatic: bool,
    /// The policy that is attached: by its name where it is this plan's, else its id.
    pub policy: PolicyName,
    /// Who attaches it: by the role's name where it is in the management account, else its ARN.
    pub role: String,
    pub targets: BTreeSet<BudgetAccount>,
    pub listeners: BTreeSet<Listener>,
    #[serde(default)]
    pub standing: StopStanding,
}

/// As far as it decides what can be changed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StopStanding {
    /// It has stopped nothing.
    #[default]
    Ready,
    /// AWS is executing, reversing or resetting it.
    Busy,
    /// The account is stopped.
    Stopped,
}

/// What a budget of ours is for, as its name tells.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BudgetScope {
    Account(AccountName),
    Team(TeamName),
}

impl BudgetName {
    /// Spaces, because AWS looks into names for addresses, and finance reads them in alerts.
    pub fn of(owner: &str, scope: &BudgetScope) -> Result<Self, InvalidName> {
        let ours = Self::prefix(owner);
        match scope {
            BudgetScope::Account(account) => format!("{ours}account {account}").parse(),
            BudgetScope::Team(team) => format!("{ours}team {team}").parse(),
        }
    }

    /// How the names of one plan's budgets begin.
    pub fn prefix(owner: &str) -> String {
        format!("bedrock-org {owner} ")
    }

    /// `None` for a name that no plan gives.
    pub fn scope(&self, owner: &str) -> Option<BudgetScope> {
        let rest = self.as_str().strip_prefix(&Self::prefix(owner))?;
        match rest.split_once(' ')? {
            ("account", name) => Some(BudgetScope::Account(name.parse().ok()?)),
            ("team", name) => Some(BudgetScope::Team(name.parse().ok()?)),
            _ => None,
        }
    }
}
