//! Budgets in virtual time: alerts as the bill grows, and a stop at the end.

use std::time::Duration;

use aws_sdk_budgets::types::{
    ActionStatus, ActionThreshold, ActionType, ApprovalModel, Definition, ExecutionType,
    NotificationType, ScpActionDefinition, ThresholdType,
};
use bedrock_sandbox::{Alert, ExistingRole, MANAGEMENT_ACCOUNT, Sandbox, Setup, Spending, Use};
use serde_json::json;

use super::budget_stage::{Client, NAME, budget, client, described, email, make, usd};
use super::raw::Raw;
use super::sdk::{code, organizations};
use super::stage::{PROFILE, REGION, Stage, Team, email as address};

pub const OTHER: &str = "bedrock-org acme account data-1";
const ROLE: &str = "arn:aws:iam::111122223333:role/bedrock-stop-acme";

fn stop_role(source: &str, action: &str) -> ExistingRole {
    let trust = json!({"Version": "2012-10-17", "Statement": [{
        "Effect": "Allow",
        "Principal": {"Service": "budgets.amazonaws.com"},
        "Action": "sts:AssumeRole",
        "Condition": {
            "StringEquals": {"aws:SourceAccount": MANAGEMENT_ACCOUNT},
            "ArnLike": {"aws:SourceArn": source},
        },
    }]});
    let may = json!({"Version": "2012-10-17", "Statement": [{
        "Effect": "Allow", "Action": action, "Resource": "arn:aws:organizations::111122223333:*",
    }]});
    ExistingRole {
        name: "bedrock-stop-acme".into(),
        trust: trust.to_string(),
        policies: [("stop".to_owned(), may.to_string())].into(),
        ..ExistingRole::default()
    }
}

fn good_role() -> ExistingRole {
    stop_role(
        "arn:aws:budgets::111122223333:budget/bedrock-org acme *",
        "organizations:*tachPolicy",
    )
}

/// Two teams with a budget of 100 dollars each, and a stop policy that is attached to nothing.
pub async fn stage(spending: Vec<Spending>) -> (Stage, String) {
    let stage = Stage::with(Setup {
        service_control_policies: true,
        spending,
        ..Setup::default()
    });
    stage.submit_use_case(REGION).await;
    let deny = json!({"Version": "2012-10-17", "Statement": [{
        "Effect": "Deny", "Action": "bedrock:InvokeModel*", "Resource": "*",
    }]});
    let policy = stage.sandbox.edit(|edit| {
        edit.role(MANAGEMENT_ACCOUNT, good_role()).unwrap();
        edit.policy("stop", &deny.to_string())
    });
    let client = client(&stage.sandbox);
    let [platform, data] = &stage.teams;
    make(&client, budget(NAME, "100", &[&platform.account])).await;
    make(&client, budget(OTHER, "100", &[&data.account])).await;
    (stage, policy)
}

async fn act(
    client: &Client,
    policy: &str,
    target: &str,
    model: ApprovalModel,
) -> Result<String, String> {
    let scp = ScpActionDefinition::builder()
        .policy_id(policy)
        .target_ids(target);
    let threshold = ActionThreshold::builder()
        .action_threshold_value(100.0)
        .action_threshold_type(ThresholdType::Percentage);
    let created = client
        .create_budget_action()
        .account_id(MANAGEMENT_ACCOUNT)
        .budget_name(NAME)
        .notification_type(NotificationType::Actual)
        .action_type(ActionType::Scp)
        .action_threshold(threshold.build().unwrap())
        .definition(
            Definition::builder()
                .scp_action_definition(scp.build().unwrap())
                .build(),
        )
        .execution_role_arn(ROLE)
        .approval_model(model)
        .subscribers(email("finance@acme.example"));
    match created.send().await {
        Ok(created) => Ok(created.action_id),
        failed => Err(code(failed)),
    }
}

async fn execute(client: &Client, id: &str, kind: ExecutionType) -> Result<(), String> {
    let execute = client
        .execute_budget_action()
        .account_id(MANAGEMENT_ACCOUNT)
        .budget_name(NAME)
        .action_id(id)
        .execution_type(kind);
    match execute.send().await {
        Ok(_) => Ok(()),
        failed => Err(code(failed)),
    }
}

async fn status(client: &Client, id: &str) -> ActionStatus {
    let action = client
        .describe_budget_action()
        .account_id(MANAGEMENT_ACCOUNT)
        .budget_name(NAME)
        .action_id(id);
    action.send().await.unwrap().action.unwrap().status
}

pub async fn hours(hours: u64) {
    tokio::time::sleep(Duration::from_secs(hours * 3600)).await;
}

pub async fn invokes(stage: &Stage, team: &Team) -> bool {
    let token = stage.token("ann", &[&team.group]);
    let raw = Raw {
        sandbox: &stage.sandbox,
        credentials: stage.sign_in(team, &token).await.unwrap(),
        region: REGION,
    };
    raw.invoke(PROFILE).await.0 == 200
}

pub fn spend(sandbox: &Sandbox, account: &str, usd: f64) {
    let used = Use {
        account: account.into(),
        service: "anthropic.claude-opus-5-5".into(),
        usd,
        ..Use::default()
    };
    sandbox.edit(|edit| edit.spend(&used).unwrap());
}

pub fn told(alerts: &[Alert]) -> Vec<(&str, f64, bool)> {
    let shown = |alert: &Alert| alert.action.is_some();
    let alerts = alerts.iter();
    alerts
        .map(|alert| (alert.budget.as_str(), alert.threshold, shown(alert)))
        .collect()
}

#[tokio::test(start_paused = true)]
async fn a_team_spends_until_it_is_stopped_alone() {
    let spending = Spending {
        account: address("platform"),
        model: "anthropic.claude-opus-5-5".into(),
        usd_per_day: 30.0,
        days: 20,
        ..Spending::default()
    };
    let (stage, policy) = stage(vec![spending]).await;
    let [platform, data] = &stage.teams;
    let client = client(&stage.sandbox);
    let id = act(&client, &policy, &platform.account, ApprovalModel::Auto)
        .await
        .unwrap();
    // The month of the sandbox's start has eleven days left.
    hours(24).await;
    assert_eq!(told(&stage.sandbox.alerts()), []);
    hours(24).await;
    assert_eq!(told(&stage.sandbox.alerts()), [(NAME, 50.0, false)]);
    assert!(invokes(&stage, platform).await);
    hours(24 * 5).await;
    let alerts = stage.sandbox.alerts();
    assert_eq!(
        told(&alerts),
        [
            (NAME, 50.0, false),
            (NAME, 80.0, false),
            (NAME, 100.0, false),
            (NAME, 100.0, true)
        ]
    );
    assert_eq!(alerts[0].subscribers, ["finance@acme.example"]);
    assert_eq!(alerts[3].limit, 100_000_000);
    assert_eq!(status(&client, &id).await, ActionStatus::ExecutionSuccess);
    assert!(!invokes(&stage, platform).await);
    assert!(invokes(&stage, data).await);
    let targets = organizations(&stage.sandbox)
        .list_targets_for_policy()
        .policy_id(&policy)
        .send()
        .await
        .unwrap();
    let targets: Vec<_> = targets
        .targets()
        .iter()
        .filter_map(|one| one.target_id())
        .collect();
    assert_eq!(targets, [platform.account.as_str()]);
    // Nothing more was spent after the stop: 30 dollars a day, noticed at most eight hours late.
    let spent = described(&client, NAME).await.calculated_spend.unwrap();
    let spent: f64 = spent.actual_spend.unwrap().amount.parse().unwrap();
    assert!((100.0..=110.1).contains(&spent), "{spent}");
}

#[tokio::test(start_paused = true)]
async fn a_stop_is_lifted_by_hand_and_strikes_again() {
    let (stage, policy) = stage(Vec::new()).await;
    let [platform, _] = &stage.teams;
    let client = client(&stage.sandbox);
    let id = act(&client, &policy, &platform.account, ApprovalModel::Manual)
        .await
        .unwrap();
    let twin = act(&client, &policy, &platform.account, ApprovalModel::Manual).await;
    assert_eq!(twin.unwrap_err(), "DuplicateRecordException");
    let locked = execute(&client, &id, ExecutionType::ApproveBudgetAction).await;
    assert_eq!(locked.unwrap_err(), "ResourceLockedException");
    spend(&stage.sandbox, &platform.account, 120.0);
    hours(8).await;
    assert_eq!(status(&client, &id).await, ActionStatus::Pending);
    assert!(invokes(&stage, platform).await);
    for (kind, during, after, open) in [
        (
            ExecutionType::ApproveBudgetAction,
            ActionStatus::ExecutionInProgress,
            ActionStatus::ExecutionSuccess,
            false,
        ),
        (
            ExecutionType::ReverseBudgetAction,
            ActionStatus::ReverseInProgress,
            ActionStatus::ReverseSuccess,
            true,
        ),
        (
            ExecutionType::ResetBudgetAction,
            ActionStatus::ResetInProgress,
            ActionStatus::Standby,
            true,
        ),
    ] {
        execute(&client, &id, kind.clone()).await.unwrap();
        assert_eq!(status(&client, &id).await, during);
        let again = execute(&client, &id, kind).await;
        assert_eq!(again.unwrap_err(), "ResourceLockedException");
        tokio::time::sleep(Duration::from_secs(60)).await;
        assert_eq!(status(&client, &id).await, after);
        assert_eq!(invokes(&stage, platform).await, open);
    }
    hours(9).await;
    assert_eq!(status(&client, &id).await, ActionStatus::Pending);
    let histories = client
        .describe_budget_action_histories()
        .account_id(MANAGEMENT_ACCOUNT)
        .budget_name(NAME)
        .action_id(&id)
        .send()
        .await
        .unwrap();
    assert_eq!(histories.action_histories().len(), 9);
    assert_eq!(
        histories.action_histories()[0].status,
        ActionStatus::Pending
    );
}

#[tokio::test(start_paused = true)]
async fn a_new_month_begins_at_nothing_and_lifts_no_stop() {
    let (stage, policy) = stage(Vec::new()).await;
    let [platform, _] = &stage.teams;
    let client = client(&stage.sandbox);
    let id = act(&client, &policy, &platform.account, ApprovalModel::Auto)
        .await
        .unwrap();
    spend(&stage.sandbox, &platform.account, 120.5);
    hours(8).await;
    assert_eq!(stage.sandbox.alerts().len(), 4);
    let spent = |budget: &aws_sdk_budgets::types::Budget| {
        let spent = budget.calculated_spend.clone().unwrap();
        spent.actual_spend.unwrap()
    };
    assert_eq!(spent(&described(&client, NAME).await), usd("120.5"));
    hours(24 * 11).await;
    assert_eq!(spent(&described(&client, NAME).await), usd("0.0"));
    assert_eq!(status(&client, &id).await, ActionStatus::ExecutionSuccess);
    spend(&stage.sandbox, &platform.account, 60.0);
    hours(8).await;
    let alerts = stage.sandbox.alerts();
    assert_eq!(told(&alerts)[4..], [(NAME, 50.0, false)]);
}

#[tokio::test(start_paused = true)]
async fn budgets_needs_its_role() {
    let (stage, policy) = stage(Vec::new()).await;
    let [platform, _] = &stage.teams;
    let client = client(&stage.sandbox);
    let put = |role: ExistingRole| {
        let sandbox = &stage.sandbox;
        sandbox.edit(|edit| edit.role(MANAGEMENT_ACCOUNT, role).unwrap());
    };
    put(stop_role(
        "arn:aws:budgets::111122223333:budget/somebody else's *",
        "organizations:*tachPolicy",
    ));
    let refused = act(&client, &policy, &platform.account, ApprovalModel::Auto).await;
    assert_eq!(refused.unwrap_err(), "AccessDeniedException");
    put(stop_role(
        "arn:aws:budgets::111122223333:budget/*",
        "organizations:AttachPolicy",
    ));
    let id = act(&client, &policy, &platform.account, ApprovalModel::Auto)
        .await
        .unwrap();
    let nobody = stop_role(
        "arn:aws:budgets::111122223333:budget/*",
        "organizations:List*",
    );
    put(nobody);
    spend(&stage.sandbox, &platform.account, 120.0);
    hours(8).await;
    assert_eq!(status(&client, &id).await, ActionStatus::ExecutionFailure);
    let alerts = stage.sandbox.alerts();
    let why = alerts.last().unwrap().action.clone().unwrap();
    assert!(why.contains("organizations:AttachPolicy"), "{why}");
    put(stop_role(
        "arn:aws:budgets::111122223333:budget/*",
        "organizations:AttachPolicy",
    ));
    execute(&client, &id, ExecutionType::RetryBudgetAction)
        .await
        .unwrap();
    tokio::time::sleep(Duration::from_secs(60)).await;
    assert_eq!(status(&client, &id).await, ActionStatus::ExecutionSuccess);
    execute(&client, &id, ExecutionType::ReverseBudgetAction)
        .await
        .unwrap();
    tokio::time::sleep(Duration::from_secs(60)).await;
    assert_eq!(status(&client, &id).await, ActionStatus::ReverseFailure);
}
