//! The routing document, `routes.json`: which groups of the identity provider lead to which
//! accounts. `bedrock-org` writes it and `bedrock-auth` reads it; it holds no secret.
//!
//! It says where to ask, never who may: each account's identity pool decides that for itself,
//! whatever a document claims.
//!
//! ```text
//! text --reader--> Routes --check--> Routes --to_json--> text
//! claims --groups--> Groups --choose--> Team --spread--> Account
//! ```

pub mod claude_code;

mod check;
mod choose;
mod claims;
mod document;
mod error;
mod groups;
mod listing;
mod near;
mod no_team;
mod reader;
pub mod spread;

pub use choose::{Asked, Choice, Membership, Other, PassedOver, Rule, WhyNot};
pub use document::{Account, Exchange, LARGEST, Model, Routes, Team, VERSION};
pub use error::{RoutesError, shown};
pub use groups::{Groups, Held, Missing, Seen, Shape};
pub use listing::listed;
pub use near::Near;
pub use no_team::NoTeam;
