//! Where the tokens of a sign-in are.

use super::check::Check;
use crate::cache::tokens::Kept;
use crate::stop::Stop;

const NAME: &str = "tokens";

pub fn judge(kept: &Result<Kept, Stop>) -> Check {
    match kept {
        Err(stop) => Check::stopped(NAME, stop),
        Ok(Kept::Nowhere) => Check::ok(NAME, "none yet"),
        Ok(Kept::Keyring) => Check::ok(NAME, "sealed with a key in the system's keyring"),
        // On a server that is how it has to be, so it is no warning.
        Ok(Kept::File { why }) => Check::ok(NAME, format!("in a file that is yours alone: {why}")),
    }
}
