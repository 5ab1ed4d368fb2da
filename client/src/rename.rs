//! A file in the place of another.

use std::io;
use std::path::Path;

#[cfg(unix)]
pub fn over(new: &Path, old: &Path) -> io::Result<()> {
    std::fs::rename(new, old)
}

/// On Windows a virus scanner or an indexer may have either file open for a moment, and then neither
/// can be moved.
#[cfg(not(unix))]
pub fn over(new: &Path, old: &Path) -> io::Result<()> {
    use std::time::Duration;

    /// 630 milliseconds in all.
    const PAUSES: [u64; 6] = [10, 20, 40, 80, 160, 320];
    for pause in PAUSES {
        match std::fs::rename(new, old) {
            Err(error) if error.kind() == io::ErrorKind::PermissionDenied && !old.is_dir() => {
                std::thread::sleep(Duration::from_millis(pause));
            }
            ended => return ended,
        }
    }
    std::fs::rename(new, old)
}
