//! What can be had again does not stop anybody: a file that is of no use is set aside.

use std::path::Path;

use zeroize::Zeroizing;

use super::private::{self, LARGEST};
use crate::stop::Stop;

/// None also where `parse` cannot make anything of it.
pub(super) fn read_or_set_aside<T>(
    path: &Path,
    parse: impl FnOnce(&[u8]) -> Option<T>,
) -> Result<Option<T>, Stop> {
    match private::examine(path, LARGEST) {
        Ok(None) => return Ok(None),
        Ok(Some(bytes)) => {
            if let Some(parsed) = parse(&Zeroizing::new(bytes)) {
                return Ok(Some(parsed));
            }
        }
        Err(fault) if fault.is_of_the_file() => {}
        Err(fault) => return Err(fault.stop("read", path)),
    }
    private::set_aside(path)?;
    Ok(None)
}
