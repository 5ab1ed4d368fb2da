//! No account comes under fewer guard rails than the plan says, not even for a moment.

use bedrock_org::plan::{Action, Change};

use super::{only, place};
use crate::in_memory::{
    EXAMPLE, actions, applied, apply, example, existing, intent, look, on_virtual_time,
    organization, plan,
};
use bedrock_org::command::carry_out::carry_out;
use tokio_util::sync::CancellationToken;

fn moving<'a>(changes: &'a [Change], address: &str) -> &'a Change {
    let change = changes
        .iter()
        .find(|one| one.address.as_str() == address)
        .expect("the move");
    assert!(matches!(change.action, Action::MoveAccount { .. }));
    change
}

#[test]
fn regression_an_account_moves_only_when_the_text_of_its_guard_rails_is_right() {
    let sandbox = organization(Vec::new());
    on_virtual_time(async {
        applied(&sandbox, &example()).await;
        let policies = [
            "bedrock-org/acme/protect",
            "bedrock-org/acme/models/sonnet-eu/eu-central-1",
        ];
        sandbox.edit(|edit| {
            edit.move_account("legacy@acme.example", "Legacy")
                .expect("an account");
            for policy in policies {
                edit.policy(policy, r#"{"Statement":[]}"#);
            }
        });
        let plan = plan(&sandbox, &example()).await;
        let change = moving(&plan.changes, "team.data/account.data-1/place");
        let needs: Vec<&str> = change.needs.iter().map(|need| need.as_str()).collect();
        assert_eq!(
            needs,
            ["policy.models/sonnet-eu/eu-central-1", "policy.protect"]
        );
    });
}

#[test]
fn regression_an_account_waits_for_every_guard_rail_of_its_new_place() {
    let sandbox = organization(Vec::new());
    on_virtual_time(async {
        let plan = plan(&sandbox, &only("mobile")).await;
        let change = moving(&plan.changes, "team.mobile/account.mobile-1/place");
        let attached = change
            .needs
            .iter()
            .filter(|need| need.as_str().contains("/policy."));
        assert_eq!(attached.count(), 3, "{:?}", change.needs);
    });
}

#[test]
fn regression_an_ou_with_a_slash_in_its_name_is_not_taken_for_a_teams() {
    let sandbox = organization(Vec::new());
    sandbox
        .edit(|edit| {
            edit.account(existing("aws+mobile-1@acme.example", "mobile-1", "Odd"));
            edit.rename("Odd", "Bedrock/mobile")
        })
        .expect("an OU");
    on_virtual_time(async {
        let planned = actions(&plan(&sandbox, &only("mobile")).await);
        let moves = "move_account team.mobile/account.mobile-1/place".to_owned();
        assert!(planned.contains(&moves), "{planned:?}");
        applied(&sandbox, &only("mobile")).await;
        assert!(sandbox.edit(|edit| edit.find("Bedrock/mobile")).is_ok());
        let planned = plan(&sandbox, &only("mobile")).await;
        assert!(planned.changes.is_empty(), "{planned:?}");
    });
}

#[test]
fn regression_names_from_aws_bring_no_control_characters() {
    let sandbox = organization(Vec::new());
    sandbox
        .edit(|edit| {
            edit.account(existing("aws+mobile-1@acme.example", "a\u{1b}[2Jb", "Odd"));
            edit.rename("Odd", "\u{1b}]0;owned\u{7}")?;
            edit.unit("Bedrock/mobile");
            edit.tag("Bedrock/mobile", "bedrock-org:managed", "acme")?;
            edit.tag("Bedrock/mobile", "bedrock-org:note", "\u{1b}[2J")?;
            edit.unit("Bedrock/plain");
            edit.tag("Bedrock/plain", "bedrock-org:managed", "acme")?;
            edit.rename("Bedrock/plain", "\u{1b}[31mred")?;
            edit.service_control_policies(true);
            edit.policy("bedrock-org/acme/\u{1b}[2J", "{}");
            edit.tag("bedrock-org/acme/\u{1b}[2J", "bedrock-org:managed", "acme")
        })
        .expect("edits");
    on_virtual_time(async {
        let plan = plan(&sandbox, &only("mobile")).await;
        let name = "mobile-1";
        assert!(format!("{plan:?}").contains(name));
        let text = bedrock_org::report::plan_text::plan(
            &plan,
            "org.toml",
            bedrock_org::report::Style::PLAIN,
        );
        let odd = |c: char| c.is_control() && c != '\n';
        assert!(!text.contains(odd), "{text:?}");
        assert!(text.contains("?"), "{text}");
    });
}

#[test]
fn regression_a_policy_that_appears_meanwhile_gets_the_plans_text() {
    let sandbox = organization(Vec::new());
    let intent = only("mobile");
    on_virtual_time(async {
        let (aws, seen, plan) = look(&sandbox, &intent).await.expect("a plan");
        sandbox.edit(|edit| {
            edit.service_control_policies(true);
            edit.policy("bedrock-org/acme/protect", r#"{"Statement":[]}"#);
        });
        let stop = CancellationToken::new();
        let outcome = carry_out(&aws, &seen, &intent, &plan, &stop, &|_| {}).await;
        assert!(outcome.is_complete(), "{outcome:?}");
    });
    let snapshot = sandbox.snapshot();
    let content = &snapshot["policies"]["bedrock-org/acme/protect"];
    assert!(
        content.to_string().contains("LeaveOrganization"),
        "{content}"
    );
    assert_eq!(
        place(&sandbox, "aws+mobile-1@acme.example"),
        "Bedrock/mobile"
    );
}

#[test]
fn regression_a_policy_with_our_name_but_not_our_tag_is_not_detached() {
    let sandbox = organization(Vec::new());
    let intent = only("mobile");
    on_virtual_time(async {
        applied(&sandbox, &intent).await;
        sandbox.edit(|edit| {
            let deny = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"s3:*","Resource":"*"}]}"#;
            edit.policy("bedrock-org/acme/by-hand", deny);
            edit.attach("bedrock-org/acme/by-hand", "Bedrock/mobile")
                .expect("an OU");
        });
        let outcome = apply(&sandbox, &intent).await.expect("an outcome");
        assert!(outcome.is_complete(), "{outcome:?}");
    });
    let snapshot = sandbox.snapshot();
    let unit = snapshot["units"]["Bedrock/mobile"].to_string();
    assert!(unit.contains("by-hand"), "{unit}");
}

/// Between the old guard rail and the new one an account has both, and the one that stays has its
/// text before the old one goes.
#[test]
fn regression_a_guard_rail_is_taken_away_last() {
    let sandbox = organization(Vec::new());
    let fewer = intent(&EXAMPLE.replace(
        "[team.mobile]\n",
        "[team.mobile]\nmodels     = [\"haiku\"]\n",
    ));
    on_virtual_time(async {
        applied(&sandbox, &example()).await;
        sandbox.edit(|edit| {
            let regions = "bedrock-org/acme/regions/us-east-1+us-west-2/us";
            edit.policy(regions, r#"{"Statement":[]}"#);
        });
        let plan = plan(&sandbox, &fewer).await;
        let detach = plan
            .changes
            .iter()
            .find(|one| matches!(one.action, Action::DetachPolicy { .. }))
            .expect("a detachment");
        let needs: Vec<&str> = detach.needs.iter().map(|need| need.as_str()).collect();
        assert_eq!(
            needs,
            [
                "policy.models/haiku/us-east-1+us-west-2",
                "policy.regions/us-east-1+us-west-2/us",
                "team.mobile/ou/policy.models/haiku/us-east-1+us-west-2",
            ]
        );
    });
}
