//! Files that are the person's own: read whole, replaced whole, and only when they are what they seem.

use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, ErrorKind, Read as _, Write as _};
use std::path::{Path, PathBuf};

use crate::cache::private;
use crate::rename;
use crate::stop::Stop;

/// Far more than any settings, and as much as a copy of them may have.
const LARGEST: u64 = private::LARGEST;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// As it was named.
    pub path: PathBuf,
    /// Behind the links: they stay, and what they lead to is changed.
    real: PathBuf,
    /// None where there is no file.
    pub text: Option<String>,
}

pub fn look(path: &Path) -> Result<Found, Stop> {
    let failed = |cause: &dyn std::fmt::Display| could_not("read", path, cause);
    let there = match fs::symlink_metadata(path) {
        Ok(there) => there,
        Err(error) if error.kind() == ErrorKind::NotFound => {
            return Ok(Found {
                path: path.to_owned(),
                real: path.to_owned(),
                text: None,
            });
        }
        Err(error) => return Err(failed(&error)),
    };
    let real = match fs::canonicalize(path) {
        Ok(real) => real,
        Err(error) if error.kind() == ErrorKind::NotFound => {
            return Err(failed(&"it is a link to nothing")
                .hint("remove the link, or make the file that it leads to"));
        }
        Err(error) => return Err(failed(&error)),
    };
    let behind = fs::metadata(&real).map_err(|error| failed(&error))?;
    // Before it is opened: a pipe would keep us waiting.
    if !behind.is_file() {
        return Err(failed(&"it is no file"));
    }
    let file = File::open(&real).map_err(|error| failed(&error))?;
    if !same_owner(&there, &behind) {
        return Err(failed(&"it is a link to another user's file"));
    }
    let mut bytes = Vec::new();
    file.take(LARGEST + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| failed(&error))?;
    if bytes.len() as u64 > LARGEST {
        return Err(failed(&"it is larger than any settings are"));
    }
    let text = String::from_utf8(bytes).map_err(|error| {
        let before = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
        failed(&format_args!("line {line} is not UTF-8")).hint("save it as UTF-8")
    })?;
    Ok(Found {
        path: path.to_owned(),
        real,
        text: Some(text),
    })
}

impl Found {
    /// Whole or not at all, with the permissions that the file has; a new one is its owner's alone.
    pub fn write(&self, text: &str) -> Result<(), Stop> {
        self.still_so()?;
        let failed = |error: io::Error| could_not("write", &self.path, &error);
        let folder = self.real.parent().unwrap_or(Path::new("."));
        make_folder(folder).map_err(failed)?;
        let beside = self.beside();
        let written = self.write_beside(&beside, text);
        let moved = written.and_then(|()| rename::over(&beside, &self.real).map_err(failed));
        if moved.is_err() {
            // The name is ours alone; what cannot be removed does no harm.
            let _ = fs::remove_file(&beside);
        }
        moved?;
        sync(folder);
        Ok(())
    }

    pub fn remove(&self) -> Result<(), Stop> {
        self.still_so()?;
        match fs::remove_file(&self.real) {
            Err(error) if error.kind() != ErrorKind::NotFound => {
                Err(could_not("remove", &self.path, &error))
            }
            _ => Ok(()),
        }
    }

    /// Other programs write these files too. What they have just written is not lost.
    fn still_so(&self) -> Result<(), Stop> {
        if look(&self.path)? == *self {
            return Ok(());
        }
        let cause = "another program has just changed it";
        Err(could_not("write", &self.path, &cause).hint("run this again"))
    }

    fn write_beside(&self, beside: &Path, text: &str) -> Result<(), Stop> {
        let failed = |error: io::Error| could_not("write", &self.path, &error);
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        {
            use std::os::unix::fs::OpenOptionsExt as _;
            options.mode(0o600);
        }
        let mut file = options.open(beside).map_err(failed)?;
        if self.text.is_some() {
            let old = fs::metadata(&self.real).map_err(failed)?;
            let new = file.metadata().map_err(failed)?;
            if !same_owner(&old, &new) {
                let cause = "the file is another user's";
                return Err(could_not("write", &self.path, &cause).hint(
                    "have it given to you, or leave it out: see `bedrock-auth install --help`",
                ));
            }
            file.set_permissions(old.permissions()).map_err(failed)?;
        }
        file.write_all(text.as_bytes())
            .and_then(|()| file.sync_all())
            .map_err(failed)
    }

    fn beside(&self) -> PathBuf {
        let mut name = self.real.file_name().unwrap_or_default().to_owned();
        name.push(format!(".bedrock-auth-{}", std::process::id()));
        self.real.with_file_name(name)
    }
}

fn could_not(verb: &str, path: &Path, cause: &dyn std::fmt::Display) -> Stop {
    Stop::failed(format!("could not {verb} {}: {cause}", path.display()))
}

#[cfg(unix)]
fn same_owner(one: &Metadata, other: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    one.uid() == other.uid()
}

#[cfg(not(unix))]
fn same_owner(_: &Metadata, _: &Metadata) -> bool {
    true
}

fn make_folder(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt as _;
        builder.mode(0o700);
    }
    builder.create(folder)
}

/// So that a crash of the machine does not bring the old file back. Not all systems can.
fn sync(folder: &Path) {
    if let Ok(folder) = File::open(folder) {
        let _ = folder.sync_all();
    }
}
