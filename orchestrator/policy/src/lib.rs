//! IAM policy documents as values: parse, compare by meaning, shrink, evaluate.
//!
//! Pure: no clock, no network, no file. What a document says that this crate cannot judge is an
//! error, never an allowance.

mod canonical;
mod condition;
mod document;
mod evaluate;
mod instant;
mod pattern;
mod request;
pub mod role_mapping;
mod trust;
mod values;

pub use document::{Document, PolicyError};
pub use evaluate::{By, Verdict, decide_identity, decide_scps};
pub use request::{EvaluationError, Request};
pub use trust::{Who, decide_trust};
