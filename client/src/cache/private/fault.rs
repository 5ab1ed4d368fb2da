//! What keeps a private file from being used.

use std::io::{Error, ErrorKind};
use std::path::Path;

use crate::home;
use crate::stop::Stop;

#[derive(Debug, PartialEq, Eq)]
pub(in crate::cache) enum Fault {
    /// Not a plain file, but what is said.
    Odd(&'static str),
    NotMine,
    TooLarge(u64),
    /// Not even its owner may.
    Denied,
    Folder(FolderFault),
    Other(String),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::cache) enum FolderFault {
    NotOne,
    #[cfg(unix)]
    NotMine,
    #[cfg(unix)]
    Shared,
}

impl From<Error> for Fault {
    fn from(error: Error) -> Self {
        match error.kind() {
            ErrorKind::PermissionDenied => Self::Denied,
            ErrorKind::NotADirectory => Self::Folder(FolderFault::NotOne),
            ErrorKind::IsADirectory => Self::Odd("a folder"),
            _ => Self::Other(error.to_string()),
        }
    }
}

impl Fault {
    /// Whether another file in its place would do.
    pub(in crate::cache) fn is_of_the_file(&self) -> bool {
        match self {
            Self::Odd(_) | Self::NotMine | Self::TooLarge(_) | Self::Denied => true,
            Self::Folder(_) | Self::Other(_) => false,
        }
    }

    pub(in crate::cache) fn stop(&self, verb: &str, path: &Path) -> Stop {
        let folder = path.parent().unwrap_or(path).display();
        let variable = home::VARIABLE;
        let (cause, hint) = match self {
            Self::Odd(what) => (
                format!("it is {what}, not a plain file"),
                "move it away".to_owned(),
            ),
            Self::NotMine => (
                "it belongs to somebody else".into(),
                "move it away, or make it yours".into(),
            ),
            Self::TooLarge(largest) => (
                format!("it is larger than {largest} bytes"),
                "move it away".into(),
            ),
            Self::Denied => (
                "permission denied".into(),
                format!("make {folder} and what is in it yours, or choose another with {variable}"),
            ),
            Self::Folder(FolderFault::NotOne) => (
                format!("{folder} is not a folder"),
                format!("move it away, or choose another with {variable}"),
            ),
            #[cfg(unix)]
            Self::Folder(FolderFault::NotMine) => (
                format!("the folder {folder} belongs to somebody else"),
                format!("choose a folder of your own with {variable}"),
            ),
            #[cfg(unix)]
            Self::Folder(FolderFault::Shared) => (
                format!("others may write into {folder}"),
                format!("close it with `chmod 700`, or choose another with {variable}"),
            ),
            Self::Other(cause) => (
                cause.clone(),
                format!("see that {folder} can be written to, or choose another with {variable}"),
            ),
        };
        Stop::failed(format!("could not {verb} {}: {cause}", path.display())).hint(hint)
    }
}
