use std::process::ExitCode;

use bedrock_org::cli::Cli;
use bedrock_org::command;
use clap::Parser as _;

fn main() -> ExitCode {
    command::run(&Cli::parse()).into()
}
