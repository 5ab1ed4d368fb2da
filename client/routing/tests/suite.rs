//! What is read, what is refused and in which words.

// clippy.toml lets tests unwrap, but not the helpers that they share.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod any_claims;
mod any_text;
mod choosing;
mod example;
mod groups;
mod reading;
mod spread;
