//! The generated page of the command line. `UPDATE_GOLDEN=1` writes it anew.

use std::path::Path;

use bedrock_org::cli::Cli;
use bedrock_org::report::reference;
use clap::CommandFactory as _;

use crate::golden::is_as_kept;

#[test]
fn the_command_line_is_as_its_page_says() {
    let page = reference::command_line(&Cli::command());
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/reference/cli.md");
    is_as_kept(&path, &page);
}

#[test]
fn every_subcommand_and_argument_is_on_the_page() {
    let page = reference::command_line(&Cli::command());
    for command in Cli::command().get_subcommands() {
        let name = command.get_name();
        let (_, section) = page.split_once(&format!("\n## {name}\n")).unwrap();
        let section = section.split("\n## ").next().unwrap();
        for arg in command.get_arguments() {
            if let Some(long) = arg.get_long() {
                assert!(section.contains(&format!("--{long}")), "{name} --{long}");
            }
            if let Some(default) = arg.get_default_values().first()
                && arg.get_action().takes_values()
            {
                let default = format!("`{}`", default.to_string_lossy());
                assert!(section.contains(&default), "{name} {default}");
            }
        }
    }
}
