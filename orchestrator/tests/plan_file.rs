//! The plan file: what it means, and what is said about one that is wrong.
//!
//! Each folder of `cases/plan-file` is a plan file and what `check` says of it. A new case is a
//! new folder; `UPDATE_GOLDEN=1` writes what is said now.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use bedrock_org::report::diagnostic::{self, Look, Source, Style};
use bedrock_org::spec::{self, Code, Diagnostic};

use crate::golden;

#[path = "plan_file/any_bytes.rs"]
mod any_bytes;
#[path = "plan_file/commands.rs"]
mod commands;
#[path = "plan_file/init.rs"]
mod init;
#[path = "plan_file/meaning.rs"]
mod meaning;
#[path = "plan_file/schema.rs"]
mod schema;

const PLAIN: Look = Look {
    style: Style::Plain,
    width: 100,
};

#[test]
fn every_case_is_told_as_its_golden_file_says() {
    let mut wrong = Vec::new();
    for folder in cases() {
        let said = said(&fs::read(folder.join("org.toml")).unwrap());
        let golden = folder.join("stderr.txt");
        if golden::are_written_anew() {
            fs::write(&golden, &said).unwrap();
        }
        let expected = fs::read_to_string(&golden).unwrap_or_default();
        if said != expected {
            wrong.push(format!("{}:\n{said}", folder.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_kind_of_diagnostic_has_a_case() {
    let mut seen: BTreeSet<Code> = cases()
        .iter()
        .flat_map(|folder| diagnostics(&fs::read(folder.join("org.toml")).unwrap()))
        .map(|diagnostic| diagnostic.code)
        .collect();
    // The file would be too large to keep.
    let large = " ".repeat(9 * 1024 * 1024);
    seen.extend(diagnostics(large.as_bytes()).iter().map(|one| one.code));
    let all: BTreeSet<Code> = Code::ALL.iter().copied().collect();
    assert_eq!(seen, all);
}

#[test]
fn a_case_named_after_a_diagnostic_holds_it() {
    for folder in cases() {
        let name = folder.file_name().unwrap().to_str().unwrap().to_owned();
        let Some(code) = Code::ALL.iter().find(|code| code.as_str() == name) else {
            continue;
        };
        let found = diagnostics(&fs::read(folder.join("org.toml")).unwrap());
        assert!(found.iter().any(|one| one.code == *code), "{name}");
    }
}

fn cases() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/plan-file");
    let mut folders: Vec<PathBuf> = fs::read_dir(root)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    folders.sort();
    folders
}

fn diagnostics(bytes: &[u8]) -> Vec<Diagnostic> {
    match spec::read_bytes(bytes).1 {
        Ok(read) => read.warnings,
        Err(diagnostics) => diagnostics,
    }
}

fn said(bytes: &[u8]) -> String {
    let (text, _) = spec::read_bytes(bytes);
    let source = Source {
        name: "org.toml",
        text: &text,
    };
    diagnostic::text(source, &diagnostics(bytes), PLAIN)
}
