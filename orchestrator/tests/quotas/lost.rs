//! Whatever becomes of an answer, there is one request.

use std::time::Duration;

use bedrock_org::command::carry_out::carry_out;
use bedrock_org::execute::Event;
use bedrock_sandbox::{Decision, Kind, Rule, Setup, Verdict};
use tokio_util::sync::CancellationToken;

use super::stage::{EMAIL, SONNET, asked, in_both, settled, settled_at, sixty_million};
use crate::in_memory::{applied, apply, look, on_virtual_time, plan};

const ASK: &str = "RequestServiceQuotaIncrease";
const LOOK: &str = "ListRequestedServiceQuotaChangeHistoryByQuota";

fn ends_with_one_request(rules: Vec<Rule>) {
    let what = format!("{rules:?}");
    let sandbox = settled(rules);
    on_virtual_time(async {
        let first = apply(&sandbox, &sixty_million()).await.expect(&what);
        assert!(first.is_complete(), "{what}: {first:?}");
        assert_eq!(
            asked(&sandbox, EMAIL),
            in_both(SONNET, &[6e7]),
            "{what}: at first"
        );
        assert_eq!(plan(&sandbox, &sixty_million()).await.changes, [], "{what}");
        applied(&sandbox, &sixty_million()).await;
    });
    assert_eq!(asked(&sandbox, EMAIL), in_both(SONNET, &[6e7]), "{what}");
}

#[test]
fn an_answer_that_does_not_come() {
    let kinds = [
        Kind::Throttled,
        Kind::InternalError { status: 500 },
        Kind::InternalError { status: 503 },
        Kind::LostBefore,
        Kind::LostAfter,
    ];
    for kind in kinds {
        for times in [1, 2] {
            for operation in [ASK, LOOK] {
                let rule = Rule::operation(operation, 1, kind.clone());
                ends_with_one_request(vec![rule.times(times)]);
            }
        }
    }
}

/// AWS would take a second request: nothing but our own look keeps it away.
#[test]
fn an_answer_that_is_lost_about_what_aws_denies_at_once() {
    let decision = Decision::new(Verdict::Denied).after(Duration::from_millis(1));
    let setup = Setup {
        quota_decision: decision,
        ..Setup::default()
    };
    let lost = Rule::operation(ASK, 1, Kind::LostAfter).times(2);
    let sandbox = settled_at(setup, vec![lost]);
    on_virtual_time(applied(&sandbox, &sixty_million()));
    assert_eq!(asked(&sandbox, EMAIL), in_both(SONNET, &[6e7]));
}

#[test]
fn an_answer_and_the_look_after_it() {
    // Each of the two requests looks once before it asks.
    for look in 2..=4 {
        ends_with_one_request(vec![
            Rule::operation(ASK, 1, Kind::LostAfter),
            Rule::operation(LOOK, look, Kind::LostBefore),
        ]);
    }
}

#[test]
fn a_run_that_dies_at_the_request() {
    for kind in [Kind::KilledBefore, Kind::Killed] {
        for nth in [1, 2] {
            let sandbox = settled(vec![Rule::operation(ASK, nth, kind.clone())]);
            on_virtual_time(async {
                let intent = sixty_million();
                tokio::select! {
                    outcome = apply(&sandbox, &intent) => panic!("{outcome:?}"),
                    () = sandbox.killed() => {}
                }
                applied(&sandbox, &sixty_million()).await;
            });
            let wanted = in_both(SONNET, &[6e7]);
            assert_eq!(asked(&sandbox, EMAIL), wanted, "{kind:?} at {nth}");
        }
    }
}

#[test]
fn aws_that_never_answers_fails_and_a_later_apply_asks() {
    let rule = Rule::operation(ASK, 1, Kind::LostBefore).times(6);
    let sandbox = settled(vec![rule]);
    on_virtual_time(async {
        let outcome = apply(&sandbox, &sixty_million()).await.unwrap();
        assert_eq!(outcome.failed.len(), 2, "{outcome:?}");
        applied(&sandbox, &sixty_million()).await;
    });
    assert_eq!(asked(&sandbox, EMAIL), in_both(SONNET, &[6e7]));
}

/// Asked to stop while it is not known what AWS did: the next run finds out.
#[test]
fn a_stop_after_a_lost_answer_asks_for_nothing_more() {
    for kind in [Kind::LostBefore, Kind::LostAfter] {
        let sandbox = settled(vec![Rule::operation(ASK, 1, kind.clone()).times(2)]);
        on_virtual_time(async {
            let intent = sixty_million();
            let (aws, seen, plan) = look(&sandbox, &intent).await.unwrap();
            let stop = CancellationToken::new();
            let emit = |event: Event| {
                if matches!(&event, Event::Note { note, .. } if note.contains("lost")) {
                    stop.cancel();
                }
            };
            let outcome = carry_out(&aws, &seen, &intent, &plan, &stop, &emit).await;
            assert!(outcome.failed.is_empty(), "{kind:?}: {outcome:?}");
            applied(&sandbox, &intent).await;
        });
        let wanted = in_both(SONNET, &[6e7]);
        assert_eq!(asked(&sandbox, EMAIL), wanted, "{kind:?}");
    }
}
