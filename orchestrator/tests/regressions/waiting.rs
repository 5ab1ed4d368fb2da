//! Nothing waits for ever, and being asked to stop is heard while waiting.

use std::time::Duration;

use bedrock_sandbox::{Kind, Rule};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::only;
use crate::in_memory::{apply, apply_until, example, on_virtual_time, organization};

fn always(operation: &str, kind: Kind) -> Rule {
    Rule::operation(operation, 1, kind).times(u64::MAX)
}

#[test]
fn regression_a_creation_that_aws_never_answers_is_given_up() {
    for kind in [Kind::InternalError { status: 500 }, Kind::LostBefore] {
        let sandbox = organization(vec![always("CreateAccount", kind)]);
        on_virtual_time(async {
            let intent = only("mobile");
            let work = apply(&sandbox, &intent);
            let outcome = tokio::time::timeout(Duration::from_secs(3600), work).await;
            let outcome = outcome.expect("an end").expect("an outcome");
            assert_eq!(outcome.failed.len(), 1, "{outcome:?}");
        });
    }
}

#[test]
fn regression_an_account_whose_answer_got_lost_is_looked_for_before_it_is_asked_for_again() {
    let lost = [
        (Kind::LostAfter, 1),
        (Kind::LostBefore, 2),
        (Kind::InternalError { status: 500 }, 2),
    ];
    for (kind, asked) in lost {
        let rule = Rule::operation("CreateAccount", 1, kind.clone());
        let sandbox = organization(vec![rule]);
        let outcome = on_virtual_time(apply(&sandbox, &only("mobile"))).expect("an outcome");
        assert!(outcome.is_complete(), "{kind:?}: {outcome:?}");
        let calls = sandbox.calls();
        assert_eq!(calls["organizations.CreateAccount"], asked, "{kind:?}");
        // Once before the plan, once after the loss.
        let looked = calls["organizations.ListCreateAccountStatus"];
        assert!(looked >= 3, "{kind:?}: {looked}");
    }
}

/// Stops an apply after a while: how long it took to end, how many accounts it asked for after.
fn stopped(rules: Vec<Rule>, after: u64) -> (Duration, u64, bedrock_org::execute::Outcome) {
    let sandbox = organization(rules);
    let intent = example();
    on_virtual_time(async {
        let stop = CancellationToken::new();
        let asked = || {
            let calls = sandbox.calls();
            let asked = calls.get("organizations.CreateAccount");
            asked.copied().unwrap_or_default()
        };
        let clock = async {
            tokio::time::sleep(Duration::from_secs(after)).await;
            stop.cancel();
            (Instant::now(), asked())
        };
        let (outcome, (began, before)) = tokio::join!(apply_until(&sandbox, &intent, &stop), clock);
        (
            began.elapsed(),
            asked() - before,
            outcome.expect("an outcome"),
        )
    })
}

#[test]
fn regression_no_account_is_asked_for_after_a_stop() {
    for after in [12, 16, 20, 24, 28, 32] {
        let (took, asked, outcome) = stopped(Vec::new(), after);
        assert_eq!(asked, 0, "stopped after {after} s: {outcome:?}");
        assert!(took <= Duration::from_secs(5), "{after} s: {took:?}");
        assert!(outcome.failed.is_empty(), "{outcome:?}");
    }
}

#[test]
fn regression_a_stop_is_heard_in_a_long_pause() {
    let busy = [
        ("CreateAccount", "FinalizingOrganizationException"),
        ("MoveAccount", "ConcurrentModificationException"),
        ("CreatePolicy", "TooManyRequestsException"),
    ];
    for (operation, code) in busy {
        let kind = Kind::Code {
            code: code.into(),
            message: "Not now.".into(),
            status: 400,
        };
        let (took, _, outcome) = stopped(vec![always(operation, kind)], 60);
        assert!(took <= Duration::from_secs(5), "{code}: {took:?}");
        assert!(outcome.failed.is_empty(), "{code}: {outcome:?}");
        assert!(!outcome.left.is_empty(), "{code}: {outcome:?}");
    }
}
