//! What makes AWS's tools and Claude Code use this program, and how it is taken back.
//!
//! ```text
//! team --> profile, claude: what each file has to say
//!                |
//!             merge: into the file's own text --> steps: record, then write
//! ```
//!
//! The files are the person's. What is not ours stays byte for byte, what was there before is kept, and
//! a file that cannot be read as its owner reads it is left alone.

pub mod aws_config;
pub mod claude;
pub mod command_line;
pub mod file;
pub mod json_text;
pub mod merge;
pub mod profile;
pub mod record;
pub mod steps;
pub mod team;

use std::path::{Path, PathBuf};

use crate::stop::Stop;

pub fn own_folder() -> Result<PathBuf, Stop> {
    std::env::home_dir()
        .filter(|home| home.is_absolute())
        .ok_or_else(|| Stop::failed("could not find your home folder").hint("set HOME"))
}

pub fn absolute(path: &Path) -> Result<PathBuf, Stop> {
    std::path::absolute(path)
        .map_err(|error| Stop::failed(format!("could not use {}: {error}", path.display())))
}

/// What people and AWS's tools will run: this very program.
pub fn program() -> Result<String, Stop> {
    let path = std::env::current_exe()
        .map_err(|error| Stop::failed(format!("could not find this program: {error}")))?;
    let shown = path.display();
    path.to_str().map(str::to_owned).ok_or_else(|| {
        Stop::failed(format!("could not write {shown} into a command: it is not UTF-8"))
            .hint("move the program to a path of letters, digits, spaces, - and _")
    })
}
