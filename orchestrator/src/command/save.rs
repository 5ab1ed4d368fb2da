//! Writes a saved plan: whole or not at all, for its owner's eyes, and never over a plan file.

use std::fs;
use std::io;
use std::path::Path;

use crate::plan::saved::Saved;

use super::Stop;
use super::whole_file::{Readers, write};

pub fn save(saved: &Saved, path: &Path) -> Result<(), Stop> {
    if would_destroy(path) {
        return Err(Stop::failed(format!(
            "could not save the plan to {}: that file is no saved plan",
            path.display()
        ))
        .hint("give --out a new name, or the name of an earlier saved plan"));
    }
    let json = saved.to_json().map_err(io::Error::from);
    // Addresses of accounts and of finance are nobody else's business.
    json.and_then(|json| write(path, &(json + "\n"), Readers::Owner))
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
