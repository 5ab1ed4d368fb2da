//! The routing document, `routes.json`: which groups of the identity provider lead to which
//! accounts. `bedrock-org` writes it and `bedrock-auth` reads it; it holds no secret.
//!
//! It says where to ask, never who may: each account's identity pool decides that for itself,
//! whatever a document claims.
//!
//! ```text
//! text --reader--> Routes --check--> Routes --to_json--> text
//! ```

pub mod claude_code;

mod check;
mod document;
mod error;
mod reader;

pub use document::{Account, LARGEST, Model, Routes, Team, VERSION};
pub use error::RoutesError;
