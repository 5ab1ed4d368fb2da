//! What no template can set in an account: one Region's settings of Bedrock.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::InvocationLogs;

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Bedrock {
    pub logging: Logging,
    /// By the model's id.
    pub models: BTreeMap<String, Readiness>,
    /// Whether Anthropic's use-case form was sent from here, where a Region asks for its own.
    pub use_case: Option<bool>,
}

/// Where a Region's invocations are logged.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Logging {
    #[default]
    Off,
    /// To the log group of the monitoring stack.
    Ours(InvocationLogs),
    /// To a place that someone else chose.
    Elsewhere(String),
}

/// Whether a model can be called.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Readiness {
    #[default]
    Ready,
    /// Nobody has accepted its terms in this account.
    NoAgreement,
    /// Accepted, and AWS has not finished.
    Pending,
    /// Not in this Region.
    NotOffered,
    /// Only AWS can tell why.
    Refused(String),
}

/// Anthropic's form, as its fields are called there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UseCase {
    pub company: String,
    pub website: String,
    pub industry: String,
    /// Whether people outside the company use it: `internal`, `external` or `both`.
    pub users: Users,
    pub description: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Users {
    Internal,
    External,
    Both,
}
