//! `install.json`: what was written where, and what was there before. Written before the files are, so
//! that whatever interrupts an installation, what it did is known.

use std::path::{Path, PathBuf};

use aws_lc_rs::digest::{SHA256, digest};
use serde::{Deserialize, Serialize};

use super::merge::{Change, Format};
use crate::cache::private;
use crate::home::Home;
use crate::stop::Stop;

pub const FILE: &str = "install.json";
/// The files as they were. They may hold keys, so that they are kept as privately as tokens are.
pub const COPIES: &str = "before-install";

#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Record {
    pub version: u32,
    pub files: Vec<Written>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Written {
    pub path: PathBuf,
    pub format: Format,
    /// The name of the file's copy without anything of ours; none where there was no file.
    pub before: Option<String>,
    /// SHA-256 of the file with ours in it; of several while nobody knows which of them it is.
    pub after: Vec<String>,
    pub changes: Vec<Change>,
}

impl Record {
    pub const VERSION: u32 = 1;

    pub fn read(home: &Home) -> Result<Self, Stop> {
        let path = home.file(FILE);
        let Some(bytes) = private::read(&path)? else {
            return Ok(Self {
                version: Self::VERSION,
                files: Vec::new(),
            });
        };
        let failed = |cause: String| {
            Stop::failed(format!("could not read {}: {cause}", path.display())).hint(format!(
                "the files as they were are in {}; move this file away to go on without it",
                home.file(COPIES).display()
            ))
        };
        let record: Self =
            serde_json::from_slice(&bytes).map_err(|error| failed(error.to_string()))?;
        if record.version != Self::VERSION {
            return Err(failed(format!("it has version {}", record.version)));
        }
        let mut changes = record.files.iter().flat_map(|written| &written.changes);
        if changes.any(|change| !(1..=2).contains(&change.path.len())) {
            return Err(failed("a change in it names no place".into()));
        }
        Ok(record)
    }

    pub fn write(&self, home: &Home) -> Result<(), Stop> {
        let text = serde_json::to_vec_pretty(self).map_err(|error| {
            Stop::failed(format!("could not write down what is installed: {error}"))
        })?;
        private::write(&home.file(FILE), &text)
    }

    pub fn file(&self, path: &Path) -> Option<&Written> {
        self.files.iter().find(|written| written.path == path)
    }

    /// With `written` in the place of what was known of that file.
    #[must_use]
    pub fn with(&self, written: Written) -> Self {
        let mut files = self.files.clone();
        match files.iter_mut().find(|known| known.path == written.path) {
            Some(known) => *known = written,
            None => files.push(written),
        }
        Self {
            version: self.version,
            files,
        }
    }
}

impl Written {
    /// The same, while nobody knows whether this or `earlier` is in the file.
    #[must_use]
    pub fn or(&self, earlier: Option<&Self>) -> Self {
        let mut both = self.clone();
        let Some(earlier) = earlier else {
            return both;
        };
        add(&mut both.after, &earlier.after);
        for change in &earlier.changes {
            match both.changes.iter_mut().find(|own| own.path == change.path) {
                Some(own) => add(&mut own.after, &change.after),
                None => both.changes.push(change.clone()),
            }
        }
        both
    }
}

fn add(list: &mut Vec<String>, more: &[String]) {
    for one in more {
        if !list.contains(one) {
            list.push(one.clone());
        }
    }
}

pub fn fingerprint(text: &str) -> String {
    let hash = digest(&SHA256, text.as_bytes());
    hash.as_ref()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// Keeps a file as it was, and gives the copy's name.
pub fn keep_copy(home: &Home, path: &Path, text: &str) -> Result<String, Stop> {
    let name = copy_name(path, text);
    private::write(&home.file(COPIES).join(&name), text.as_bytes())?;
    Ok(name)
}

/// The same content has the same copy.
pub fn copy_name(path: &Path, text: &str) -> String {
    let base = path.file_name().unwrap_or_default().to_string_lossy();
    format!("{base}-{}", &fingerprint(text)[..16])
}

/// None where somebody removed it.
pub fn copy(home: &Home, name: &str) -> Result<Option<String>, Stop> {
    let bytes = private::read(&home.file(COPIES).join(name))?;
    Ok(bytes.and_then(|bytes| String::from_utf8(bytes).ok()))
}
