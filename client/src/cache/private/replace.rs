//! Puts a whole new file in the place of the old one.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use super::fault::{Fault, FolderFault};
use super::{folder, opening};
use crate::rename;

/// No writer takes this long: one that left a file this old was killed.
const ABANDONED: Duration = Duration::from_secs(3600);
const ENDING: &str = ".tmp";

pub(super) fn replace(path: &Path, bytes: &[u8]) -> Result<(), Fault> {
    let (Some(folder), Some(name)) = (path.parent(), path.file_name()) else {
        return Err(Fault::Folder(FolderFault::NotOne));
    };
    folder::make(folder)?;
    let new = folder.join(temporary_name(name)?);
    let file = opening::to_fill(&new)?;
    let written = fill(file, bytes).and_then(|now| {
        rename::over(&new, path)?;
        Ok(now)
    });
    match written {
        Ok(now) => {
            keep_name(folder);
            clean(folder, now);
            Ok(())
        }
        Err(fault) => {
            // Nobody else knows its name; left behind, the next writer but some takes it away.
            let _ = fs::remove_file(&new);
            Err(fault)
        }
    }
}

/// Answers what time it is for the file system.
fn fill(mut file: File, bytes: &[u8]) -> Result<Option<SystemTime>, Fault> {
    file.write_all(bytes)?;
    file.sync_all()?;
    Ok(file.metadata().and_then(|found| found.modified()).ok())
}

fn temporary_name(name: &OsStr) -> Result<PathBuf, Fault> {
    let mut random = [0; 8];
    aws_lc_rs::rand::fill(&mut random)
        .map_err(|_| Fault::Other("there are no random numbers".into()))?;
    let random = u64::from_le_bytes(random);
    let name = name.to_string_lossy();
    let process = std::process::id();
    Ok(format!(".{name}.{process}-{random:016x}{ENDING}").into())
}

fn is_temporary(name: &str) -> bool {
    let inner = name
        .strip_prefix('.')
        .and_then(|name| name.strip_suffix(ENDING));
    let ending = inner.and_then(|inner| inner.rsplit_once('.'));
    let numbers = ending.and_then(|(_, ending)| ending.split_once('-'));
    numbers.is_some_and(|(process, random)| {
        process.parse::<u32>().is_ok()
            && random.len() == 16
            && u64::from_str_radix(random, 16).is_ok()
    })
}

/// That a power failure does not bring the old file back. Not every file system can.
#[cfg(unix)]
fn keep_name(folder: &Path) {
    let _ = File::open(folder).and_then(|folder| folder.sync_all());
}

#[cfg(not(unix))]
fn keep_name(_: &Path) {}

/// What killed writers left, whatever file they were for. As good as it goes: it is only in the way.
fn clean(folder: &Path, now: Option<SystemTime>) {
    let (Some(now), Ok(entries)) = (now, fs::read_dir(folder)) else {
        return;
    };
    for entry in entries.flatten() {
        let is_ours = entry.file_name().to_str().is_some_and(is_temporary);
        let age = || {
            let modified = entry.metadata().ok()?.modified().ok()?;
            now.duration_since(modified).ok()
        };
        if is_ours && age().is_some_and(|age| age > ABANDONED) {
            let _ = fs::remove_file(entry.path());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{is_temporary, temporary_name};

    #[test]
    fn only_our_own_leftovers_are_known_as_such() {
        let name = temporary_name("tokens-0123abcd.json".as_ref()).unwrap();
        assert!(is_temporary(name.to_str().unwrap()));
        for other in [
            "tokens-0123abcd.json",
            ".tmp",
            ".a.tmp",
            ".a.1-2.tmp",
            ".a.x-0123456789abcdef.tmp",
            "a.1-0123456789abcdef.tmp",
            ".a.1-0123456789abcdef.tmp~",
            "",
        ] {
            assert!(!is_temporary(other), "{other}");
        }
    }
}
