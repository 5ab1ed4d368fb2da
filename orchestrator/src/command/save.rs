//! Writes a saved plan: whole or not at all, for its owner's eyes, and never over a plan file.

use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use crate::plan::saved::Saved;

use super::Stop;

pub fn save(saved: &Saved, path: &Path) -> Result<(), Stop> {
    if would_destroy(path) {
        return Err(Stop::failed(format!(
            "could not save the plan to {}: that file is no saved plan",
            path.display()
        ))
        .hint("give --out a new name, or the name of an earlier saved plan"));
    }
    let json = saved.to_json().map_err(io::Error::from);
    json.and_then(|json| write(path, &(json + "\n")))
        .map_err(|error| {
            Stop::failed(format!(
                "could not save the plan to {}: {error}",
                path.display()
            ))
            .hint("give --out a path in a folder that can be written to")
        })
}

/// Something else than an earlier saved plan is there, most likely the plan file itself.
fn would_destroy(path: &Path) -> bool {
    path.is_file()
        && fs::read(path).is_ok_and(|bytes| !bytes.is_empty() && !Saved::looks_like(&bytes))
}

/// A reader sees the old file or the new one, never half of it.
fn write(path: &Path, text: &str) -> io::Result<()> {
    if path.exists() && !path.is_file() {
        // A pipe or a device is written to, not replaced.
        return fs::write(path, text);
    }
    let beside = beside(path);
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        // Addresses of accounts and of finance are nobody else's business.
        options.mode(0o600);
    }
    let written = options
        .open(&beside)
        .and_then(|mut file| {
            file.write_all(text.as_bytes())?;
            file.sync_all()
        })
        .and_then(|()| fs::rename(&beside, path));
    if written.is_err() {
        // The name is ours alone; what cannot be removed does no harm.
        let _ = fs::remove_file(&beside);
    }
    written
}

fn beside(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(format!(".{}.part", std::process::id()));
    PathBuf::from(name)
}
