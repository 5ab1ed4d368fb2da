//! Credentials, a file for each thing that was asked for.

use std::fs;
use std::io::ErrorKind;
use std::path::PathBuf;

use serde::Deserialize;
use zeroize::Zeroizing;

use super::private;
use super::recover::read_or_set_aside;
use crate::entry::{Entry, Slot, VERSION};
use crate::home::Home;
use crate::stop::Stop;

const FOLDER: &str = "credentials";

/// What was kept for this, and for nothing else. What cannot be used is set aside and reads as nothing.
pub fn read(home: &Home, slot: &Slot) -> Result<Option<Entry>, Stop> {
    let entry = read_or_set_aside(&place(home, slot), parse)?.flatten();
    Ok(entry.filter(|entry| entry.slot == *slot))
}

pub fn write(home: &Home, entry: &Entry) -> Result<(), Stop> {
    let text = serde_json::to_vec(entry)
        .map_err(|_| Stop::failed("could not write the credentials: they are not JSON"))?;
    private::write(&place(home, &entry.slot), &Zeroizing::new(text))
}

pub fn remove_all(home: &Home) -> Result<(), Stop> {
    remove_each(home).into_iter().next().map_or(Ok(()), Err)
}

/// Also what was set aside. Says what could not be removed; the rest is.
pub fn remove_each(home: &Home) -> Vec<Stop> {
    let folder = home.file(FOLDER);
    let entries = match fs::read_dir(&folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => return Vec::new(),
        Err(error) => {
            return vec![Stop::failed(format!(
                "could not remove the credentials in {}: {error}",
                folder.display()
            ))];
        }
    };
    let files = entries
        .flatten()
        .filter(|entry| !entry.file_type().is_ok_and(|kind| kind.is_dir()));
    files
        .filter_map(|file| private::remove(&file.path()).err())
        .collect()
}

fn place(home: &Home, slot: &Slot) -> PathBuf {
    home.file(FOLDER).join(slot.file_name())
}

#[derive(Deserialize)]
struct Versioned {
    version: u32,
}

/// `Some(None)`: of another release, which is no fault.
fn parse(text: &[u8]) -> Option<Option<Entry>> {
    if let Ok(entry) = serde_json::from_slice::<Entry>(text)
        && entry.version == VERSION
    {
        return Some(Some(entry));
    }
    let Versioned { version } = serde_json::from_slice(text).ok()?;
    (version != VERSION).then_some(None)
}
