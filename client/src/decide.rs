//! Whether credentials at hand will do.

use crate::clock::Moment;
use crate::entry::Entry;

/// AWS's SDKs ask again when less than this is left.
const ENOUGH: i64 = 15 * 60;
/// Less than this is of no use to anybody, even when nothing else can be had.
const LAST: i64 = 60;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    Use,
    /// Still valid, though not for long: to be replaced, and good enough where that fails.
    Renew,
    Obtain,
}

/// Credentials whose whole life is short are used for half of it.
pub fn decide(entry: Option<&Entry>, now: Moment) -> Verdict {
    let Some(entry) = entry else {
        return Verdict::Obtain;
    };
    let left = now.until(entry.credentials.expires);
    let lifetime = entry.obtained.until(entry.credentials.expires);
    // A clock that was set back makes credentials look younger than they are.
    if entry.obtained > now.plus(ENOUGH) {
        return Verdict::Obtain;
    }
    if left >= ENOUGH.min(lifetime / 2) && left >= LAST {
        Verdict::Use
    } else if left >= LAST {
        Verdict::Renew
    } else {
        Verdict::Obtain
    }
}
