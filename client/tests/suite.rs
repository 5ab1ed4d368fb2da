//! The client's tests, in one binary.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod deciding;
mod install;
mod oidc;
mod tools;
