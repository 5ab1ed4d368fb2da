//! An ID token for credentials, of the sandbox over loopback.

mod refusals;
mod stage;
mod success;
