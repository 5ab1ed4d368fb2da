//! Text, JSON, Markdown: the one room that prints.

pub mod access;
pub mod budget;
pub mod capacity;
mod columns;
pub mod delivery;
pub mod diagnostic;
mod event_line;
pub mod failure;
mod grid;
mod live;
pub mod monday;
pub mod outcome;
pub mod package;
pub mod plan_file_page;
pub mod plan_json;
pub mod plan_markdown;
mod plan_quotas;
pub mod plan_text;
mod plan_words;
pub mod progress;
pub mod quota_status;
pub mod reading;
pub mod reference;
pub mod rehearsal;
pub mod routes;
pub mod sandbox;
mod siblings;
pub mod sign_ins;
pub mod spend;
pub mod spend_page;
pub mod spending;
pub mod style;
mod unread;
pub mod verification;

use std::io::Write as _;

pub use style::Style;

/// To standard output. A reader that went away (`| head`) is no failure.
pub fn out(text: &str) {
    let _ = std::io::stdout().lock().write_all(text.as_bytes());
}

/// To standard error.
pub fn err(text: &str) {
    let _ = std::io::stderr().lock().write_all(text.as_bytes());
}

/// Help and version to standard output, mistakes to standard error, coloured for a terminal.
pub fn usage(usage: &clap::Error) {
    let _ = usage.print();
}

/// One JSON value a line.
pub fn json_line(value: &serde_json::Value) {
    out(&format!("{value}\n"));
}
