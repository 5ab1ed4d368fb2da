//! Opens a plain file of the person's own, and nothing that stands in its place.

use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{Error, ErrorKind};
use std::path::Path;

use super::fault::Fault;
use super::folder;

pub(super) fn to_read(path: &Path) -> Result<Option<File>, Fault> {
    let mut options = OpenOptions::new();
    options.read(true);
    match open(path, &options) {
        Ok(file) => checked(file).map(Some),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) if error.kind() == ErrorKind::PermissionDenied && mended(path) => {
            let file = open(path, &options).map_err(|error| told(path, error))?;
            checked(file).map(Some)
        }
        Err(error) => Err(told(path, error)),
    }
}

/// Made where it is missing; what is in it does not matter.
pub(in crate::cache) fn to_lock(path: &Path) -> Result<File, Fault> {
    if let Some(folder) = path.parent() {
        folder::make(folder)?;
    }
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true);
    close_to_others(&mut options);
    let file = open(path, &options).map_err(|error| told(path, error))?;
    checked(file)
}

/// A new file that nobody else can have opened before.
pub(super) fn to_fill(path: &Path) -> Result<File, Fault> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    close_to_others(&mut options);
    Ok(options.open(path)?)
}

#[cfg(unix)]
fn open(path: &Path, options: &OpenOptions) -> Result<File, Error> {
    use std::os::unix::fs::OpenOptionsExt as _;

    // Without waiting: a pipe in its place would have us wait for who writes into it.
    let flags = rustix::fs::OFlags::NOFOLLOW | rustix::fs::OFlags::NONBLOCK;
    let flags = i32::try_from(flags.bits()).unwrap_or_default();
    options.clone().custom_flags(flags).open(path)
}

/// Links are rare here and only their makers' own: to look beforehand is enough.
#[cfg(not(unix))]
fn open(path: &Path, options: &OpenOptions) -> Result<File, Error> {
    match fs::symlink_metadata(path) {
        Ok(found) if !found.is_file() => Err(ErrorKind::InvalidInput.into()),
        _ => options.open(path),
    }
}

#[cfg(unix)]
fn close_to_others(options: &mut OpenOptions) {
    use std::os::unix::fs::OpenOptionsExt as _;
    options.mode(0o600);
}

#[cfg(not(unix))]
fn close_to_others(_: &mut OpenOptions) {}

fn checked(file: File) -> Result<File, Fault> {
    let found = file.metadata()?;
    if let Some(odd) = odd(&found) {
        return Err(Fault::Odd(odd));
    }
    if !is_mine(&found) {
        return Err(Fault::NotMine);
    }
    close(&file, &found)?;
    Ok(file)
}

/// What is open to others, by a copy or a restored backup, is closed to them.
#[cfg(unix)]
fn close(file: &File, found: &Metadata) -> Result<(), Fault> {
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
    if found.mode() & 0o077 != 0 {
        file.set_permissions(fs::Permissions::from_mode(0o600))?;
    }
    Ok(())
}

#[cfg(not(unix))]
fn close(_: &File, _: &Metadata) -> Result<(), Fault> {
    Ok(())
}

#[cfg(unix)]
fn is_mine(found: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    found.uid() == rustix::process::geteuid().as_raw()
}

#[cfg(not(unix))]
fn is_mine(_: &Metadata) -> bool {
    true
}

/// A plain file of our own that not even we may read.
#[cfg(unix)]
fn mended(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    let is_own_file = |found: Metadata| found.is_file() && is_mine(&found);
    fs::symlink_metadata(path).is_ok_and(is_own_file)
        && fs::set_permissions(path, fs::Permissions::from_mode(0o600)).is_ok()
}

#[cfg(not(unix))]
fn mended(_: &Path) -> bool {
    false
}

/// Why it could not be opened, as far as a look at it tells.
pub(super) fn told(path: &Path, error: Error) -> Fault {
    match fs::symlink_metadata(path) {
        Ok(found) => match odd(&found) {
            Some(odd) => Fault::Odd(odd),
            None if !is_mine(&found) => Fault::NotMine,
            None => error.into(),
        },
        Err(_) => error.into(),
    }
}

pub(super) fn odd(found: &Metadata) -> Option<&'static str> {
    let kind = found.file_type();
    if kind.is_symlink() {
        Some("a link")
    } else if kind.is_dir() {
        Some("a folder")
    } else if kind.is_file() {
        None
    } else {
        Some("a pipe or a device")
    }
}
