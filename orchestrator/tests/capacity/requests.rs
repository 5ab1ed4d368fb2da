//! What AWS is asked for, and why.

use bedrock_org::model::Rate;
use bedrock_org::plan::capacity::{Wanted, capacity};

use super::stage::{HAIKU, HAIKU_REQUESTS, OPUS, live, plan};

const M: u64 = 1_000_000;

fn wanted(more: &str, accounts: &[&[(&str, u64)]]) -> Vec<Wanted> {
    capacity(&plan(more), Some(&live(accounts))).wanted()
}

fn told(wanted: &[Wanted]) -> Vec<(&str, &str, Rate, u64)> {
    let one = |it: &'_ Wanted| (it.rate, it.value);
    wanted
        .iter()
        .map(|it| {
            let (rate, value) = one(it);
            (it.account.as_str(), it.alias.as_str(), rate, value)
        })
        .collect()
}

#[test]
fn nothing_is_asked_of_what_is_there() {
    let enough: &[(&str, u64)] = &[(OPUS, 1_500_000), (HAIKU, 5 * M), (HAIKU_REQUESTS, 10_000)];
    assert_eq!(wanted("developers = 5", &[enough]), []);
}

#[test]
fn each_account_is_asked_for_what_it_lacks() {
    let (full, young): (&[_], &[_]) = (
        &[(OPUS, 30 * M), (HAIKU, 5 * M), (HAIKU_REQUESTS, 10)],
        &[(OPUS, 400_000), (HAIKU, 5 * M), (HAIKU_REQUESTS, 10_000)],
    );
    let asked = wanted("developers = 10\naccounts = 2", &[full, young]);
    assert_eq!(
        told(&asked),
        [
            ("backend-1", "haiku", Rate::RequestsPerMinute, 35),
            ("backend-2", "opus", Rate::TokensPerMinute, 1_500_000),
        ]
    );
    assert!(asked.iter().all(|one| one.adjustable));
}

#[test]
fn more_than_a_request_can_say_is_for_support() {
    let there: &[(&str, u64)] = &[(OPUS, 2 * M), (HAIKU, 400_000)];
    let support = |safety: &str| {
        let peak =
            format!("developers = 5\nsizing = {{ peak_tpm = 10_000_000_000, safety = {safety} }}");
        let asked = wanted(&peak, &[there]);
        let support: Vec<bool> = asked.iter().map(|one| one.support).collect();
        support
    };
    assert_eq!(support("1.0"), [false, false]);
    assert_eq!(support("1.1"), [true, true]);
}

#[test]
fn the_plan_s_value_comes_before_the_calculated_one() {
    let there: &[(&str, u64)] = &[(OPUS, 2 * M), (HAIKU, 400_000)];
    let quota = "developers = 5\nquota = { opus = { tpm = 4_000_000 }, haiku = { tpm = 500_000 } }";
    let asked = wanted(quota, &[there]);
    assert_eq!(
        told(&asked),
        [
            ("backend-1", "opus", Rate::TokensPerMinute, 4 * M),
            ("backend-1", "haiku", Rate::TokensPerMinute, 500_000),
        ]
    );
    assert!(asked[0].justification.contains("asks for more than that"));
    assert!(!asked[1].justification.contains("asks for more than that"));
}

#[test]
fn where_nothing_was_read_nothing_is_asked() {
    assert_eq!(capacity(&plan("developers = 40"), None).wanted(), []);
    assert_eq!(wanted("developers = 40", &[]), []);
    // AWS has no such quota.
    assert_eq!(wanted("developers = 40", &[&[]]), []);
}

#[test]
fn a_justification_says_who_and_how_much() {
    let there: &[(&str, u64)] = &[(OPUS, 400_000), (HAIKU, 30 * M)];
    let asked = wanted(
        "developers = 40\naccounts = 2\nsizing = { safety = 1.2 }",
        &[there],
    );
    assert_eq!(
        asked[0].justification,
        "Up to 26 of 40 developers, who are spread over 2 accounts, use Claude Code with \
         us.anthropic.claude-opus-5-5 in account backend-1, Region us-east-1. Sizing \
         as published for Claude Code, 50,000 to 75,000 tokens per minute for each developer in a group of \
         this size, and no less than a group of 20 needs, times 1.2 for safety: 3,600,000 in all. Now \
         400,000, asked for: 3,600,000 tokens per minute."
    );
    let peak = "developers = 40\naccounts = 2\nsizing = { peak_tpm = 3_000_000 }";
    let asked = wanted(peak, &[there]);
    assert_eq!(
        asked[0].justification,
        "Up to 26 of 40 developers, who are spread over 2 accounts, use Claude Code with \
         us.anthropic.claude-opus-5-5 in account backend-1, Region us-east-1. The \
         team's measured peak is 3,000,000 tokens per minute for 40 developers; this \
         account's share is 1,950,000. Now 400,000, asked for: 1,950,000 tokens per minute."
    );
}
