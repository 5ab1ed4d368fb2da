//! Files that only their owner may read.

use std::fs;
use std::io::{ErrorKind, Write as _};
use std::path::Path;

use crate::stop::Stop;

pub fn read(path: &Path) -> Result<Option<Vec<u8>>, Stop> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Stop::failed(format!(
            "could not read {}: {error}",
            path.display()
        ))),
    }
}

pub fn write(path: &Path, bytes: &[u8]) -> Result<(), Stop> {
    let failed = |error| Stop::failed(format!("could not write {}: {error}", path.display()));
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(failed)?;
    }
    let mut file = fs::File::create(path).map_err(failed)?;
    file.write_all(bytes).map_err(failed)
}
