//! The monitoring account's stacks, and the accounts that link to them.

use bedrock_org::model::{Parameter, Set};
use bedrock_sandbox::{ExistingAccount, Kind, Rule, Sandbox};

use super::{observed, plan_file, roomy, told};
use crate::in_memory::{intent, look, on_virtual_time};

const HUB: &str = "\n[hub]\naccount = \"333344445555\"\nnotify = [\"coe@acme.example\"]\n";

fn with_hub(rules: Vec<Rule>) -> Sandbox {
    let sandbox = roomy(rules);
    sandbox.edit(|edit| {
        edit.account(ExistingAccount {
            email: "monitoring@acme.example".into(),
            name: "monitoring".into(),
            place: "Shared".into(),
            id: Some("333344445555".into()),
            ..ExistingAccount::default()
        });
    });
    sandbox
}

#[test]
fn every_account_links_to_the_hub_of_its_region() {
    let sandbox = with_hub(Vec::new());
    let intent = intent(&(plan_file(1, r#"["us-east-1", "us-west-2"]"#) + HUB));
    on_virtual_time(async {
        let (outcome, events) = told(&sandbox, &intent).await;
        assert!(outcome.is_complete(), "{outcome:#?} {events:#?}");
        let (_, _, plan) = look(&sandbox, &intent).await.expect("a plan");
        assert_eq!(plan.changes, []);
        assert_eq!(plan.blocked, []);
        let org = observed(&sandbox, &intent).await.observation.org;
        let hub = org.hub.expect("a hub");
        for (region, stack) in &org.accounts[0].stacks[&Set::Monitoring] {
            let sink = hub.stacks[region].stack.outputs["SinkArn"].as_str();
            assert_eq!(stack.parameters["Sink"], Parameter::from(sink));
        }
    });
}

#[test]
fn a_hub_whose_creation_failed_is_made_anew() {
    let sandbox = with_hub(Vec::new());
    let intent = intent(&(plan_file(1, r#"["us-east-1"]"#) + HUB));
    on_virtual_time(async {
        sandbox.edit(|edit| {
            edit.fail_stacks("monitoring@acme.example", "no sink today")
                .expect("there");
        });
        let (outcome, _) = told(&sandbox, &intent).await;
        let failure = outcome.failed.values().next().expect("a failure");
        assert!(failure.error.contains("no sink today"), "{failure:?}");
        assert!(failure.error.contains("AWS::"), "{failure:?}");
        // What needs the sink waits; what does not goes on.
        assert!(
            outcome
                .skipped
                .iter()
                .all(|at| !at.as_str().ends_with("stackset.auth"))
        );
        sandbox.edit(|edit| edit.heal_stacks("monitoring@acme.example").expect("there"));
        let (outcome, events) = told(&sandbox, &intent).await;
        assert!(outcome.is_complete(), "{outcome:#?} {events:#?}");
    });
}

#[test]
fn a_lost_answer_about_the_hub_does_no_harm() {
    for kind in [Kind::LostAfter, Kind::LostBefore] {
        let sandbox = with_hub(vec![Rule::operation("CreateStack", 1, kind)]);
        let intent = intent(&(plan_file(1, r#"["us-east-1"]"#) + HUB));
        on_virtual_time(async {
            let (outcome, _) = told(&sandbox, &intent).await;
            assert!(outcome.is_complete(), "{outcome:#?}");
        });
    }
}
