//! What became of one stack in an operation.

use crate::aws::Trouble;

#[derive(Debug, Clone)]
pub enum Answer {
    Succeeded {
        operation: String,
    },
    /// With CloudFormation's own reason.
    Failed {
        operation: String,
        reason: String,
    },
    /// The operation ended, or never was, and has nothing to say of this stack.
    Untouched,
    /// The operation of this id is one of an earlier time.
    Stale,
    /// The set has no such stack.
    NoInstance,
    Trouble(Trouble),
    /// We were asked to stop.
    Left(String),
}
