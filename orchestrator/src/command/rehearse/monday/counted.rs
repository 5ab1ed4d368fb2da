//! How a quota counts calls, as AWS publishes it: by minutes, with what they may use while they run and
//! with what they did use when they are over.
//! <https://docs.aws.amazon.com/bedrock/latest/userguide/quotas-token-burndown.html>
//!
//! This measures what a workload asks for. What becomes of it, the organization in memory decides.

use super::workload::Call;

const MINUTE: u64 = 60_000;

/// The most that any call finds used of its minute, with what it reserves itself: with as much no call
/// is throttled.
pub fn counted<'a>(calls: impl Iterator<Item = &'a Call>, burndown: u64) -> u64 {
    let mut starts: Vec<&Call> = calls.collect();
    starts.sort_by_key(|call| call.at);
    let mut ends = starts.clone();
    ends.sort_by_key(|call| end(call));
    let mut ends = ends.into_iter().peekable();
    let (mut reserved, mut used, mut minute, mut most) = (0, 0, 0, 0);
    for call in starts {
        let now = millis(call.at);
        while let Some(over) = ends.next_if(|other| end(other) <= now) {
            if end(over) / MINUTE != minute {
                (minute, used) = (end(over) / MINUTE, 0);
            }
            used += settles(over, burndown);
            reserved -= reserves(over);
        }
        if now / MINUTE != minute {
            (minute, used) = (now / MINUTE, 0);
        }
        reserved += reserves(call);
        most = most.max(used + reserved);
    }
    most
}

fn millis(time: std::time::Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

fn end(call: &Call) -> u64 {
    millis(call.at + call.takes())
}

fn reserves(call: &Call) -> u64 {
    let work = call.work;
    work.input + work.cache_read + work.cache_write + work.longest
}

/// What was read from the cache is free.
fn settles(call: &Call, burndown: u64) -> u64 {
    call.work.input + call.work.cache_write + call.work.output * burndown
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::aws::Work;

    fn call(second: u64, output: u64) -> Call {
        let work = Work {
            input: 100,
            cache_read: 40_000,
            cache_write: 900,
            output,
            longest: 32_000,
        };
        let at = Duration::from_secs(second);
        Call { at, work }
    }

    #[test]
    fn a_call_reserves_what_it_may_use_and_then_counts_what_it_used() {
        let of = |calls: &[Call]| counted(calls.iter(), 10);
        assert_eq!(of(&[]), 0);
        // Ten seconds each.
        assert_eq!(of(&[call(0, 800)]), 73_000);
        assert_eq!(of(&[call(0, 800), call(5, 800)]), 146_000);
        assert_eq!(of(&[call(0, 800), call(10, 800)]), 73_000 + 9_000);
        // A new minute begins with nothing, but for what runs.
        assert_eq!(of(&[call(0, 800), call(60, 800)]), 73_000);
        assert_eq!(of(&[call(55, 800), call(60, 800)]), 146_000);
        // What ends in a minute counts there.
        assert_eq!(of(&[call(55, 800), call(70, 800)]), 73_000 + 9_000);
    }
}
