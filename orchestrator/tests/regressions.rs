//! What once went wrong, or nearly did, each by its name.

mod waiting;

use bedrock_org::model::Intent;

use crate::in_memory::example;

/// The example with one team alone.
fn only(team: &str) -> Intent {
    let mut intent = example();
    intent.teams.retain(|name, _| name.as_str() == team);
    intent
}
