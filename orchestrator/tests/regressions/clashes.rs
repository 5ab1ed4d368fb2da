//! Two plan files, or two applies, in one organization.

use bedrock_org::model::Intent;
use bedrock_org::plan::Request;
use bedrock_sandbox::{Kind, Rule};

use super::{blocked, only, place};
use crate::in_memory::{
    EXAMPLE, actions, applied, apply, create, example, existing, intent, look_for, on_virtual_time,
    organization, plan,
};

fn other(replacements: &[(&str, &str)]) -> Intent {
    let mut text = EXAMPLE.to_owned();
    for (old, new) in replacements {
        assert!(text.contains(old), "{old}");
        text = text.replace(old, new);
    }
    let mut intent = intent(&text);
    intent.teams.retain(|name, _| name.as_str() == "mobile");
    intent
}

/// Another company unit's plan in the same OU, with the same team.
fn rival() -> Intent {
    other(&[("name        = \"acme\"", "name        = \"rival\"")])
}

#[test]
fn regression_an_ou_and_an_account_of_another_plan_are_not_taken_over() {
    let sandbox = organization(Vec::new());
    on_virtual_time(async {
        applied(&sandbox, &only("mobile")).await;
        let before = sandbox.snapshot();
        let plan = plan(&sandbox, &rival()).await;
        let blocked = blocked(&plan);
        for address in [
            "ou.Bedrock",
            "team.mobile/ou",
            "team.mobile/account.mobile-1",
        ] {
            assert!(blocked.contains(&address), "{address}: {blocked:?}");
        }
        let outcome = apply(&sandbox, &rival()).await.expect("an outcome");
        assert!(outcome.failed.is_empty(), "{outcome:?}");
        let after = sandbox.snapshot();
        assert_eq!(before["units"], after["units"]);
        let mobile = "aws+mobile-1@acme.example";
        assert_eq!(before["accounts"][mobile], after["accounts"][mobile]);
        assert_eq!(before["budgets"], after["budgets"]);
    });
}

#[test]
fn regression_no_account_is_created_for_an_ou_of_another_plan() {
    let sandbox = organization(Vec::new());
    let text = EXAMPLE
        .replace("name        = \"acme\"", "name        = \"rival\"")
        .replace("aws+", "other+");
    let other = intent(&text);
    on_virtual_time(async {
        applied(&sandbox, &only("mobile")).await;
        let planned = actions(&plan(&sandbox, &other).await);
        assert!(
            !planned.iter().any(|one| one.contains("account")),
            "{planned:?}"
        );
    });
}

#[test]
fn regression_guard_rails_above_the_plans_ou_are_left_alone() {
    let sandbox = organization(Vec::new());
    let below = other(&[("\"Bedrock\"  ", "\"Bedrock/EU\"  "), ("aws+", "eu+")]);
    on_virtual_time(async {
        applied(&sandbox, &only("mobile")).await;
        let planned = actions(&plan(&sandbox, &below).await);
        assert!(
            !planned.iter().any(|one| one.contains("ou.Bedrock/policy")),
            "{planned:?}"
        );
    });
}

#[test]
fn regression_two_names_for_one_account_are_not_fought_over() {
    let sandbox = organization(Vec::new());
    sandbox.edit(|edit| {
        let mut account = existing("aws+mobile-1@acme.example", "old", "Legacy");
        account.id = Some("999988887777".into());
        edit.account(account);
    });
    let text = EXAMPLE.replace("222233334444", "999988887777");
    let mut both = intent(&text);
    both.teams
        .retain(|name, _| ["data", "mobile"].contains(&name.as_str()));
    on_virtual_time(async {
        let first = plan(&sandbox, &both).await;
        let blocked = blocked(&first);
        for address in ["team.data/account.data-1", "team.mobile/account.mobile-1"] {
            assert!(blocked.contains(&address), "{address}: {blocked:?}");
        }
        applied(&sandbox, &both).await;
        let next = plan(&sandbox, &both).await;
        assert_eq!(actions(&next), Vec::<String>::new());
    });
    assert_eq!(place(&sandbox, "aws+mobile-1@acme.example"), "Legacy");
}

#[test]
fn regression_a_lost_answer_is_not_mistaken_for_a_strangers_account_of_that_name() {
    // The stranger's request is the first; ours comes second and gets lost.
    let sandbox = organization(vec![Rule::operation("CreateAccount", 2, Kind::LostBefore)]);
    on_virtual_time(async {
        let intent = only("mobile");
        let (aws, seen, plan) = crate::in_memory::look(&sandbox, &intent)
            .await
            .expect("a plan");
        create(&sandbox, "mobile-1", "stranger@acme.example").await;
        let stop = tokio_util::sync::CancellationToken::new();
        let carry_out = bedrock_org::command::carry_out::carry_out;
        let outcome = carry_out(&aws, &seen, &intent, &plan, &stop, &|_| {}).await;
        assert!(outcome.is_complete(), "{outcome:?}");
    });
    assert_eq!(place(&sandbox, "stranger@acme.example"), "Root");
    assert_eq!(
        place(&sandbox, "aws+mobile-1@acme.example"),
        "Bedrock/mobile"
    );
}

#[test]
fn regression_two_applies_at_once_make_nothing_twice() {
    let sandbox = organization(Vec::new());
    let intent = example();
    on_virtual_time(async {
        let (one, two) = tokio::join!(apply(&sandbox, &intent), apply(&sandbox, &intent));
        for outcome in [one, two] {
            let outcome = outcome.expect("an outcome");
            assert!(outcome.is_complete(), "{outcome:?}");
        }
        let next = plan(&sandbox, &intent).await;
        assert_eq!(actions(&next), Vec::<String>::new());
    });
    let snapshot = sandbox.snapshot();
    let accounts = snapshot["accounts"].as_object().expect("accounts");
    assert_eq!(accounts.len(), 7, "{accounts:?}");
}

#[test]
fn regression_a_deletion_outside_the_target_is_not_dropped_in_silence() {
    let sandbox = organization(Vec::new());
    on_virtual_time(async {
        applied(&sandbox, &example()).await;
        let mut intent = example();
        intent.teams.retain(|name, _| name.as_str() != "data");
        let request = Request {
            target: Some("mobile".parse().expect("a team")),
            delete: [String::from("policy.models/sonnet-eu/eu-central-1")].into(),
            canary: None,
        };
        let refused = look_for(&sandbox, &intent, &request).await;
        let why = refused.map(|_| ()).expect_err("a refusal");
        assert!(why.contains("--target"), "{why}");
    });
}
