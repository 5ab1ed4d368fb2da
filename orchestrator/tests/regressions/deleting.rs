//! Deleting never takes guard rails away from accounts, and never rests on what could not be read.

use bedrock_org::model::Intent;
use bedrock_org::plan::{Plan, Request};
use bedrock_sandbox::{Kind, Rule, Sandbox};
use tokio_util::sync::CancellationToken;

use super::blocked;
use crate::in_memory::{
    actions, applied, example, existing, look_for, on_virtual_time, organization, plan,
};
use bedrock_org::command::carry_out::carry_out;

fn without(team: &str) -> Intent {
    let mut intent = example();
    intent.teams.retain(|name, _| name.as_str() != team);
    intent
}

fn deleting(addresses: &[&str]) -> Request {
    Request {
        delete: addresses.iter().map(|&one| one.to_owned()).collect(),
        ..Request::default()
    }
}

async fn planned(sandbox: &Sandbox, intent: &Intent, request: &Request) -> Plan {
    look_for(sandbox, intent, request).await.expect("a plan").2
}

/// The example without the team data, in an organization where that team's OU is empty.
async fn left_behind(sandbox: &Sandbox) -> Intent {
    applied(sandbox, &example()).await;
    sandbox
        .edit(|edit| edit.move_account("legacy@acme.example", "Legacy"))
        .expect("an account");
    without("data")
}

#[test]
fn regression_an_ou_that_is_not_empty_after_all_keeps_its_guard_rails() {
    let sandbox = organization(Vec::new());
    on_virtual_time(async {
        let intent = left_behind(&sandbox).await;
        // Someone hangs an OU of their own below ours, with an account in it.
        sandbox.edit(|edit| {
            edit.account(existing("lab@acme.example", "lab", "Bedrock/data/lab"));
        });
        let before = sandbox.snapshot();
        let request = deleting(&["team.data/ou"]);
        let looked = look_for(&sandbox, &intent, &request).await;
        let (aws, seen, plan) = looked.expect("a plan");
        let stop = CancellationToken::new();
        carry_out(&aws, &seen, &intent, &plan, &stop, &|_| {}).await;
        let after = sandbox.snapshot();
        assert_eq!(
            before["units"]["Bedrock/data"],
            after["units"]["Bedrock/data"]
        );
    });
}

#[test]
fn regression_an_ou_is_deleted_with_its_guard_rails_in_an_order_that_works() {
    let sandbox = organization(Vec::new());
    on_virtual_time(async {
        let intent = left_behind(&sandbox).await;
        let policies: Vec<String> = plan(&sandbox, &intent)
            .await
            .unplanned
            .iter()
            .map(|thing| thing.address.to_string())
            .filter(|address| address.starts_with("policy."))
            .collect();
        assert_eq!(policies.len(), 2, "{policies:?}");
        let mut request = deleting(&["team.data/ou"]);
        request.delete.extend(policies);
        let looked = look_for(&sandbox, &intent, &request).await;
        let (aws, seen, plan) = looked.expect("a plan");
        let stop = CancellationToken::new();
        let outcome = carry_out(&aws, &seen, &intent, &plan, &stop, &|_| {}).await;
        assert!(outcome.is_complete(), "{outcome:?}");
        assert!(sandbox.snapshot()["units"].get("Bedrock/data").is_none());
        let next = look_for(&sandbox, &intent, &Request::default()).await;
        let next = next.expect("a plan").2;
        // The account itself is the team's no more, and says so.
        assert!(next.changes.is_empty(), "{:?}", actions(&next));
        // Nor is its budget, which nobody asked to delete.
        let deletable: Vec<String> = next
            .unplanned
            .iter()
            .filter(|thing| thing.deletable)
            .map(|thing| thing.address.to_string())
            .collect();
        assert_eq!(deletable, ["budgets/account.data-1"]);
    });
}

#[test]
fn regression_an_ou_whose_accounts_could_not_be_read_is_not_deleted() {
    let sandbox = organization(vec![
        Rule::operation("ListAccounts", 3, Kind::AccessDenied).times(u64::MAX),
    ]);
    on_virtual_time(async {
        applied(&sandbox, &example()).await;
        let request = deleting(&["team.mobile/ou"]);
        let plan = planned(&sandbox, &without("mobile"), &request).await;
        assert_eq!(actions(&plan), Vec::<String>::new());
        assert!(blocked(&plan).contains(&"team.mobile/ou"), "{plan:?}");
        let unasked = planned(&sandbox, &without("mobile"), &Request::default()).await;
        let ou = unasked
            .unplanned
            .iter()
            .find(|thing| thing.address.as_str() == "team.mobile/ou")
            .expect("the OU");
        assert!(!ou.deletable, "{ou:?}");
    });
}

#[test]
fn regression_a_policy_that_could_not_be_read_is_not_deleted() {
    let unread = Rule::operation("ListTargetsForPolicy", 1, Kind::AccessDenied);
    let sandbox = organization(vec![unread.times(u64::MAX)]);
    on_virtual_time(async {
        applied(&sandbox, &example()).await;
        let intent = without("data");
        let gone = "policy.models/sonnet-eu/eu-central-1";
        let plan = planned(&sandbox, &intent, &deleting(&[gone])).await;
        assert!(
            !actions(&plan).iter().any(|one| one.contains("delete")),
            "{:?}",
            actions(&plan)
        );
        assert!(blocked(&plan).contains(&gone), "{plan:?}");
    });
}
