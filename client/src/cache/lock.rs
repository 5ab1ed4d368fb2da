//! One process at a time. The operating system lets go of a lock whose process has died.

use std::fs::{File, TryLockError};
use std::path::Path;
use std::time::{Duration, Instant};

use super::private;
use crate::home;
use crate::stop::Stop;

const SHORTEST_PAUSE: Duration = Duration::from_millis(2);
const LONGEST_PAUSE: Duration = Duration::from_millis(50);

/// Held until it is dropped.
#[derive(Debug)]
pub struct Lock {
    _file: File,
}

impl Lock {
    /// Waits no longer than `patience`.
    pub fn take(path: &Path, patience: Duration) -> Result<Self, Stop> {
        let began = Instant::now();
        let file = open(path)?;
        let mut pause = SHORTEST_PAUSE;
        loop {
            if is_taken(&file, path)? {
                return Ok(Self { _file: file });
            }
            let left = patience.saturating_sub(began.elapsed());
            if left.is_zero() {
                return Err(busy(path, patience));
            }
            std::thread::sleep(pause.min(left));
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
    }

    /// None while another process has it.
    pub fn try_take(path: &Path) -> Result<Option<Self>, Stop> {
        let file = open(path)?;
        Ok(is_taken(&file, path)?.then_some(Self { _file: file }))
    }
}

fn open(path: &Path) -> Result<File, Stop> {
    private::to_lock(path).map_err(|fault| fault.stop("open", path))
}

fn is_taken(file: &File, path: &Path) -> Result<bool, Stop> {
    match file.try_lock() {
        Ok(()) => Ok(true),
        Err(TryLockError::WouldBlock) => Ok(false),
        Err(TryLockError::Error(error)) => {
            Err(
                Stop::failed(format!("could not lock {}: {error}", path.display())).hint(format!(
                    "choose a folder on a local disk with {}",
                    home::VARIABLE
                )),
            )
        }
    }
}

fn busy(path: &Path, patience: Duration) -> Stop {
    Stop::failed(format!(
        "could not lock {}: another bedrock-auth has had it for {} seconds",
        path.display(),
        patience.as_secs()
    ))
    .hint("try again; if it stays so, end the other bedrock-auth")
}
