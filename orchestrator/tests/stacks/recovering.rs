//! Interrupted, lost, given up: the next apply goes on from there.

use std::time::Duration;

use bedrock_sandbox::{Kind, Rule};
use tokio_util::sync::CancellationToken;

use super::{email, roomy, team_of, told};
use crate::in_memory::{actions, apply_until, look, on_virtual_time};

#[test]
fn a_lost_answer_is_met_again_under_the_same_id() {
    for operation in [
        "CreateStackSet",
        "CreateStackInstances",
        "PutModelInvocationLoggingConfiguration",
        "CreateFoundationModelAgreement",
    ] {
        for kind in [
            Kind::LostAfter,
            Kind::LostBefore,
            Kind::InternalError { status: 500 },
        ] {
            let sandbox = roomy(vec![Rule::operation(operation, 1, kind.clone())]);
            let intent = team_of(1);
            on_virtual_time(async {
                let (outcome, events) = told(&sandbox, &intent).await;
                assert!(
                    outcome.is_complete(),
                    "{operation} {kind:?} {outcome:#?} {events:#?}"
                );
                let (_, _, plan) = look(&sandbox, &intent).await.expect("a plan");
                assert_eq!(plan.changes, [], "{operation} {kind:?}");
            });
        }
    }
}

#[test]
fn who_stops_early_leaves_operations_that_the_next_apply_waits_for() {
    let sandbox = roomy(Vec::new());
    let intent = team_of(3);
    on_virtual_time(async {
        let stop = CancellationToken::new();
        let asked = async {
            loop {
                tokio::time::sleep(Duration::from_secs(1)).await;
                if sandbox
                    .calls()
                    .contains_key("cloudformation.CreateStackInstances")
                {
                    stop.cancel();
                    return;
                }
            }
        };
        let (outcome, ()) = tokio::join!(apply_until(&sandbox, &intent, &stop), asked);
        let outcome = outcome.expect("an outcome");
        assert!(!outcome.left.is_empty(), "{outcome:#?}");
        assert!(outcome.failed.is_empty(), "{outcome:#?}");
        let (_, _, plan) = look(&sandbox, &intent).await.expect("a plan");
        let waits = plan
            .changes
            .iter()
            .any(|change| change.reason.ends_with("is under way"));
        assert!(waits, "{:#?}", actions(&plan));
        let (outcome, _) = told(&sandbox, &intent).await;
        assert!(outcome.is_complete(), "{outcome:#?}");
    });
}

#[test]
fn what_cloudformation_gave_up_is_made_anew() {
    let sandbox = roomy(Vec::new());
    let intent = team_of(1);
    on_virtual_time(async {
        let (outcome, _) = told(&sandbox, &intent).await;
        assert!(outcome.is_complete(), "{outcome:#?}");
        sandbox.edit(|edit| {
            edit.make_inoperable(&email(1), "us-east-1", "bedrock-auth-acme")
                .expect("there");
        });
        let (_, _, plan) = look(&sandbox, &intent).await.expect("a plan");
        assert_eq!(
            actions(&plan),
            ["deploy_stack team.platform/account.platform-1/stackset.auth"]
        );
        let (outcome, events) = told(&sandbox, &intent).await;
        assert!(outcome.is_complete(), "{outcome:#?} {events:#?}");
        let (_, _, plan) = look(&sandbox, &intent).await.expect("a plan");
        assert_eq!(plan.changes, []);
    });
}

#[test]
fn a_stack_that_someone_changed_by_hand_is_put_right() {
    let sandbox = roomy(Vec::new());
    let intent = team_of(1);
    on_virtual_time(async {
        let (outcome, _) = told(&sandbox, &intent).await;
        assert!(outcome.is_complete(), "{outcome:#?}");
        sandbox.edit(|edit| {
            edit.update_member_stack(
                &email(1),
                "us-east-1",
                "bedrock-auth-acme",
                "Group",
                "everyone",
            )
            .expect("there");
        });
        let (_, _, plan) = look(&sandbox, &intent).await.expect("a plan");
        assert_eq!(plan.changes.len(), 1, "{:#?}", plan.changes);
        let (outcome, _) = told(&sandbox, &intent).await;
        assert!(outcome.is_complete(), "{outcome:#?}");
        let (_, _, plan) = look(&sandbox, &intent).await.expect("a plan");
        assert_eq!(plan.changes, []);
    });
}
