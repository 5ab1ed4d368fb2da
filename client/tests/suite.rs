//! The client's tests, in one binary.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

// Links, pipes and owners are Unix's.
#[cfg(unix)]
mod cache;
mod deciding;
mod exchange;
mod install;
mod oidc;
mod routes;
mod sign_in;
mod tools;

/// Paths as they are on Unix, whatever system they come from. What escapes a character is left alone.
fn unix_paths(text: &str) -> String {
    if !cfg!(windows) {
        return text.to_owned();
    }
    let text = text.replace(r"\\", "/");
    let mut parts = text.split('\\');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| {
        let escape = part.starts_with('"') || part.starts_with("u{");
        text + if escape { "\\" } else { "/" } + part
    })
}
