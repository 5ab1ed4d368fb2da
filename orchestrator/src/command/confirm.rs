//! A question before something that is not easily undone.

use std::io::{BufRead as _, IsTerminal as _};

use crate::report;

use super::Stop;

/// Whether a person says yes. `hint`: what to do where there is nobody to ask.
pub fn confirmed(question: &str, hint: &str) -> Result<bool, Stop> {
    let stdin = std::io::stdin();
    if !stdin.is_terminal() {
        return Err(Stop::failed("nothing was changed: there is no terminal to ask on").hint(hint));
    }
    // With --json, standard output is for programs.
    report::err(&format!("\n{question} Only \"yes\" does: "));
    let mut answer = String::new();
    stdin
        .lock()
        .read_line(&mut answer)
        .map_err(|error| Stop::failed(format!("could not read the answer: {error}")))?;
    Ok(answer.trim() == "yes")
}
