//! What is kept: files, locks, credentials, tokens.

mod entries;
mod files;
mod killed;
mod locks;
mod odd_files;
mod odd_inputs;
mod real_keyring;
mod samples;
mod tokens;
