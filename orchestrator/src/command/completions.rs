//! `bedrock-org completions`: a completion script for a shell.

use clap::CommandFactory as _;

use crate::cli::{self, Cli};
use crate::report;

use super::Exit;

pub fn run(args: &cli::Completions) -> Exit {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "bedrock-org", &mut script);
    report::out(&String::from_utf8_lossy(&script));
    Exit::Done
}
