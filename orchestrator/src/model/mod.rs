//! Plain values that every other room speaks in. Nothing here reads, writes or decides.
//!
//! [`Intent`] is what the plan file says; [`Org`] is an AWS organization, the one that is wanted
//! and the one that exists alike.

mod account_quotas;
mod alert;
mod bedrock;
mod budget_standing;
mod budgets;
pub mod geography;
mod grouped;
mod id_token;
mod intent;
mod issuer;
mod journey;
pub mod limits;
mod model_lists;
mod month;
mod name;
mod org;
mod printable;
mod quota;
pub mod quota_name;
mod quota_request;
mod sizing;
mod spend;
mod stack;
pub mod tag;
mod usd;
mod verification;

pub use account_quotas::{AccountQuota, AccountQuotas, QuotaKey};
pub use alert::{Alert, AlertOn, Threshold, When};
pub use bedrock::{Bedrock, Logging, Readiness, UseCase, Users};
pub use budget_standing::{AlertStanding, BudgetStanding, StopState, StopStatus};
pub use budgets::{
    BudgetAccount, BudgetScope, BudgetStop, Listener, OrgBudget, StopStanding, Unhealthy,
};
pub use grouped::grouped;
pub use id_token::{IdToken, NoToken};
pub use intent::{
    Budget, GroupMatch, HardStop, HubIntent, Identity, Intent, InvocationLogs, Model, Monitoring,
    Organization, PublishPlace, Quota, Seat, Team,
};
pub use issuer::{user_pool, user_pools_region};
pub use journey::{Invoked, Journey};
pub use model_lists::ModelLists;
pub use month::{Day, Month};
pub use name::{
    AccountId, AccountName, Alias, BudgetName, Email, EmailTemplate, InvalidName, OuPath,
    PolicyName, Profile, Region, Tags, TeamName,
};
pub use org::{Account, Creation, Gap, Org, Place, Policy, Standing, Subject, Unit};
pub use printable::{is_hidden, printable};
pub use quota::{Here, LiveQuotas, QuotaValue, Quotas, Rate};
pub use quota_request::{QuotaRequest, RequestState};
pub use sizing::{Factor, Sizing};
pub use spend::{
    AccountSpend, BilledAs, Finding, FindingKind, Forecast, ForecastBy, ModelSpend, MonthSpend,
    People, PersonSpend, Queries, Spend, SpendReport, TeamSpend, UnplannedSpend,
};
pub use stack::{Hub, Parameter, PlainStack, Set, Stack, StackSet, StackState};
pub use usd::Usd;
pub use verification::{Answer, Asked, AskedBy, Doorstep, Verified};
