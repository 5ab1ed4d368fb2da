//! What a person has to do, on standard error: standard output is for credentials.

use std::io::{IsTerminal as _, Write as _};

use crate::oidc::Prompt;

/// SDKs swallow what their `credential_process` says; a person at a terminal still sees it.
pub fn show(shown: &Prompt) {
    let text = text(shown);
    super::err(&text);
    if !std::io::stderr().is_terminal() {
        on_the_terminal(&text);
    }
}

pub fn text(shown: &Prompt) -> String {
    match shown {
        Prompt::Browser { url, opened: true } => format!(
            "Sign in in the browser that was opened. If there is none, open this address:\n\n  {url}\n\n"
        ),
        Prompt::Browser { url, opened: false } => {
            format!("Open this address in a browser on this machine to sign in:\n\n  {url}\n\n")
        }
        Prompt::Device { url, code, .. } => {
            format!(
                "Open this address on any device and enter the code:\n\n  {url}\n\n  {code}\n\n"
            )
        }
    }
}

#[cfg(unix)]
fn on_the_terminal(text: &str) {
    let opened = std::fs::OpenOptions::new().write(true).open("/dev/tty");
    if let Ok(mut terminal) = opened {
        let _ = terminal.write_all(text.as_bytes());
    }
}

#[cfg(not(unix))]
fn on_the_terminal(text: &str) {
    let opened = std::fs::OpenOptions::new().write(true).open("CONOUT$");
    if let Ok(mut terminal) = opened {
        let _ = terminal.write_all(text.as_bytes());
    }
}
