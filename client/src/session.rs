//! Credentials for a command.

use crate::cache::entries;
use crate::context::Context;
use crate::decide::{Verdict, decide};
use crate::entry::Entry;
use crate::stop::{Exit, Stop};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignIn {
    Allowed,
    Never,
}

/// What is kept, while it will do.
pub fn credentials(context: &Context, _: SignIn) -> Result<Entry, Stop> {
    let entry = entries::read(&context.home, &context.slot)?;
    match (decide(entry.as_ref(), context.now), entry) {
        (Verdict::Use | Verdict::Renew, Some(entry)) => Ok(entry),
        _ => Err(Stop::new(
            Exit::LoginNeeded,
            "could not get credentials: nobody is signed in",
        )
        .hint("run `bedrock-auth login`")),
    }
}
