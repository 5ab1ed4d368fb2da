//! CloudFormation stacks: the two sets that every team account has its stacks from, and the hub.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::{AccountId, Region, Tags};

/// One of the plan's stack sets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Set {
    /// Who may call Bedrock: once for each account, in the home Region.
    Auth,
    /// What is seen of the calls: in each Region of the account's team.
    Monitoring,
}

impl Set {
    pub const ALL: [Self; 2] = [Self::Auth, Self::Monitoring];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Auth => "auth",
            Self::Monitoring => "monitoring",
        }
    }

    /// Its name at CloudFormation. The guard rails know our stacks by how it begins.
    pub fn name(self, owner: &str) -> String {
        format!("bedrock-{self}-{owner}")
    }
}

impl fmt::Display for Set {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// A stack set, without its stacks: those are their accounts'.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct StackSet {
    /// As it was written: equal meaning may be different text.
    pub template: String,
    /// What holds where a stack says nothing else.
    pub parameters: BTreeMap<String, String>,
    /// Whether operations run side by side rather than refuse each other.
    pub managed_execution: bool,
    pub tags: Tags,
}

/// One stack of a set, in one account and Region.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Stack {
    /// Those that the set leaves to its stacks.
    pub parameters: BTreeMap<String, Parameter>,
    pub state: StackState,
    /// What an observed stack tells of what it made.
    pub outputs: BTreeMap<String, String>,
}

/// A parameter's value, or where it will come from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", untagged)]
pub enum Parameter {
    Text(String),
    /// The ARN of the hub's sink in a Region: AWS makes it up when the hub's stack is created.
    Sink {
        sink: Region,
    },
}

impl Parameter {
    /// Stands in a text for the id of the account that the stack is in: a new account has none yet.
    pub const ACCOUNT: &str = "{account}";

    /// The value in one account.
    pub fn in_account(&self, id: &AccountId) -> Self {
        match self {
            Self::Text(text) => Self::Text(text.replace(Self::ACCOUNT, id.as_str())),
            Self::Sink { sink } => Self::Sink { sink: sink.clone() },
        }
    }
}

impl From<&str> for Parameter {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Parameter {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

/// CloudFormation's view of a stack.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StackState {
    /// As the set, or the template, wants it.
    #[default]
    Current,
    /// The set has moved on, or the last operation did not succeed here.
    Outdated { reason: String },
    /// Deleting it failed, and no operation of the set touches it any more.
    Inoperable { reason: String },
    /// An operation is queued or at work on it.
    Busy { operation: String },
    /// The set lists it, and the account has no such stack: creating it failed.
    Missing { reason: String },
}

/// The place that sees all accounts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hub {
    pub account: AccountId,
    #[serde(default)]
    pub stacks: BTreeMap<Region, PlainStack>,
}

/// A stack of its own, for what is no target of a set: the hub, the management account.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PlainStack {
    /// As it was written.
    pub template: String,
    pub stack: Stack,
}
