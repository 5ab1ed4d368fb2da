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
