//! Reading the plan file, as every command that takes one does.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;

use super::{Exit, Stop};
use crate::model::Intent;
use crate::report::diagnostic::{self, Source};
use crate::report::{self, Style};
use crate::spec;

/// A valid plan file.
pub struct PlanFile {
    pub name: String,
    pub text: String,
    pub intent: Intent,
}

pub fn read(path: &Path, style: Style) -> Result<PlanFile, Stop> {
    valid(&path.display().to_string(), &bytes(path)?, style)
}

/// Every mistake goes to standard error, and so do warnings.
pub fn valid(name: &str, bytes: &[u8], style: Style) -> Result<PlanFile, Stop> {
    let (text, read) = spec::read_bytes(bytes);
    let (diagnostics, intent) = match read {
        Ok(read) => (read.warnings, Some(read.intent)),
        Err(diagnostics) => (diagnostics, None),
    };
    let source = Source { name, text: &text };
    report::err(&diagnostic::text(
        source,
        &diagnostics,
        style.of_errors().into(),
    ));
    match intent {
        Some(intent) => Ok(PlanFile {
            name: name.to_owned(),
            text: text.into_owned(),
            intent,
        }),
        None => Err(
            Stop::failed(format!("{name} has mistakes, so nothing was done"))
                .hint("mend what is underlined above; `bedrock-org check` shows it again")
                .exit(Exit::Invalid),
        ),
    }
}

/// The bytes of the file, or why they could not be read and what helps. Of a file that is too
/// large for a plan file just so much that its reader sees that it is.
pub fn bytes(file: &Path) -> Result<Vec<u8>, Stop> {
    let mut bytes = Vec::new();
    File::open(file)
        .and_then(|opened| {
            opened
                .take(spec::LARGEST as u64 + 1)
                .read_to_end(&mut bytes)
        })
        .map_err(|error| unreadable(file, &error))?;
    Ok(bytes)
}

pub fn unreadable(file: &Path, error: &io::Error) -> Stop {
    let hint = match error.kind() {
        io::ErrorKind::NotFound => "`bedrock-org init` writes a plan file",
        io::ErrorKind::IsADirectory => "give the file itself, such as org.toml",
        _ => "check that the file can be read",
    };
    Stop::failed(format!("could not read {}: {error}", file.display())).hint(hint)
}
