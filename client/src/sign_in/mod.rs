//! One sign-in at a time, shared by all who wait for it, and longer-lived than who asked first: SDKs kill
//! their `credential_process` after seconds, a person takes a minute.
//!
//! A worker process holds `sign-in.lock` and tells in `sign-in.json` what it shows the person and how
//! it ended. Whoever needs it starts one or joins the one that is running, under `lock`, then lets go of
//! `lock` and waits until `sign-in.lock` is free.

mod attempts;
mod join;
mod state;
mod worker;

pub use attempts::Attempts;
pub use join::{Asked, By, Ended, Joined, end_running, is_running, join};
pub use state::{Outcome, State};
pub use worker::{KEEPING, run};
