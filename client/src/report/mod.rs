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

/// For a program that shows what it caught inside of a message of its own, or cuts it off: one line,
/// which begins with what to do.
pub fn stop_in_a_line(stop: &Stop) {
    err(&format!("bedrock-auth: {}\n", in_a_line(stop)));
}

fn in_a_line(Stop { message, hint, .. }: &Stop) -> String {
    let line = match hint {
        Some(hint) => format!("{hint} ({message})"),
        None => message.clone(),
    };
    line.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// For a person: what happened, and then what to do.
pub fn stop(stop: &Stop) {
    let Stop { message, hint, .. } = stop;
    match hint {
        Some(hint) => err(&format!("bedrock-auth: {message}\nhint: {hint}\n")),
        None => err(&format!("bedrock-auth: {message}\n")),
    }
}

#[cfg(test)]
mod tests {
    use super::in_a_line;
    use crate::stop::Stop;

    #[test]
    fn a_line_is_one_and_begins_with_what_to_do() {
        let stop = Stop::failed("could not sign in:\nno");
        assert_eq!(in_a_line(&stop), "could not sign in: no");
        let stop = stop.hint("try again");
        assert_eq!(in_a_line(&stop), "try again (could not sign in: no)");
    }
}
