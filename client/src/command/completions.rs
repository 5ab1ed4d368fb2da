//! `bedrock-auth completions`

use clap::CommandFactory as _;

use crate::cli;
use crate::report;
use crate::stop::Exit;

pub fn run(args: &cli::Completions) -> Exit {
    let mut script = Vec::new();
    let mut command = cli::Cli::command();
    clap_complete::generate(args.shell, &mut command, "bedrock-auth", &mut script);
    report::out(&String::from_utf8_lossy(&script));
    Exit::Done
}
