//! Budgets at the organization in memory: made, kept, changed piece by piece.

use std::collections::BTreeMap;

use bedrock_org::execute::Outcome;
use bedrock_org::model::{Budget, HardStop, Intent};
use bedrock_org::plan::Plan;
use bedrock_sandbox::{Kind, Rule, Sandbox};

use crate::in_memory::{apply, intent, look, on_virtual_time, organization};

const PLAN: &str = r#"
[organization]
name    = "acme"
email   = "aws+{account}@acme.example"
regions = ["us-east-1"]

[identity]
issuer    = "https://acme.okta.com"
client_id = "0oa1b2c3d4e5f6g7h8i9"

[models]
sonnet = { id = "anthropic.claude-sonnet-5-5", profile = "us" }

[use_case]
company     = "Acme Inc."
website     = "https://acme.example"
industry    = "Technology"
users       = "internal"
description = "Our developers write and review code with Claude Code."

[defaults]
models = ["sonnet"]
budget = { monthly_usd = 2000, alert_at = [50, 80], notify = ["finance@acme.example"] }

[team.platform]
group      = "bedrock-platform"
developers = 8
budget     = { hard_stop = true }

[team.backend]
group      = "bedrock-backend"
developers = 8
accounts   = 2
"#;

/// Calls that change something, by operation.
fn writes(sandbox: &Sandbox) -> BTreeMap<String, u64> {
    let calls = sandbox.calls().into_iter();
    calls
        .filter(|(operation, _)| {
            operation.starts_with("budgets.") && !operation.starts_with("budgets.Describe")
        })
        .collect()
}

async fn settled(sandbox: &Sandbox, intent: &Intent) {
    let outcome: Outcome = apply(sandbox, intent).await.expect("an outcome");
    assert!(outcome.is_complete(), "{outcome:?}");
    let (_, _, plan): (_, _, Plan) = look(sandbox, intent).await.expect("a plan");
    assert_eq!((plan.changes, plan.blocked), (vec![], vec![]));
}

fn with(change: impl Fn(&mut Budget)) -> Intent {
    let mut changed = intent(PLAN);
    for team in changed.teams.values_mut() {
        change(team.budget.as_mut().expect("a budget"));
    }
    changed
}

/// What one more apply writes.
fn written(sandbox: &Sandbox, changed: &Intent) -> BTreeMap<String, u64> {
    let before = writes(sandbox);
    on_virtual_time(settled(sandbox, changed));
    let after = writes(sandbox).into_iter();
    let more = |(operation, count): (String, u64)| {
        let more = count - before.get(&operation).copied().unwrap_or_default();
        (more > 0).then_some((operation, more))
    };
    after.filter_map(more).collect()
}

fn calls<const N: usize>(expected: [(&str, u64); N]) -> BTreeMap<String, u64> {
    let own = |(operation, count): (&str, u64)| (format!("budgets.{operation}"), count);
    expected.into_iter().map(own).collect()
}

#[test]
fn an_apply_without_changes_writes_nothing_to_budgets() {
    let sandbox = organization(Vec::new());
    let first = written(&sandbox, &intent(PLAN));
    assert_eq!(
        first,
        calls([("CreateBudget", 4), ("CreateBudgetAction", 1)])
    );
    assert_eq!(written(&sandbox, &intent(PLAN)), BTreeMap::new());
}

/// An update makes AWS forget what it has calculated, so each change is sent by itself.
#[test]
fn only_what_differs_is_sent() {
    let sandbox = organization(Vec::new());
    written(&sandbox, &intent(PLAN));
    let steps: [(Intent, BTreeMap<String, u64>); 7] = [
        (
            with(|it| it.monthly_usd = 3000),
            calls([("UpdateBudget", 4)]),
        ),
        (
            with(|it| {
                it.monthly_usd = 3000;
                it.alert_at = vec![50, 90];
            }),
            calls([("CreateNotification", 4), ("DeleteNotification", 4)]),
        ),
        (
            with(|it| {
                it.monthly_usd = 3000;
                it.notify
                    .push("cto@acme.example".parse().expect("an address"));
                it.alert_at = vec![50, 90];
            }),
            calls([("CreateSubscriber", 8), ("UpdateBudgetAction", 1)]),
        ),
        (
            with(|it| {
                it.monthly_usd = 3000;
                it.notify = vec!["cfo@acme.example".parse().expect("an address")];
                it.alert_at = vec![50, 90];
            }),
            calls([
                ("DeleteSubscriber", 8),
                ("UpdateBudgetAction", 1),
                ("UpdateSubscriber", 8),
            ]),
        ),
        (
            with(|it| {
                it.monthly_usd = 3000;
                it.notify = vec!["cfo@acme.example".parse().expect("an address")];
                it.alert_at = vec![50, 60, 70, 80];
                it.forecast_at = vec![100];
            }),
            calls([("CreateNotification", 16), ("DeleteNotification", 4)]),
        ),
        (
            with(|it| {
                it.monthly_usd = 3000;
                it.notify = vec!["cfo@acme.example".parse().expect("an address")];
                it.alert_at = vec![55, 65, 75, 85];
                it.forecast_at = vec![100];
                if it.hard_stop == HardStop::Automatic {
                    it.hard_stop = HardStop::OnApproval;
                }
            }),
            calls([
                ("CreateNotification", 16),
                ("DeleteNotification", 16),
                ("UpdateBudgetAction", 1),
            ]),
        ),
        (
            with(|it| {
                it.monthly_usd = 3000;
                it.notify = vec!["cfo@acme.example".parse().expect("an address")];
                it.alert_at = vec![55, 65, 75, 85];
                it.forecast_at = vec![100];
                it.hard_stop = HardStop::Off;
            }),
            calls([("DeleteBudgetAction", 1)]),
        ),
    ];
    for (step, (changed, expected)) in steps.into_iter().enumerate() {
        assert_eq!(written(&sandbox, &changed), expected, "step {step}");
    }
}

/// CreateBudgetAction takes no token: only looking first keeps a second stop away.
#[test]
fn a_lost_answer_makes_no_second_stop() {
    for kind in [Kind::LostAfter, Kind::LostBefore] {
        let sandbox = organization(vec![Rule::operation("budgets.CreateBudgetAction", 1, kind)]);
        on_virtual_time(settled(&sandbox, &intent(PLAN)));
        let snapshot = sandbox.snapshot();
        let budgets = snapshot["budgets"]["aws@management.example"].as_object();
        let actions = budgets.expect("budgets").values();
        let actions = actions.map(|one| one["actions"].as_array().map_or(0, Vec::len));
        assert_eq!(actions.sum::<usize>(), 1, "{snapshot}");
    }
}
