//! Text, JSON, Markdown: the one room that prints.

pub mod diagnostic;
pub mod plan_file_page;

use std::io::Write;

/// To standard output. Whoever closed it does not want the rest, so a failure to write is no
/// failure of the command.
pub fn out(text: &str) {
    let _ = std::io::stdout().lock().write_all(text.as_bytes());
}

/// To standard error.
pub fn err(text: &str) {
    let _ = std::io::stderr().lock().write_all(text.as_bytes());
}
