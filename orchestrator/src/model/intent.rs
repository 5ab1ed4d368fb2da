//! What a valid plan file says, its defaults filled in.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::{
    AccountId, AccountName, Alias, Email, EmailTemplate, OuPath, Profile, Region, Sizing, Tags,
    TeamName, UseCase,
};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Intent {
    pub organization: Organization,
    pub identity: Identity,
    pub models: BTreeMap<Alias, Model>,
    pub teams: BTreeMap<TeamName, Team>,
    pub hub: Option<HubIntent>,
    pub use_case: Option<UseCase>,
    /// Where the routing document goes, next to the file that `apply` writes.
    pub publish: Option<PublishPlace>,
}

/// The monitoring account, which sees all others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HubIntent {
    pub account: AccountId,
    /// Who hears its alarms.
    pub notify: Vec<Email>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PublishPlace {
    S3 { bucket: String, key: String },
    Https(String),
}

impl fmt::Display for PublishPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::S3 { bucket, key } => write!(f, "s3://{bucket}/{key}"),
            Self::Https(url) => f.pad(url),
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Organization {
    pub name: String,
    /// Every OU and account of the plan lives below this path.
    pub ou: OuPath,
    pub email: EmailTemplate,
    /// Where stacks with global resources live.
    pub home_region: Region,
    /// Where teams may call Bedrock unless they say otherwise.
    pub regions: Vec<Region>,
    pub tags: Tags,
    /// The role in each member account that the management account assumes.
    pub access_role: String,
    /// Off where another team owns CloudFormation's trusted access.
    pub manage_trusted_access: bool,
    /// Where templates go that are too large to be sent along.
    pub bucket: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// Exactly as the provider's discovery document prints it.
    pub issuer: String,
    pub client_id: String,
    pub groups_claim: String,
    pub group_match: GroupMatch,
    pub redirect_ports: Vec<u16>,
}

/// How Cognito compares the groups claim with a team's group.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum GroupMatch {
    /// As a piece of text anywhere in the claim: the one way to look into a list.
    #[default]
    Contains,
    /// The claim is one group.
    Equals,
}

/// A Bedrock model as a team uses it: through an inference profile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Model {
    pub id: String,
    pub profile: Profile,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Team {
    /// Among the teams of the plan file: the first one counts for those who are in several.
    pub place: usize,
    pub group: String,
    pub developers: u32,
    pub seats: Vec<Seat>,
    /// Its accounts know the identity provider already: IAM admits each issuer once.
    pub provider_exists: bool,
    pub regions: Vec<Region>,
    pub models: Vec<Alias>,
    pub budget: Option<Budget>,
    pub quota: BTreeMap<Alias, Quota>,
    pub sizing: Sizing,
    pub monitoring: Monitoring,
    /// The organization's tags with the team's own on top.
    pub tags: Tags,
}

/// One account of a team.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Seat {
    /// Found by its address, or created with it.
    ByEmail { name: AccountName, email: Email },
    /// An account that exists already; it keeps its own name. Never created: a slip in the address
    /// would make an account that nobody wants.
    KnownEmail { name: AccountName, email: Email },
    /// An account that exists already; it keeps its own name and address.
    ById { name: AccountName, id: AccountId },
}

impl Seat {
    /// The plan's name for the account: `<team>-<n>`.
    pub fn name(&self) -> &AccountName {
        match self {
            Self::ByEmail { name, .. }
            | Self::KnownEmail { name, .. }
            | Self::ById { name, .. } => name,
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Budget {
    pub monthly_usd: u64,
    /// Percentages of the budget at which actual spend is announced.
    pub alert_at: Vec<u16>,
    /// Percentages at which forecast spend is announced.
    pub forecast_at: Vec<u16>,
    pub notify: Vec<Email>,
    /// SNS topics that hear the same alerts.
    pub notify_topics: Vec<String>,
    pub hard_stop: HardStop,
}

/// What happens at 100 % of a budget.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum HardStop {
    Off,
    /// Someone approves the stop in the console or with `budget` first.
    OnApproval,
    Automatic,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quota {
    pub tpm: Option<u64>,
    pub rpm: Option<u64>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Monitoring {
    pub dashboard: bool,
    pub invocation_logs: InvocationLogs,
    pub retention_days: u32,
    /// Tokens in and out in a day above which an alarm rings; none at 0.
    pub tokens_per_day: u64,
    /// Who hears the account's alarms.
    pub notify: Vec<Email>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum InvocationLogs {
    Off,
    /// Who called which model with how many tokens; never what was said.
    Metadata,
    Full,
}
