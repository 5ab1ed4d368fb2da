//! Where the tokens of a sign-in are, or will be.

use super::check::Check;
use crate::cache::keyring::{Keyring, Unavailable};
use crate::cache::tokens::Kept;
use crate::stop::Stop;

const NAME: &str = "tokens";

/// Only where nothing else tells.
pub fn look(kept: &Result<Kept, Stop>, keyring: &Keyring) -> Option<Result<(), Unavailable>> {
    matches!(kept, Ok(Kept::Nowhere)).then(|| keyring.check())
}

pub fn judge(kept: &Result<Kept, Stop>, keyring: Option<&Result<(), Unavailable>>) -> Check {
    match (kept, keyring) {
        (Err(stop), _) => Check::stopped(NAME, stop),
        (Ok(Kept::Nowhere), Some(Err(why))) => {
            let seen = format!("none yet; they will be {}", in_a_file(why));
            Check::ok(NAME, seen)
        }
        (Ok(Kept::Nowhere), _) => Check::ok(NAME, "none yet; the system's keyring answers"),
        (Ok(Kept::Keyring), _) => Check::ok(NAME, "sealed with a key in the system's keyring"),
        (Ok(Kept::File { why }), _) => Check::ok(NAME, in_a_file(why)),
    }
}

/// On a server that is how it has to be, so it is no warning.
fn in_a_file(Unavailable { what, cause }: &Unavailable) -> String {
    let cause = cause.as_ref().map(|cause| format!(" ({cause})"));
    format!(
        "in a file that is yours alone: {what}. A keyring that runs and is unlocked takes them over \
         at the next refresh{}",
        cause.unwrap_or_default()
    )
}
