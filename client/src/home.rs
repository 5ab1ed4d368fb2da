//! Where everything is kept: one folder, of the person alone.

use std::path::{Path, PathBuf};

use crate::stop::Stop;

pub const VARIABLE: &str = "BEDROCK_AUTH_HOME";

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Home(PathBuf);

impl Home {
    /// `BEDROCK_AUTH_HOME`, or `.bedrock-auth` in the person's own folder.
    pub fn from_environment() -> Result<Self, Stop> {
        if let Some(set) = std::env::var_os(VARIABLE).filter(|set| !set.is_empty()) {
            return std::path::absolute(set)
                .map(Self)
                .map_err(|error| Stop::failed(format!("could not use {VARIABLE}: {error}")));
        }
        std::env::home_dir()
            .filter(|home| home.is_absolute())
            .map(|home| Self(home.join(".bedrock-auth")))
            .ok_or_else(|| {
                Stop::failed("could not find your home folder")
                    .hint(format!("say where to keep things with {VARIABLE}"))
            })
    }

    pub fn at(path: impl Into<PathBuf>) -> Self {
        Self(path.into())
    }

    pub fn path(&self) -> &Path {
        &self.0
    }

    pub fn file(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}
