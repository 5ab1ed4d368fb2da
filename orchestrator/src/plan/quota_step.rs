//! What is to be done about one quota of one account: the one place that decides whether to ask.
//!
//! A value is asked for once. Whatever AWS made of it, the same is not asked for again.

use crate::model::{QuotaRequest, QuotaValue};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step<'a> {
    /// The account has it.
    Enough,
    Ask,
    /// AWS has yet to decide, about this value or about another: it takes one request at a time.
    Wait(&'a QuotaRequest),
    /// AWS has said yes, and the account does not have it, or not all of it.
    Granted(&'a QuotaRequest),
    /// AWS has said no to this value.
    Refused(&'a QuotaRequest),
    /// Only AWS Support can change it.
    Fixed,
    /// The account has less than AWS gives to any: a request must ask for more than that, so this is
    /// for AWS Support.
    Reduced,
}

/// `requests`: of this quota, the newest first.
pub fn step<'a>(wanted: u64, quota: &QuotaValue, requests: &'a [QuotaRequest]) -> Step<'a> {
    if quota.has().is_some_and(|has| has >= wanted) {
        return Step::Enough;
    }
    if let Some(open) = requests.iter().find(|request| request.state.is_open()) {
        return Step::Wait(open);
    }
    match requests.iter().find(|request| request.value == wanted) {
        Some(asked) if asked.state.is_refused() => Step::Refused(asked),
        Some(asked) => Step::Granted(asked),
        None if !quota.adjustable => Step::Fixed,
        None if quota.default.is_some_and(|default| wanted <= default) => Step::Reduced,
        None => Step::Ask,
    }
}

/// How many requests an account may have open, of all Regions together.
pub const OPEN_IN_ACCOUNT: usize = 20;
/// And in a Region that is opted into.
pub const OPEN_IN_OPT_IN_REGION: usize = 2;
