//! The client's pages of the book, held against the program. `UPDATE_GOLDEN=1` writes the generated
//! part anew.

use std::fs;
use std::path::{Path, PathBuf};

use bedrock_auth::cli::Cli;
use bedrock_auth::stop::Exit;
use clap::{CommandFactory as _, Parser as _};

/// The same words as on the page of `bedrock-org`.
#[path = "../../../orchestrator/src/report/reference/arguments.rs"]
mod arguments;

const REFERENCE: &str = "reference/bedrock-auth.md";
const COMMANDS: &str = "\n## Commands\n\n";

fn docs() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs")
}

#[test]
fn the_commands_are_as_their_page_says() {
    let mut command = Cli::command();
    command.build();
    let mut generated = String::new();
    arguments::commands(&mut generated, &command, 3);
    let path = docs().join(REFERENCE);
    let page = fs::read_to_string(&path).unwrap();
    let (by_hand, written) = page.split_once(COMMANDS).unwrap();
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(&path, format!("{by_hand}{COMMANDS}{generated}")).unwrap();
        return;
    }
    assert!(
        written == generated,
        "docs/{REFERENCE} is out of date: UPDATE_GOLDEN=1 writes it anew"
    );
}

#[test]
fn every_exit_code_is_on_the_page() {
    let page = fs::read_to_string(docs().join(REFERENCE)).unwrap();
    for exit in [
        Exit::Done,
        Exit::Failed,
        Exit::LoginNeeded,
        Exit::NoTeam,
        Exit::AmbiguousTeam,
        Exit::GroupOverage,
        Exit::Denied,
        Exit::Offline,
        Exit::CommandNotStarted,
        Exit::CommandNotFound,
    ] {
        let row = format!("\n| {} | ", exit.code());
        assert!(page.contains(&row), "{exit:?}");
    }
}

#[test]
fn every_variable_that_is_read_is_on_the_page() {
    let page = fs::read_to_string(docs().join(REFERENCE)).unwrap();
    let by_hand = page.split(COMMANDS).next().unwrap();
    let mut seen = 0;
    for source in sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src")) {
        let text = fs::read_to_string(&source).unwrap();
        let code = text.split("#[cfg(test)]").next().unwrap();
        for word in code.split('"').skip(1).step_by(2) {
            let ours = ["AWS_", "BEDROCK_AUTH_"]
                .iter()
                .any(|start| word.starts_with(start));
            let name = word.chars().all(|c| c.is_ascii_uppercase() || c == '_');
            if ours && name {
                assert!(by_hand.contains(word), "{word}, in {}", source.display());
                seen += 1;
            }
        }
    }
    assert!(seen > 10, "only {seen} were found");
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else {
            found.push(path);
        }
    }
    found
}

/// The command lines of this program in code blocks.
fn commands(text: &str) -> Vec<String> {
    let blocks = text.split("```").skip(1).step_by(2);
    let lines = blocks.flat_map(|block| block.lines().map(str::trim));
    lines
        .filter_map(|line| {
            let line = line.trim_start_matches("$ ");
            let line = line.strip_prefix("eval \"$(").unwrap_or(line);
            let rest = line.strip_prefix("bedrock-auth ")?;
            let end = [" > ", " | ", " # ", ")"]
                .iter()
                .filter_map(|mark| rest.find(mark))
                .min();
            Some(rest[..end.unwrap_or(rest.len())].trim().to_owned())
        })
        .collect()
}

#[test]
fn every_command_in_the_book_is_one() {
    let mut seen = 0;
    for page in sources(&docs()) {
        // Generated, with placeholders.
        if page.ends_with(REFERENCE) || page.extension().is_none_or(|ending| ending != "md") {
            continue;
        }
        for command in commands(&fs::read_to_string(&page).unwrap()) {
            let words = command.split_whitespace();
            let parsed = Cli::try_parse_from(std::iter::once("bedrock-auth").chain(words));
            let place = page.display();
            assert!(
                parsed.is_ok(),
                "{place}: {command}\n{}",
                parsed.err().unwrap()
            );
            seen += 1;
        }
    }
    assert!(seen > 10, "only {seen} commands were found");
}
