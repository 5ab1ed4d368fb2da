//! Exit codes, the same in `--json`. Scripts rely on them: see docs/reference/exit-codes.md.

use std::process::ExitCode;

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Done, or nothing to do.
    Done = 0,
    /// Nothing was done that was asked for.
    Failed = 1,
    /// `plan --detailed-exitcode`: changes are pending.
    Pending = 2,
    /// Some changes were made, others not.
    Partly = 3,
    /// The plan file has mistakes.
    Invalid = 4,
    /// The world has moved since the plan was saved.
    Stale = 5,
}

impl Exit {
    pub fn code(self) -> u8 {
        self as u8
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}
