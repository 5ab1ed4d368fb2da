//! An AWS organization in memory that answers AWS's real wire protocols.
//!
//! A request comes in as HTTP, in process through [`Sandbox::call`] or over loopback.
//! [`call`] says which operation it means, [`caller`] who calls, [`limit`] whether AWS would take the
//! call now, [`authorize`] whether the caller may, [`fault`] what goes wrong on purpose; then the
//! service's own module answers from the [`world`]. What is not modelled is refused by name.
//!
//! Time is tokio's clock and chance is a function of the seed, so that on a paused clock hours pass in
//! milliseconds and a run can be repeated. Nothing runs in the background: what is asynchronous at AWS
//! is settled when the next call looks at it.

mod account;
mod authorize;
mod bedrock;
mod budgets;
mod call;
mod caller;
mod clock;
mod cloudformation;
mod cognito;
mod context;
mod cost_explorer;
mod draw;
mod edit;
mod fault;
mod federation;
mod http;
mod iam;
mod limit;
mod openid;
mod organizations;
mod protocol;
mod quotas;
mod refusal;
mod s3;
mod sandbox;
mod setup;
mod snapshot;
mod spending;
mod state;
mod sts;
mod token;
mod trust;
mod web;
mod world;

pub use bedrock::TOKENS_PER_SECOND;
pub use clock::{EPOCH, Moment};
pub use edit::{Edit, ExistingAccount, ExistingPool, ExistingRole, NotThere, Use};
pub use fault::{Faults, Kind, Profile, Rule};
pub use http::{ListenError, listen};
pub use limit::Limit;
pub use openid::{Company, Person};
pub use quotas::burndown;
pub use sandbox::{ConnectionLost, Sandbox};
pub use setup::{MANAGEMENT_ACCOUNT, Principal, Setup};
pub use spending::Spending;
pub use state::StateError;
pub use token::{Forgery, IdToken};
pub use world::{Alert, Decision, Usage, Verdict};
