//! One team whose plan asks for more than AWS gives, and what the sandbox was asked for.

use std::collections::BTreeMap;
use std::time::Duration;

use bedrock_org::model::Intent;
use bedrock_org::plan::{Plan, WaitingKind};
use bedrock_sandbox::{Decision, Faults, Rule, Sandbox, Setup, Verdict};

use crate::in_memory::{existing, intent};

/// What AWS gives is 6 and 30 million.
pub const SONNET: &str =
    "Cross-region model inference tokens per minute for Anthropic Claude Sonnet 5.5";
pub const OPUS: &str =
    "Cross-region model inference tokens per minute for Anthropic Claude Opus 5.5";
pub const EMAIL: &str = "aws+platform-1@acme.example";

/// Longer than AWS takes to decide.
pub const DAYS: Duration = Duration::from_secs(4 * 86_400);

/// Longer than AWS's list of all quotas goes back.
pub const SEASON: Duration = Duration::from_secs(91 * 86_400);

const HEAD: &str = r#"
[organization]
name = "acme"
email = "aws+{account}@acme.example"
home_region = "us-east-1"
regions = REGIONS

[identity]
issuer = "https://acme.okta.com"
client_id = "0oa1b2c3d4e5f6g7h8i9"

[use_case]
company = "Acme Inc."
website = "https://acme.example"
industry = "Technology"
users = "internal"
description = "Our developers write and review code."

[models]
sonnet = { id = "anthropic.claude-sonnet-5-5", profile = "PROFILE" }
opus = { id = "anthropic.claude-opus-5-5", profile = "PROFILE" }
haiku = { id = "anthropic.claude-haiku-5-5", profile = "PROFILE" }

[team.platform]
group = "bedrock-platform"
models = ["sonnet", "opus", "haiku"]
developers = 2
"#;

/// Two developers need no more than AWS gives. `quota`: what their plan asks for.
pub fn plan_in(regions: &str, profile: &str, quota: &str) -> Intent {
    let head = HEAD.replace("REGIONS", regions).replace("PROFILE", profile);
    intent(&format!("{head}quota = {{ {quota} }}\n"))
}

/// Sixty developers in thirty accounts.
pub fn thirty_accounts() -> Intent {
    let head = HEAD.replace("developers = 2", "developers = 60\naccounts = 30");
    let head = head.replace("REGIONS", r#"["us-east-1", "us-west-2"]"#);
    let head = head.replace("PROFILE", "us");
    intent(&format!(
        "{head}quota = {{ sonnet = {{ tpm = 60_000_000 }} }}\n"
    ))
}

pub fn plan_for(quota: &str) -> Intent {
    plan_in(r#"["us-east-1", "us-west-2"]"#, "us", quota)
}

/// Ten times what AWS gives.
pub fn sixty_million() -> Intent {
    plan_for("sonnet = { tpm = 60_000_000 }")
}

pub fn organization(setup: Setup, rules: Vec<Rule>) -> Sandbox {
    Sandbox::new(Setup {
        faults: Faults {
            rules,
            ..Faults::default()
        },
        ..setup
    })
}

/// With the team's account, which is old.
pub fn settled(rules: Vec<Rule>) -> Sandbox {
    settled_at(Setup::default(), rules)
}

pub fn settled_at(setup: Setup, rules: Vec<Rule>) -> Sandbox {
    let sandbox = organization(setup, rules);
    sandbox.edit(|edit| edit.account(existing(EMAIL, "platform-1", "")));
    sandbox
}

pub fn deciding(verdict: Verdict) -> Setup {
    Setup {
        quota_decision: Decision::new(verdict),
        ..Setup::default()
    }
}

/// The values that were asked for, by Region and quota.
pub fn asked(sandbox: &Sandbox, email: &str) -> BTreeMap<(String, String), Vec<f64>> {
    let snapshot = sandbox.snapshot();
    let regions = snapshot["accounts"][email]["quotas"].as_object();
    let mut all = BTreeMap::new();
    for (region, quotas) in regions.into_iter().flatten() {
        for (name, shown) in quotas.as_object().unwrap() {
            let values = shown["asked"].as_array();
            let values: Vec<f64> = values
                .into_iter()
                .flatten()
                .map(|one| one.as_f64().unwrap())
                .collect();
            if !values.is_empty() {
                all.insert((region.clone(), name.clone()), values);
            }
        }
    }
    all
}

/// The same values in both Regions.
pub fn in_both(name: &str, values: &[f64]) -> BTreeMap<(String, String), Vec<f64>> {
    ["us-east-1", "us-west-2"]
        .map(|region| ((region.to_owned(), name.to_owned()), values.to_vec()))
        .into()
}

pub fn requests_sent(sandbox: &Sandbox) -> u64 {
    let calls = sandbox.calls();
    let sent = calls.get("servicequotas.RequestServiceQuotaIncrease");
    sent.copied().unwrap_or_default()
}

pub fn kinds(plan: &Plan) -> Vec<WaitingKind> {
    plan.waiting.iter().map(|one| one.kind).collect()
}
