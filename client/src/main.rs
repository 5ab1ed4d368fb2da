//! `bedrock-auth`

use std::process::ExitCode;

use bedrock_auth::cli::{Cli, Command};
use bedrock_auth::stop::Exit;
use bedrock_auth::{command, hit, report};
use clap::Parser as _;

fn main() -> ExitCode {
    if let Some(exit) = hit::answer(std::env::args_os().skip(1)) {
        return ExitCode::from(exit.code());
    }
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Help and the version are no mistakes. A reader that has gone away is none either.
            let _ = error.print();
            let code = if error.use_stderr() {
                Exit::Failed
            } else {
                Exit::Done
            };
            return ExitCode::from(code.code());
        }
    };
    match command::run(&cli) {
        Ok(exit) => ExitCode::from(exit.code()),
        Err(stop) => {
            // Its callers are programs, which show what is on standard error as they see fit.
            match cli.command {
                Command::CredentialProcess(_) => report::stop_in_a_line(&stop),
                _ => report::stop(&stop),
            }
            ExitCode::from(stop.exit.code())
        }
    }
}
