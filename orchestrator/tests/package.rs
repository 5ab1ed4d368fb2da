//! What `package` puts together, and its installer run for real.

mod folder;
#[cfg(unix)]
mod installer;
mod stage;
