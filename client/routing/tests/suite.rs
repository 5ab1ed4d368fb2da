//! What is read, what is refused and in which words.

// clippy.toml lets tests unwrap, but not the helpers that they share.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod any_text;
mod example;
mod reading;
mod spread;
