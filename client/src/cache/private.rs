//! Files that only their owner may read, in folders that only their owner may enter.
//!
//! No link is followed, nothing but a plain file is read, and whatever was left readable by others is
//! closed to them. A file is replaced as a whole: who is killed in between leaves the old one.

mod aside;
mod fault;
mod folder;
mod opening;
mod replace;

use std::fs;
use std::io::{ErrorKind, Read as _};
use std::path::Path;

pub(super) use fault::Fault;
pub(super) use opening::to_lock;

use crate::stop::Stop;

/// Larger than anything that is kept but the routing document.
pub const LARGEST: u64 = 1024 * 1024;

/// None where there is no such file.
pub fn read(path: &Path) -> Result<Option<Vec<u8>>, Stop> {
    read_up_to(path, LARGEST)
}

pub fn read_up_to(path: &Path, largest: u64) -> Result<Option<Vec<u8>>, Stop> {
    examine(path, largest).map_err(|fault| fault.stop("read", path))
}

/// As [`read_up_to`], for those who can do without what is wrong.
pub(super) fn examine(path: &Path, largest: u64) -> Result<Option<Vec<u8>>, Fault> {
    if let Some(folder) = path.parent() {
        folder::check(folder)?;
    }
    let Some(file) = opening::to_read(path)? else {
        return Ok(None);
    };
    let mut bytes = Vec::new();
    let size = file.take(largest + 1).read_to_end(&mut bytes)?;
    if size as u64 > largest {
        return Err(Fault::TooLarge(largest));
    }
    Ok(Some(bytes))
}

/// The folder is made where it is missing.
pub fn write(path: &Path, bytes: &[u8]) -> Result<(), Stop> {
    replace::replace(path, bytes).map_err(|fault| fault.stop("write", path))
}

/// Gone already is fine.
pub fn remove(path: &Path) -> Result<(), Stop> {
    match fs::remove_file(path) {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        Err(error) => Err(opening::told(path, error).stop("remove", path)),
    }
}

/// Out of the way, under a name that nothing has, for a person to look at.
pub fn set_aside(path: &Path) -> Result<(), Stop> {
    aside::set_aside(path).map_err(|fault| fault.stop("set aside", path))
}
