//! Stacks in every account: what is deployed, what fails, and how it goes on.

mod canary;
mod failing;
mod hub;
mod journey;
mod large;
mod leaving;
mod recovering;

use bedrock_org::aws;
use bedrock_org::command::carry_out::carry_out;
use bedrock_org::execute::{Event, Outcome};
use bedrock_org::model::Intent;
use bedrock_sandbox::{Faults, Rule, Sandbox, Setup};
use tokio_util::sync::CancellationToken;

use crate::in_memory::{intent, look};

/// One team, so many accounts, two Regions.
pub fn team_of(accounts: usize) -> Intent {
    team_in(accounts, r#"["us-east-1", "us-west-2"]"#)
}

pub fn team_in(accounts: usize, regions: &str) -> Intent {
    intent(&plan_file(accounts, regions))
}

pub fn plan_file(accounts: usize, regions: &str) -> String {
    format!(
        r#"
[organization]
name = "acme"
ou = "Bedrock"
email = "aws+{{account}}@acme.example"
home_region = "us-east-1"
regions = {regions}

[identity]
issuer = "https://acme.okta.com"
client_id = "0oa1b2c3d4e5f6g7h8i9"
groups_claim = "groups"
redirect_ports = [8400]

[models]
sonnet = {{ id = "anthropic.claude-sonnet-5-5", profile = "us" }}

[use_case]
company = "Acme Inc."
website = "https://acme.example"
industry = "Technology"
users = "internal"
description = "Our developers write and review code."

[defaults]
models = ["sonnet"]
monitoring = {{ dashboard = true, invocation_logs = "metadata", retention_days = 30 }}
budget = {{ monthly_usd = 2000, notify = ["finance@acme.example"] }}

[team.platform]
group = "bedrock-platform"
developers = {developers}
accounts = {accounts}
"#,
        developers = accounts * 10,
    )
}

pub fn roomy(rules: Vec<Rule>) -> Sandbox {
    Sandbox::new(Setup {
        account_quota: 2000,
        faults: Faults {
            rules,
            ..Faults::default()
        },
        ..Setup::default()
    })
}

/// An apply, and everything that it told.
pub async fn told(sandbox: &Sandbox, intent: &Intent) -> (Outcome, Vec<Event>) {
    let (aws, seen, plan) = look(sandbox, intent).await.expect("a plan");
    let events = std::cell::RefCell::new(Vec::new());
    let emit = |event| events.borrow_mut().push(event);
    let stop = CancellationToken::new();
    let outcome = carry_out(&aws, &seen, intent, &plan, &stop, &emit).await;
    (outcome, events.into_inner())
}

pub async fn observed(sandbox: &Sandbox, intent: &Intent) -> aws::Seen {
    look(sandbox, intent).await.expect("a look").1
}

pub fn email(n: usize) -> String {
    format!("aws+platform-{n}@acme.example")
}
