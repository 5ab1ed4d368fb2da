//! What a plan file names no more: its stacks stay until they are asked for by name, and can then be
//! deleted.

use bedrock_org::command::carry_out::carry_out;
use bedrock_org::model::Intent;
use bedrock_org::plan::Request;
use bedrock_sandbox::Sandbox;
use tokio_util::sync::CancellationToken;

use super::{roomy, team_in};
use crate::in_memory::{applied, example, look, look_for, on_virtual_time, organization};

const ADDRESS: &str = "team.platform/account.platform-1/stackset.monitoring/us-west-2";

#[test]
fn regression_a_region_that_is_taken_from_a_team_can_be_cleared() {
    let sandbox = roomy(Vec::new());
    let both = team_in(1, r#"["us-east-1", "us-west-2"]"#);
    let one = team_in(1, r#"["us-east-1"]"#);
    on_virtual_time(async {
        applied(&sandbox, &both).await;
        applied(&sandbox, &one).await;
        let (_, _, plan) = look(&sandbox, &one).await.expect("a plan");
        assert_eq!((&plan.changes, &plan.blocked), (&vec![], &vec![]));
        let left = plan.unplanned.iter();
        let left: Vec<&str> = left.map(|thing| thing.address.as_str()).collect();
        assert!(left.contains(&ADDRESS), "{left:?}");

        delete(&sandbox, &one, &[ADDRESS]).await;
        let (_, _, plan) = look(&sandbox, &one).await.expect("a plan");
        let mut left = plan.unplanned.iter();
        assert!(left.all(|thing| thing.address.as_str() != ADDRESS));
    });
}

async fn delete(sandbox: &Sandbox, intent: &Intent, addresses: &[&str]) {
    let request = Request {
        delete: addresses.iter().map(|one| (*one).to_owned()).collect(),
        ..Request::default()
    };
    let (aws, seen, plan) = look_for(sandbox, intent, &request).await.expect("a plan");
    assert_eq!(plan.changes.len(), addresses.len());
    let stop = CancellationToken::new();
    let outcome = carry_out(&aws, &seen, intent, &plan, &stop, &|_| {}).await;
    assert!(outcome.is_complete(), "{outcome:?}");
}

/// Until its auth stack is gone, a team that was taken off the plan gets in.
#[test]
fn regression_a_team_off_the_plan_can_be_locked_out() {
    let sandbox = organization(Vec::new());
    let mut two = example();
    two.teams
        .retain(|name, _| ["mobile", "frontend"].contains(&name.as_str()));
    let mut one = two.clone();
    one.teams.retain(|name, _| name.as_str() == "frontend");
    on_virtual_time(async {
        applied(&sandbox, &two).await;
        let (_, _, plan) = look(&sandbox, &one).await.expect("a plan");
        assert_eq!((&plan.changes, &plan.blocked), (&vec![], &vec![]));
        let left = plan.unplanned.iter().filter(|thing| thing.deletable);
        let left: Vec<&str> = left.map(|thing| thing.address.as_str()).collect();
        let auth = left
            .iter()
            .find(|address| address.contains("stackset.auth"));
        let auth = *auth.expect("its auth stack");
        assert!(auth.starts_with("team.mobile/account.mobile-1/"), "{auth}");
        delete(&sandbox, &one, &[auth]).await;
        let (_, _, plan) = look(&sandbox, &one).await.expect("a plan");
        let mut left = plan.unplanned.iter();
        assert!(left.all(|thing| thing.address.as_str() != auth));
    });
}
