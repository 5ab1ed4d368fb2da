//! Plain values that every other room speaks in. Nothing here reads, writes or decides.
//!
//! [`Intent`] is what the plan file says; [`Org`] is an AWS organization, the one that is wanted
//! and the one that exists alike.

pub mod geography;
mod intent;
pub mod limits;
mod name;
mod org;
mod printable;
pub mod tag;

pub use intent::{
    Budget, HardStop, Identity, Intent, InvocationLogs, Model, Monitoring, Organization, Quota,
    Seat, Team,
};
pub use name::{
    AccountId, AccountName, Alias, Email, EmailTemplate, InvalidName, OuPath, PolicyName, Profile,
    Region, Tags, TeamName,
};
pub use org::{Account, Creation, Gap, Org, Place, Policy, Standing, Subject, Unit};
pub use printable::{is_hidden, printable};
