//! The rules, each a function from a file to what it objects to.

use std::fmt::Write as _;

use super::source::Source;

pub struct Finding {
    path: String,
    line: usize,
    what: String,
}

pub type Rule = fn(&Source) -> Vec<Finding>;

pub const LONGEST_FILE: usize = 400;

/// In two parts, so that this file does not contain them.
pub const UNFINISHED: &[[&str; 2]] = &[
    ["TO", "DO"],
    ["FIX", "ME"],
    ["todo", "!("],
    ["unimplemented", "!("],
    ["dbg", "!("],
];

/// Which rooms a room may name; `command` may name all.
const NEIGHBOURS: &[(&str, &[&str])] = &[
    ("model", &["model"]),
    ("spec", &["model", "spec"]),
    ("plan", &["model", "plan"]),
    ("execute", &["model", "plan", "execute"]),
    ("aws", &["model", "plan", "execute", "aws"]),
    ("report", &["model", "spec", "plan", "execute", "report"]),
    ("cli", &["model"]),
];

const ROOMS: &[&str] = &[
    "aws", "cli", "command", "execute", "model", "plan", "report", "spec",
];

pub fn listed(findings: &[Finding]) -> String {
    let mut text = String::new();
    for Finding { path, line, what } in findings {
        let _ = writeln!(text, "{path}:{line}: {what}");
    }
    text
}

pub fn sdk(source: &Source) -> Vec<Finding> {
    let words = [
        "aws_sdk_",
        "aws_config",
        "aws_smithy",
        "aws_types",
        "aws_credential_types",
    ];
    match source.room() {
        None | Some("aws") => Vec::new(),
        Some(_) => found(source, &words, "only aws/ imports an AWS SDK"),
    }
}

pub fn printing(source: &Source) -> Vec<Finding> {
    let words = [
        "print!(",
        "println!(",
        "eprint!(",
        "eprintln!(",
        "io::stdout",
        "io::stderr",
        "indicatif::",
    ];
    let prints = source.room() == Some("report") || !in_the_house(source);
    if prints {
        return Vec::new();
    }
    found(source, &words, "only report/ prints")
}

pub fn purity(source: &Source) -> Vec<Finding> {
    let words = [
        "async ",
        ".await",
        "std::env",
        "std::fs",
        "std::net",
        "std::process",
        "std::thread",
        "SystemTime",
        "Instant",
        "tokio",
        "futures_util",
        "fastrand",
    ];
    match source.room() {
        Some("plan" | "spec" | "model") => found(
            source,
            &words,
            "plan/, spec/ and model/ neither wait nor look around",
        ),
        _ => Vec::new(),
    }
}

pub fn exit_codes(source: &Source) -> Vec<Finding> {
    match source.room() {
        None | Some("command" | "main") => Vec::new(),
        Some(_) => found(
            source,
            &["ExitCode", "process::exit", "process::abort"],
            "only command/ decides an exit code",
        ),
    }
}

pub fn neighbours(source: &Source) -> Vec<Finding> {
    let room = source.room().unwrap_or_default();
    let Some((_, may)) = NEIGHBOURS.iter().find(|(name, _)| *name == room) else {
        return Vec::new();
    };
    let mut findings = Vec::new();
    // `use crate::{...}` may go over several lines.
    let code = source.code.join("\n");
    for (at, word) in code.match_indices("crate::") {
        let line = code[..at].matches('\n').count() + 1;
        let rest = &code[at + word.len()..];
        let named: Vec<&str> = match rest.strip_prefix('{') {
            Some(list) => top_level(list),
            None => vec![rest],
        };
        for name in named {
            let name = name
                .split(|c: char| !c.is_alphanumeric() && c != '_')
                .next()
                .unwrap_or_default();
            if ROOMS.contains(&name) && !may.contains(&name) {
                findings.push(Finding {
                    path: source.path.clone(),
                    line,
                    what: format!("{room}/ must not know {name}/"),
                });
            }
        }
    }
    findings
}

/// The parts of `a::{b, c}, d}` that stand at its own level: `a`, `d`.
fn top_level(list: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut depth, mut start) = (0, 0);
    for (at, c) in list.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => {
                parts.push(list[start..at].trim());
                break;
            }
            '}' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(list[start..at].trim());
                start = at + 1;
            }
            _ => {}
        }
    }
    parts
}

pub fn length(source: &Source) -> Vec<Finding> {
    let lines = source.text.lines().count();
    if lines <= LONGEST_FILE {
        return Vec::new();
    }
    vec![Finding {
        path: source.path.clone(),
        line: lines,
        what: format!("{lines} lines, {LONGEST_FILE} at most: give each idea its own file"),
    }]
}

pub fn unfinished(source: &Source) -> Vec<Finding> {
    let words: Vec<String> = UNFINISHED.iter().map(|word| word.concat()).collect();
    let mut findings = Vec::new();
    for (number, line) in source.text.lines().enumerate() {
        for word in &words {
            if line.contains(word.as_str()) {
                findings.push(Finding {
                    path: source.path.clone(),
                    line: number + 1,
                    what: format!("{word} is unfinished"),
                });
            }
        }
    }
    findings
}

/// What a file takes in with `include_str!`, from the top of the repository.
pub fn embedded(source: &Source) -> Vec<String> {
    let folder: Vec<&str> = source.path.split('/').collect();
    let folder = &folder[..folder.len() - 1];
    let mut paths = Vec::new();
    for (at, word) in source.text.match_indices("include_str!(\"") {
        let rest = &source.text[at + word.len()..];
        let relative = rest.split('"').next().unwrap_or_default();
        let mut path = folder.to_vec();
        for part in relative.split('/') {
            match part {
                ".." => drop(path.pop()),
                part => path.push(part),
            }
        }
        paths.push(path.join("/"));
    }
    paths
}

/// Tests may print, and so may the client, whose output is another story.
fn in_the_house(source: &Source) -> bool {
    source.path.starts_with("orchestrator/") && source.path.contains("/src/")
}

fn found(source: &Source, words: &[&str], what: &str) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (number, line) in source.code.iter().enumerate() {
        for word in words {
            if contains_word(line, word) {
                findings.push(Finding {
                    path: source.path.clone(),
                    line: number + 1,
                    what: format!("{what}, this has `{}`", word.trim()),
                });
            }
        }
    }
    findings
}

/// Not as the end of a longer name.
fn contains_word(line: &str, word: &str) -> bool {
    line.match_indices(word).any(|(at, _)| {
        let before = line[..at].chars().last();
        !before.is_some_and(|c| c.is_alphanumeric() || c == '_')
    })
}
