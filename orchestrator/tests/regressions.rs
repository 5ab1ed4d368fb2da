//! What once went wrong, or nearly did, each by its name.

mod clashes;
mod deleting;
mod guarding;
mod promises;
mod waiting;

use bedrock_org::model::Intent;
use bedrock_org::plan::{Action, Plan};
use bedrock_sandbox::{ExistingAccount, Sandbox};
use serde_json::{Value, json};

use crate::in_memory::{apply, example, look};

/// The example with one team alone.
fn only(team: &str) -> Intent {
    let mut intent = example();
    intent.teams.retain(|name, _| name.as_str() == team);
    intent
}

fn existing(email: &str, name: &str, place: &str) -> ExistingAccount {
    ExistingAccount {
        email: email.into(),
        name: name.into(),
        place: place.into(),
        ..ExistingAccount::default()
    }
}

async fn plan(sandbox: &Sandbox, intent: &Intent) -> Plan {
    look(sandbox, intent).await.expect("a plan").2
}

async fn applied(sandbox: &Sandbox, intent: &Intent) {
    let outcome = apply(sandbox, intent).await.expect("an outcome");
    assert!(outcome.is_complete(), "{outcome:?}");
}

/// The actions of a plan by address.
fn actions(plan: &Plan) -> Vec<String> {
    let kind = |action: &Action| json!(action)["action"].as_str().expect("a name").to_owned();
    plan.changes
        .iter()
        .map(|change| format!("{} {}", kind(&change.action), change.address))
        .collect()
}

fn blocked(plan: &Plan) -> Vec<&str> {
    let addresses = plan.blocked.iter().map(|one| one.address.as_str());
    addresses.collect()
}

fn place(sandbox: &Sandbox, email: &str) -> Value {
    sandbox.snapshot()["accounts"][email]["place"].clone()
}
