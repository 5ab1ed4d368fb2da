//! Where everything is kept, and who else may look into it.

use std::path::Path;

use super::check::Check;
use super::surroundings::Surroundings;
use crate::home::Home;

const NAME: &str = "folder";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    NotThere,
    NoFolder,
    /// The permissions of others, as `chmod` has them; none where the system has none.
    Folder {
        open: u32,
    },
}

pub fn look(home: &Home) -> State {
    match std::fs::metadata(home.path()) {
        Err(_) => State::NotThere,
        Ok(found) if !found.is_dir() => State::NoFolder,
        Ok(found) => State::Folder { open: open(&found) },
    }
}

#[cfg(unix)]
fn open(found: &std::fs::Metadata) -> u32 {
    use std::os::unix::fs::PermissionsExt as _;
    found.permissions().mode() & 0o077
}

#[cfg(not(unix))]
const fn open(_: &std::fs::Metadata) -> u32 {
    0
}

pub fn judge(around: &Surroundings, path: &Path, state: State) -> Check {
    let place = around.short(path);
    match state {
        State::NotThere => Check::ok(NAME, format!("{place}, which the first sign-in makes")),
        State::NoFolder => Check::failed(
            NAME,
            format!("{place} is not a folder"),
            "move it away, or name another place in BEDROCK_AUTH_HOME",
        ),
        State::Folder { open: 0 } => Check::ok(NAME, format!("{place}, yours alone")),
        State::Folder { .. } => Check::warning(
            NAME,
            format!("others on this machine may look into {place}"),
            format!("chmod 700 {place}"),
        ),
    }
}
