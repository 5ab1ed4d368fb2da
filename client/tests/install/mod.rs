//! `install` and `uninstall`, on files that are somebody's own.

mod any_text;
mod cases;
mod interrupted;
mod quoting;
mod stage;
mod surprises;
