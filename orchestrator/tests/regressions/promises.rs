//! What would have gone unnoticed, were it broken.

use bedrock_org::plan::Request;
use bedrock_org::plan::saved::Saved;
use bedrock_sandbox::{Kind, MANAGEMENT_ACCOUNT, Rule};

use super::{blocked, only};
use crate::in_memory::{
    EXAMPLE, actions, apply, example, intent, on_virtual_time, organization, plan,
};

#[test]
fn regression_a_saved_plan_that_was_edited_by_hand_does_not_hold() {
    let sandbox = organization(Vec::new());
    let plan = on_virtual_time(plan(&sandbox, &example()));
    let saved = Saved::new("org.toml", EXAMPLE, &Request::default(), &plan);
    let text = saved.to_json().expect("a text");
    assert!(Saved::parse(&text).expect("a plan").holds_for(&plan));
    let mut edited: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let changes = edited["changes"].as_array_mut().expect("changes");
    let address = changes.pop().expect("a change")["address"].clone();
    let edited = Saved::parse(&edited.to_string()).expect("a plan");
    assert!(!edited.holds_for(&plan), "without {address}");
}

#[test]
fn regression_a_saved_plan_is_stale_although_its_changes_would_be_the_same() {
    let sandbox = organization(Vec::new());
    on_virtual_time(async {
        let before = plan(&sandbox, &example()).await;
        let saved = Saved::new("org.toml", EXAMPLE, &Request::default(), &before);
        sandbox
            .edit(|edit| edit.rename("legacy@acme.example", "something else"))
            .expect("an account");
        let after = plan(&sandbox, &example()).await;
        assert_eq!(before.changes, after.changes);
        assert!(!saved.holds_for(&after));
    });
}

#[test]
fn regression_a_failure_skips_all_that_rests_on_it_and_leaves_nothing_in_doubt() {
    let denied = Rule::operation("CreateOrganizationalUnit", 1, Kind::AccessDenied);
    let sandbox = organization(vec![denied]);
    let outcome = on_virtual_time(apply(&sandbox, &only("mobile"))).expect("an outcome");
    let failed: Vec<&str> = outcome.failed.keys().map(|one| one.as_str()).collect();
    assert_eq!(failed, ["ou.Bedrock"]);
    let skipped: Vec<&str> = outcome.skipped.iter().map(|one| one.as_str()).collect();
    assert_eq!(
        skipped,
        [
            "ou.Bedrock/policy.protect",
            "team.mobile/account.mobile-1/invocation-logs/us-east-1",
            "team.mobile/account.mobile-1/invocation-logs/us-west-2",
            "team.mobile/account.mobile-1/model.anthropic.claude-haiku-5-5",
            "team.mobile/account.mobile-1/model.anthropic.claude-sonnet-5-5",
            "team.mobile/account.mobile-1/place",
            "team.mobile/account.mobile-1/stackset.auth",
            "team.mobile/account.mobile-1/stackset.monitoring/us-east-1",
            "team.mobile/account.mobile-1/stackset.monitoring/us-west-2",
            "team.mobile/ou",
            "team.mobile/ou/policy.models/haiku+sonnet/us-east-1+us-west-2",
            "team.mobile/ou/policy.regions/us-east-1+us-west-2/us",
        ]
    );
    assert!(outcome.left.is_empty(), "{outcome:?}");
}

#[test]
fn regression_the_management_account_is_never_moved() {
    let sandbox = organization(Vec::new());
    let mut adopting = intent(&EXAMPLE.replace("222233334444", MANAGEMENT_ACCOUNT));
    adopting.teams.retain(|name, _| name.as_str() == "data");
    on_virtual_time(async {
        let plan = plan(&sandbox, &adopting).await;
        let account = "team.data/account.data-1";
        assert!(blocked(&plan).contains(&account), "{plan:?}");
        let touched = actions(&plan).into_iter().find(|one| one.contains(account));
        assert_eq!(touched, None);
    });
}
