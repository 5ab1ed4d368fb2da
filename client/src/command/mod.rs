//! One file per command. Each chooses its exit code.

mod completions;
mod console;
mod doctor;
mod env;
mod exec;
mod otel_headers;

use crate::cli::{Cli, Command};
use crate::stop::{Exit, Stop};

pub fn run(cli: &Cli) -> Result<Exit, Stop> {
    match &cli.command {
        Command::Completions(args) => Ok(completions::run(args)),
        Command::Console(args) => console::run(args),
        Command::Doctor(args) => doctor::run(args),
        Command::Env(args) => env::run(args),
        Command::Exec(args) => exec::run(args),
        Command::OtelHeaders(args) => Ok(otel_headers::run(args)),
        _ => Err(Stop::failed(
            "could not run this command: it is not there yet",
        )),
    }
}
