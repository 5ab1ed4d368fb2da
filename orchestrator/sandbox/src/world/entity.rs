use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::clock::Moment;

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Account {
    pub(crate) id: String,
    pub(crate) email: String,
    pub(crate) name: String,
    pub(crate) parent: String,
    pub(crate) state: AccountState,
    pub(crate) joined: Moment,
    /// Rather than invited.
    pub(crate) created: bool,
    /// The role through which the management account gets in; invited accounts lack it.
    pub(crate) role: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum AccountState {
    Active,
    Suspended,
    PendingClosure,
    Closed,
}

impl AccountState {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Active => "ACTIVE",
            Self::Suspended => "SUSPENDED",
            Self::PendingClosure => "PENDING_CLOSURE",
            Self::Closed => "CLOSED",
        }
    }
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Unit {
    pub(crate) name: String,
    pub(crate) parent: String,
}

/// A request for an account, and what becomes of it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Creation {
    pub(crate) name: String,
    pub(crate) email: String,
    pub(crate) role: String,
    pub(crate) tags: Vec<(String, String)>,
    pub(crate) requested: Moment,
    pub(crate) due: Moment,
    /// Why it will fail.
    pub(crate) failure: Option<String>,
    pub(crate) outcome: Outcome,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Outcome {
    InProgress,
    Succeeded { account: String },
    Failed,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Policy {
    pub(crate) name: String,
    pub(crate) description: String,
    pub(crate) content: String,
}

impl Policy {
    pub(crate) fn full_access() -> Self {
        Self {
            name: "FullAWSAccess".into(),
            description: "Allows access to every operation".into(),
            content: include_str!("../principals/administrator.json").into(),
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum PolicyTypeStatus {
    PendingEnable { until: Moment },
    Enabled,
    PendingDisable { until: Moment },
}

impl PolicyTypeStatus {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::PendingEnable { .. } => "PENDING_ENABLE",
            Self::Enabled => "ENABLED",
            Self::PendingDisable { .. } => "PENDING_DISABLE",
        }
    }
}

/// What CloudFormation itself knows of its access to the organization.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum StackSetsAccess {
    Enabled,
    Disabled,
    DisabledPermanently,
}

impl StackSetsAccess {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Enabled => "ENABLED",
            Self::Disabled => "DISABLED",
            Self::DisabledPermanently => "DISABLED_PERMANENTLY",
        }
    }
}

/// Temporary credentials of an assumed role.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Session {
    pub(crate) token: String,
    pub(crate) account: String,
    pub(crate) role: String,
    pub(crate) name: String,
    /// On the callers' clocks.
    pub(crate) expires: Moment,
    #[serde(default)]
    pub(crate) holder: Holder,
    #[serde(default)]
    pub(crate) tags: BTreeMap<String, String>,
    #[serde(default)]
    pub(crate) source_identity: Option<String>,
    /// Who vouched for somebody who came with a token.
    #[serde(default)]
    pub(crate) provider: Option<String>,
}

/// Whose policies a session carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(crate) enum Holder {
    /// The role that a new account is born with, which may do everything.
    #[default]
    Access,
    /// A role of `Identity`.
    Role,
}
