//! Moves a file that is of no use out of the way.

use std::ffi::OsString;
use std::fs::{self, DirBuilder, File};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::fault::Fault;
use super::opening;
use crate::rename;

const MARK: &str = ".unreadable-";
/// More than a person will ever look at.
const MOST: u32 = 1000;

/// The new name is taken before the file gets it, so that two who do this at once keep both files.
pub(super) fn set_aside(path: &Path) -> Result<(), Fault> {
    let found = match fs::symlink_metadata(path) {
        Ok(found) => found,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error.into()),
    };
    let place = take_name(path, found.is_dir())?;
    let Err(error) = rename::over(path, &place) else {
        return Ok(());
    };
    let _ = if found.is_dir() {
        fs::remove_dir(&place)
    } else {
        fs::remove_file(&place)
    };
    match error.kind() {
        ErrorKind::NotFound => Ok(()),
        _ => Err(error.into()),
    }
}

fn take_name(path: &Path, for_folder: bool) -> Result<PathBuf, Fault> {
    for number in 1..=MOST {
        let mut name = OsString::from(path);
        name.push(format!("{MARK}{number}"));
        let place = PathBuf::from(name);
        let taken = if for_folder {
            DirBuilder::new().create(&place).map_err(Fault::from)
        } else {
            opening::to_fill(&place).map(drop::<File>)
        };
        match taken {
            Ok(()) => return Ok(place),
            Err(_) if fs::symlink_metadata(&place).is_ok() => {}
            Err(fault) => return Err(fault),
        }
    }
    Err(Fault::Other(format!(
        "there are {MOST} files like it already"
    )))
}
