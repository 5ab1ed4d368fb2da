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
use command_line::{Shell, word};

pub fn own_folder() -> Result<PathBuf, Stop> {
    std::env::home_dir()
        .filter(|home| home.is_absolute())
        .ok_or_else(|| Stop::failed("could not find your home folder").hint("set HOME"))
}

pub fn absolute(path: &Path) -> Result<PathBuf, Stop> {
    std::path::absolute(path)
        .map_err(|error| Stop::failed(format!("could not use {}: {error}", path.display())))
}

/// What people and AWS's tools will run: this very program, by the name it was called by where that
/// leads here. A link that an update turns to the next version stays good.
pub fn program() -> Result<String, Stop> {
    let path = std::env::current_exe()
        .map_err(|error| Stop::failed(format!("could not find this program: {error}")))?;
    let path = called_by(&path).unwrap_or(path);
    let shown = path.display();
    path.to_str().map(str::to_owned).ok_or_else(|| {
        Stop::failed(format!(
            "could not write {shown} into a command: it is not UTF-8"
        ))
        .hint("move the program to a path of letters, digits, spaces, - and _")
    })
}

fn called_by(program: &Path) -> Option<PathBuf> {
    let called = PathBuf::from(std::env::args_os().next()?);
    let leads_here = |candidate: &PathBuf| {
        let real = std::fs::canonicalize(candidate).ok();
        real.is_some() && real == std::fs::canonicalize(program).ok()
    };
    if called.components().count() > 1 {
        return std::path::absolute(called).ok().filter(leads_here);
    }
    let places = std::env::var_os("PATH")?;
    std::env::split_paths(&places)
        .filter(|folder| folder.is_absolute())
        .map(|folder| folder.join(&called))
        .find(leads_here)
}

/// Claude Code hands its commands to a shell: on Windows to either of two, which agree on slashes and on
/// double quotes.
pub fn for_claude(program: &str) -> Result<String, Stop> {
    if cfg!(windows) {
        word(program, Shell::Windows)?;
        return Ok(format!("\"{}\"", program.replace('\\', "/")));
    }
    word(program, Shell::Posix)
}
