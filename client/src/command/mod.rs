//! One file per command. Each chooses its exit code.

mod completions;
mod explain;
mod signed_in;
mod team;

use crate::cli::{Cli, Command};
use crate::stop::{Exit, Stop};

pub fn run(cli: &Cli) -> Result<Exit, Stop> {
    match &cli.command {
        Command::Completions(args) => Ok(completions::run(args)),
        Command::Explain(args) => explain::run(args),
        Command::Team(args) => team::run(args),
        _ => Err(Stop::failed(
            "could not run this command: it is not there yet",
        )),
    }
}
