use std::process::ExitCode;

use bedrock_org::cli::Cli;
use bedrock_org::command;
use clap::Parser as _;

fn main() -> ExitCode {
    match Cli::try_parse() {
        Ok(cli) => command::run(&cli),
        Err(usage) => command::explain(&usage),
    }
    .into()
}
