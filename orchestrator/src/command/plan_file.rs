//! Reading the plan file, as every command that takes one does.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use super::{Ended, exit};
use crate::model::Intent;
use crate::report::diagnostic::{self, Look, Source};
use crate::spec;

/// A valid plan file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Loaded {
    pub intent: Intent,
    /// Rendered, for standard error; empty when there are none.
    pub warnings: String,
}

/// The plan file's meaning, or how the command ends without it.
pub fn load(file: &Path, look: Look) -> Result<Loaded, Ended> {
    let bytes = bytes(file)?;
    let name = file.display().to_string();
    let (text, read) = spec::read_bytes(&bytes);
    let source = Source {
        name: &name,
        text: &text,
    };
    match read {
        Ok(read) => Ok(Loaded {
            intent: read.intent,
            warnings: diagnostic::text(source, &read.warnings, look),
        }),
        Err(diagnostics) => Err(Ended {
            out: String::new(),
            err: diagnostic::text(source, &diagnostics, look),
            code: exit::INVALID_PLAN_FILE,
        }),
    }
}

/// The bytes of the file, or why they could not be read and what helps. Of a file that is too
/// large just so much that its reader sees that it is.
pub fn bytes(file: &Path) -> Result<Vec<u8>, Ended> {
    let mut bytes = Vec::new();
    let read = File::open(file).and_then(|opened| {
        opened
            .take(spec::LARGEST as u64 + 1)
            .read_to_end(&mut bytes)
    });
    match read {
        Ok(_) => Ok(bytes),
        Err(error) => Err(unreadable(file, &error)),
    }
}

fn unreadable(file: &Path, error: &io::Error) -> Ended {
    let hint = match error.kind() {
        io::ErrorKind::NotFound => "`bedrock-org init` writes a plan file",
        io::ErrorKind::IsADirectory => "give the file itself, such as org.toml",
        _ => "check that the file can be read",
    };
    Ended {
        out: String::new(),
        err: format!(
            "error: could not read {}: {error}\nhint: {hint}\n",
            file.display()
        ),
        code: exit::FAILED,
    }
}
