//! What is to be done about one quota of one account: the one place that decides whether to ask.
//!
//! A value is asked for once. Whatever AWS made of it, the same is not asked for again.

use crate::model::{QuotaRequest, QuotaValue, RequestState};

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
    match asked_already(wanted, requests) {
        Some(open) if open.state.is_open() => Step::Wait(open),
        Some(asked) if asked.state.is_refused() => Step::Refused(asked),
        Some(asked) => Step::Granted(asked),
        None if !quota.adjustable || wanted > MOST => Step::Fixed,
        None if quota.default.is_some_and(|default| wanted <= default) => Step::Reduced,
        None => Step::Ask,
    }
}

/// Why not to ask: AWS is still at something, has decided on this value, or has said yes to more and is
/// about to carry it out. `requests`: of this quota, the newest first.
pub fn asked_already(wanted: u64, requests: &[QuotaRequest]) -> Option<&QuotaRequest> {
    let open = requests.iter().find(|one| one.state.is_open());
    let same = || requests.iter().find(|one| one.is_for(wanted));
    let more = |one: &&QuotaRequest| one.state == RequestState::Approved && one.value > wanted;
    open.or_else(same).or_else(|| requests.first().filter(more))
}

/// What a request can ask for, at the most.
pub const MOST: u64 = 10_000_000_000;

/// How many requests an account may have open, of all Regions together.
pub const OPEN_IN_ACCOUNT: usize = 20;
/// And in a Region that is opted into.
pub const OPEN_IN_OPT_IN_REGION: usize = 2;

#[cfg(test)]
mod tests {
    use super::*;

    fn quota(applied: u64) -> QuotaValue {
        QuotaValue {
            code: "L-1".into(),
            name: "Quota".into(),
            default: Some(10),
            applied: Some(applied),
            adjustable: true,
        }
    }

    fn request(value: u64, state: RequestState) -> QuotaRequest {
        QuotaRequest {
            id: format!("r{value}"),
            case: None,
            code: "L-1".into(),
            value,
            state,
            asked: 1,
            touched: 1,
        }
    }

    #[test]
    fn an_approval_of_more_is_awaited() {
        let more = [request(200, RequestState::Approved)];
        assert_eq!(step(100, &quota(10), &more), Step::Granted(&more[0]));
        let less = [request(50, RequestState::Approved)];
        assert_eq!(step(100, &quota(10), &less), Step::Ask);
        // What came after it holds.
        let later = [request(300, RequestState::Denied), more[0].clone()];
        assert_eq!(step(100, &quota(10), &later), Step::Ask);
        assert_eq!(step(100, &quota(100), &more), Step::Enough);
    }

    #[test]
    fn what_a_request_cannot_say_is_for_support() {
        assert_eq!(step(MOST, &quota(10), &[]), Step::Ask);
        assert_eq!(step(MOST + 1, &quota(10), &[]), Step::Fixed);
    }

    #[test]
    fn a_request_whose_value_aws_does_not_tell_is_not_sent_again() {
        let untold = [request(QuotaRequest::NOT_TOLD, RequestState::Denied)];
        assert_eq!(step(100, &quota(10), &untold), Step::Refused(&untold[0]));
    }
}
