//! Documents and their evaluation, held against what AWS documents.

// clippy.toml lets tests unwrap, but not the helpers that they share.
#![allow(clippy::unwrap_used)]

mod documents;
mod evaluation;
mod properties;
mod role_mapping;
mod trust;
