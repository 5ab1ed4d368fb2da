//! The organization in a file, so that it survives a restart.

use std::io::Write;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::clock::Moment;
use crate::sandbox::Sandbox;
use crate::setup::Setup;
use crate::world::World;

const VERSION: u32 = 1;

#[derive(Serialize, Deserialize)]
struct Saved<W> {
    version: u32,
    /// The organization's time, which goes on from here.
    at: Moment,
    world: W,
}

#[derive(Debug, thiserror::Error)]
pub enum StateError {
    #[error("could not read the sandbox's state from {path}: {cause}")]
    Read {
        path: PathBuf,
        cause: std::io::Error,
    },
    #[error("could not read the sandbox's state from {path}: {cause}")]
    Shape {
        path: PathBuf,
        cause: serde_json::Error,
    },
    #[error(
        "could not read the sandbox's state from {path}: it has version {found}, not {VERSION}"
    )]
    Version { path: PathBuf, found: u32 },
    #[error("could not save the sandbox's state to {path}: {cause}")]
    Write {
        path: PathBuf,
        cause: std::io::Error,
    },
}

impl Sandbox {
    /// The organization of a file, or a new one when there is no such file.
    pub fn open(setup: Setup, path: &Path) -> Result<Self, StateError> {
        let text = match std::fs::read_to_string(path) {
            Ok(text) => text,
            Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => {
                return Ok(Self::new(setup));
            }
            Err(cause) => {
                let path = path.to_owned();
                return Err(StateError::Read { path, cause });
            }
        };
        let saved: Saved<World> = serde_json::from_str(&text).map_err(|cause| {
            let path = path.to_owned();
            StateError::Shape { path, cause }
        })?;
        if saved.version != VERSION {
            let path = path.to_owned();
            let found = saved.version;
            return Err(StateError::Version { path, found });
        }
        let mut world = saved.world;
        world.rebuild_index();
        Ok(Self::resume(setup, world, saved.at))
    }

    /// The same organization under another setup, on the clock of the runtime that this is called in.
    /// Its own time goes on from where it was, or from the setup's where that is later.
    #[must_use]
    pub fn continued(&self, setup: Setup) -> Self {
        let mut world = self.settled().world.clone();
        world.rebuild_index();
        let began = self.now().max(setup.epoch);
        Self::resume(setup, world, began)
    }

    /// Replaces the file in one step: a crash leaves the old state or the new one.
    pub fn save(&self, path: &Path) -> Result<(), StateError> {
        let failed = |cause| StateError::Write {
            path: path.to_owned(),
            cause,
        };
        let text = {
            let state = self.settled();
            serde_json::to_string(&Saved {
                version: VERSION,
                at: self.now(),
                world: &state.world,
            })
        };
        let text = text.map_err(|cause| failed(cause.into()))?;
        let mut name = path.file_name().unwrap_or_default().to_owned();
        name.push(format!(".{}.new", std::process::id()));
        let new = path.with_file_name(name);
        let mut file = std::fs::File::create(&new).map_err(failed)?;
        file.write_all(text.as_bytes()).map_err(failed)?;
        file.sync_all().map_err(failed)?;
        std::fs::rename(&new, path).map_err(failed)
    }
}
