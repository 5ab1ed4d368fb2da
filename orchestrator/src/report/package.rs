//! What was packaged.

use std::fmt::Write as _;
use std::path::PathBuf;

use serde_json::{Value, json};

use super::style::{count, plain};

pub struct Packaged<'a> {
    pub folders: &'a [PathBuf],
    /// The systems that the release has no binary for.
    pub missing: &'a [&'a str],
}

pub fn text(packaged: &Packaged<'_>) -> String {
    let Packaged { folders, missing } = packaged;
    let mut text = format!("Packaged {}:\n", count(folders.len(), "team"));
    for folder in *folders {
        let _ = writeln!(text, "  {}", plain(&folder.to_string_lossy()));
    }
    if !missing.is_empty() {
        let _ = writeln!(text, "  without {}: no binary is there", missing.join(", "));
    }
    text
}

pub fn json(packaged: &Packaged<'_>, exit: u8) -> Value {
    let Packaged { folders, missing } = packaged;
    let folders: Vec<_> = folders
        .iter()
        .map(|folder| folder.to_string_lossy())
        .collect();
    json!({ "folders": folders, "missing": missing, "exit_code": exit })
}
