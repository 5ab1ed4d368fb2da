//! A stop from its threshold to its end.

use bedrock_org::model::StopState;
use bedrock_org::plan::lift::Step;
use bedrock_sandbox::{Kind, Rule, Sandbox};

use super::stage::{MOBILE, PLATFORM, intent, lifted, raised, spend, standing, state};
use crate::in_memory::{actions, applied, on_virtual_time, organization, plan};

async fn stopped(rules: Vec<Rule>) -> Sandbox {
    let sandbox = organization(rules);
    applied(&sandbox, &intent()).await;
    spend(&sandbox, PLATFORM, 2001.0);
    assert_eq!(state(&sandbox, "platform-1").await, StopState::Stopped);
    sandbox
}

#[test]
fn each_threshold_is_told_once_and_the_last_one_stops() {
    on_virtual_time(async {
        let sandbox = organization(Vec::new());
        applied(&sandbox, &intent()).await;
        for usd in [999.0, 2.0, 500.0, 200.0, 200.0, 98.0] {
            spend(&sandbox, PLATFORM, usd);
        }
        assert_eq!(state(&sandbox, "platform-1").await, StopState::Armed);
        spend(&sandbox, PLATFORM, 2.0);
        spend(&sandbox, PLATFORM, 2.0);
        assert_eq!(state(&sandbox, "platform-1").await, StopState::Stopped);
        let told: Vec<f64> = sandbox
            .alerts()
            .into_iter()
            .filter(|alert| alert.action.is_none() && alert.budget.ends_with("platform-1"))
            .map(|alert| alert.threshold)
            .collect();
        assert_eq!(told, [50.0, 80.0, 100.0]);
        let rings = standing(&sandbox, "platform-1").await.alerts;
        assert!(rings.iter().all(|alert| alert.rings), "{rings:?}");
        // Nobody else is touched, and the plan has nothing to say about it.
        assert_eq!(state(&sandbox, "mobile-1").await, StopState::Armed);
        let again = plan(&sandbox, &intent()).await;
        assert_eq!((again.changes, again.blocked), (vec![], vec![]));
    });
}

#[test]
fn without_a_higher_budget_a_lifted_stop_does_not_hit_again() {
    on_virtual_time(async {
        let sandbox = stopped(Vec::new()).await;
        assert_eq!(
            lifted(&sandbox, "platform-1", false).await.end,
            Step::LeftLifted
        );
        spend(&sandbox, PLATFORM, 1.0);
        assert_eq!(state(&sandbox, "platform-1").await, StopState::Lifted);
        assert_eq!(
            lifted(&sandbox, "platform-1", false).await.end,
            Step::LeftLifted
        );
        // Whoever insists is stopped again at the next look.
        assert_eq!(lifted(&sandbox, "platform-1", true).await.end, Step::Armed);
        spend(&sandbox, PLATFORM, 1.0);
        assert_eq!(state(&sandbox, "platform-1").await, StopState::Stopped);
    });
}

#[test]
fn with_a_higher_budget_it_watches_again() {
    on_virtual_time(async {
        let sandbox = stopped(Vec::new()).await;
        let raise = plan(&sandbox, &raised()).await;
        let stop = actions(&raise);
        assert!(stop.iter().all(|one| !one.ends_with("/stop")), "{stop:?}");
        applied(&sandbox, &raised()).await;
        assert_eq!(lifted(&sandbox, "platform-1", false).await.end, Step::Armed);
        spend(&sandbox, PLATFORM, 1000.0);
        assert_eq!(state(&sandbox, "platform-1").await, StopState::Armed);
        assert_eq!(
            lifted(&sandbox, "platform-1", false).await.end,
            Step::NothingStopped
        );
        spend(&sandbox, PLATFORM, 1000.0);
        assert_eq!(state(&sandbox, "platform-1").await, StopState::Stopped);
    });
}

#[test]
fn lifting_survives_whatever_goes_wrong_with_one_call() {
    for kind in [
        Kind::Throttled,
        Kind::InternalError { status: 500 },
        Kind::LostBefore,
        Kind::LostAfter,
    ] {
        for operation in ["ExecuteBudgetAction", "DescribeBudgetAction"] {
            for nth in 1..=2 {
                let rule = Rule::operation(operation, nth, kind.clone());
                on_virtual_time(async {
                    let sandbox = stopped(vec![rule]).await;
                    applied(&sandbox, &raised()).await;
                    let what = format!("{kind:?} of {operation} {nth}");
                    let end = lifted(&sandbox, "platform-1", false).await.end;
                    assert_eq!(end, Step::Armed, "{what}");
                    assert_eq!(
                        state(&sandbox, "platform-1").await,
                        StopState::Armed,
                        "{what}"
                    );
                });
            }
        }
    }
}

#[test]
fn what_waits_for_approval_has_stopped_nothing() {
    on_virtual_time(async {
        let sandbox = organization(Vec::new());
        applied(&sandbox, &intent()).await;
        spend(&sandbox, MOBILE, 2001.0);
        assert_eq!(state(&sandbox, "mobile-1").await, StopState::Pending);
        assert_eq!(
            lifted(&sandbox, "mobile-1", false).await.end,
            Step::NothingStopped
        );
        assert_eq!(state(&sandbox, "mobile-1").await, StopState::Pending);
    });
}
