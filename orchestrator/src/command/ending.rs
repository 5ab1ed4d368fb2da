//! Exit codes, the same in `--json`. Scripts rely on them: see docs/reference/exit-codes.md.

use std::process::ExitCode;

use crate::report::{self, Style};

use super::Stop;

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

    /// This end, or the other one where this one is well.
    pub fn or_worse(self, other: Self) -> Self {
        if self == Self::Done { other } else { self }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}

/// What a command that only says something has to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ended {
    pub out: String,
    pub err: String,
    pub exit: Exit,
}

impl Ended {
    pub fn say(&self) -> Exit {
        report::err(&self.err);
        report::out(&self.out);
        self.exit
    }
}

impl From<Stop> for Ended {
    fn from(stop: Stop) -> Self {
        let Stop { exit, error, hint } = stop;
        Self {
            out: String::new(),
            err: report::failure::text(&error, hint.as_deref(), Style::PLAIN),
            exit,
        }
    }
}
