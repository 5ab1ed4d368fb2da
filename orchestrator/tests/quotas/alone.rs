//! Others ask AWS too: another run of this program, somebody in the console, AWS itself.

use bedrock_org::command::carry_out::carry_out;
use bedrock_org::model::Intent;
use bedrock_sandbox::{Kind, Rule, Sandbox, Verdict};
use tokio_util::sync::CancellationToken;

use super::stage::{
    DAYS, EMAIL, SONNET, asked, deciding, in_both, requests_sent, settled, settled_at,
    sixty_million,
};
use crate::in_memory::{applied, apply, look, on_virtual_time};

#[test]
fn two_applies_side_by_side_ask_once() {
    let sandbox = settled(Vec::new());
    on_virtual_time(async {
        let intent = sixty_million();
        let (one, other) = tokio::join!(apply(&sandbox, &intent), apply(&sandbox, &intent));
        for outcome in [one, other] {
            assert_eq!(outcome.unwrap().failed.len(), 0);
        }
        applied(&sandbox, &intent).await;
    });
    assert_eq!(asked(&sandbox, EMAIL), in_both(SONNET, &[6e7]));
}

/// What a plan of now does after `meanwhile`.
async fn overtaken(sandbox: &Sandbox, intent: &Intent, meanwhile: impl AsyncFnOnce()) {
    let (aws, seen, plan) = look(sandbox, intent).await.unwrap();
    meanwhile().await;
    let stop = CancellationToken::new();
    let outcome = carry_out(&aws, &seen, intent, &plan, &stop, &|_| {}).await;
    assert!(outcome.is_complete(), "{outcome:?}");
}

#[test]
fn a_plan_that_others_were_faster_than_asks_for_nothing() {
    let sandbox = settled(Vec::new());
    on_virtual_time(async {
        let intent = sixty_million();
        overtaken(&sandbox, &intent, async || {
            applied(&sandbox, &intent).await;
        })
        .await;
    });
    assert_eq!(requests_sent(&sandbox), 2);
    assert_eq!(asked(&sandbox, EMAIL), in_both(SONNET, &[6e7]));
}

#[test]
fn a_plan_of_before_a_denial_asks_for_nothing() {
    let sandbox = settled_at(deciding(Verdict::Denied), Vec::new());
    on_virtual_time(async {
        let intent = sixty_million();
        overtaken(&sandbox, &intent, async || {
            applied(&sandbox, &intent).await;
            tokio::time::sleep(DAYS).await;
        })
        .await;
    });
    assert_eq!(requests_sent(&sandbox), 2);
}

#[test]
fn a_value_that_aws_gave_meanwhile_is_there() {
    let sandbox = settled(Vec::new());
    on_virtual_time(async {
        let intent = sixty_million();
        overtaken(&sandbox, &intent, async || {
            sandbox.edit(|edit| {
                for region in ["us-east-1", "us-west-2"] {
                    edit.apply_quota(EMAIL, region, SONNET, 8e7).unwrap();
                }
            });
        })
        .await;
    });
    assert_eq!(asked(&sandbox, EMAIL), Default::default());
}

#[test]
fn a_request_that_aws_has_already_is_no_failure() {
    let there = Kind::Code {
        code: "ResourceAlreadyExistsException".into(),
        message: "Only one open service quota increase request is allowed per quota.".into(),
        status: 400,
    };
    let sandbox = settled(vec![Rule::operation(
        "RequestServiceQuotaIncrease",
        1,
        there,
    )]);
    on_virtual_time(async {
        applied(&sandbox, &sixty_million()).await;
        applied(&sandbox, &sixty_million()).await;
    });
    assert_eq!(asked(&sandbox, EMAIL), in_both(SONNET, &[6e7]));
}
