//! What is kept between calls, and nothing else keeps anything.

pub mod entries;
pub mod identity;
pub mod kept;
pub mod keyring;
pub mod lock;
pub mod memo;
pub mod private;
mod recover;
pub mod tokens;
