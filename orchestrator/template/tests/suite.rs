//! Templates, from their text to what stands.

// clippy.toml lets tests unwrap, but not the functions that they share.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod any_text;
mod functions;
mod outlines;
mod reading;
mod stage;
