//! The only room that prints. Standard output is for what was asked for, standard error for all else.

pub mod console;
pub mod credentials;
pub mod doctor;
pub mod env;
pub mod explanation;
pub mod install;
pub mod otel_headers;
pub mod person;
pub mod sign_in;
pub mod status;
pub mod team;
mod wrap;

use std::io::{self, Write};

use serde_json::Value;

use crate::stop::Stop;

/// A reader that has gone away is no error: `bedrock-auth ... | head`.
pub fn out(text: &str) {
    let mut stdout = io::stdout().lock();
    let _ = stdout
        .write_all(text.as_bytes())
        .and_then(|()| stdout.flush());
}

pub fn err(text: &str) {
    let mut stderr = io::stderr().lock();
    let _ = stderr
        .write_all(text.as_bytes())
        .and_then(|()| stderr.flush());
}

/// One JSON value and a line's end.
pub fn json(value: &Value) {
    out(&format!("{value:#}\n"));
}

/// As JSON or as text, whichever was asked for.
pub fn either(as_json: bool, value: impl FnOnce() -> Value, text: impl FnOnce() -> String) {
    if as_json {
        json(&value());
    } else {
        out(&text());
    }
}

/// What people should hear though it stops nothing.
pub fn warning(warning: Option<&str>) {
    if let Some(warning) = warning {
        err(&format!("bedrock-auth: {warning}\n"));
    }
}

pub fn stops(stops: &[Stop]) {
    stops.iter().for_each(stop);
}

/// Callers show the first line of standard error, so that it says what to do where there is something
/// to do.
pub fn stop(stop: &Stop) {
    let Stop { message, hint, .. } = stop;
    match hint {
        Some(hint) => err(&format!("bedrock-auth: {message}\nhint: {hint}\n")),
        None => err(&format!("bedrock-auth: {message}\n")),
    }
}
