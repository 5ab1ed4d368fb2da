//! One file for each subcommand. Each reads like the manual and decides how the program ends.

pub mod check;
pub mod init;
mod plan_file;
pub mod schema;

pub use plan_file::{Loaded, load};

/// What a finished command says, and the program's exit code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ended {
    pub out: String,
    pub err: String,
    pub code: u8,
}

/// The exit codes that every command shares.
pub mod exit {
    pub const DONE: u8 = 0;
    pub const FAILED: u8 = 1;
    pub const INVALID_PLAN_FILE: u8 = 4;
}
