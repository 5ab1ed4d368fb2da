//! What once went wrong, or nearly did, each by its name.

mod clashes;
mod deleting;
mod guarding;
mod promises;
mod waiting;

use bedrock_org::model::Intent;
use bedrock_org::plan::Plan;
use bedrock_sandbox::Sandbox;
use serde_json::Value;

use crate::in_memory::example;

/// The example with one team alone.
fn only(team: &str) -> Intent {
    let mut intent = example();
    intent.teams.retain(|name, _| name.as_str() == team);
    intent
}

fn blocked(plan: &Plan) -> Vec<&str> {
    let addresses = plan.blocked.iter().map(|one| one.address.as_str());
    addresses.collect()
}

fn place(sandbox: &Sandbox, email: &str) -> Value {
    sandbox.snapshot()["accounts"][email]["place"].clone()
}
