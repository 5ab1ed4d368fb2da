//! Whom Budgets refuses.

use bedrock_policy::Document;
use bedrock_sandbox::{Principal, Setup};
use serde_json::{Value, json};

use super::budget_teller::{ROLE, Teller, budget, operator};
use super::sdk::keys;
use super::stage::Stage;

/// A caller with one policy.
fn caller(statements: &Value) -> Principal {
    let policy = json!({"Version": "2012-10-17", "Statement": statements});
    Principal {
        access_key_id: "AKIASANDBOXCALLER001".into(),
        policies: vec![Document::parse(&policy.to_string()).unwrap()],
        ..Principal::operator()
    }
}

async fn told_to(statements: Value, asked: &[(&str, Value)]) -> Vec<String> {
    let caller = caller(&statements);
    let credentials = keys(&caller);
    let mut setup = Setup::default();
    setup.principals.push(caller);
    let stage = Stage::with(setup);
    operator(&stage)
        .ask("CreateBudget", json!({"Budget": budget("b")}))
        .await;
    let teller = Teller {
        stage: &stage,
        credentials,
        region: "us-east-1",
    };
    let mut told = Vec::new();
    for (operation, body) in asked {
        told.push(teller.ask(operation, body.clone()).await);
    }
    told
}

#[tokio::test(start_paused = true)]
async fn leave_is_asked_under_the_names_of_the_reference() {
    let denied = "AccessDeniedException";
    let named = json!({"BudgetName": "b"});
    let read = [
        ("DescribeBudget", named.clone()),
        ("DescribeBudgets", json!({})),
        ("DescribeNotificationsForBudget", named.clone()),
        ("DescribeBudgetNotificationsForAccount", json!({})),
    ];
    let allow = |action: &str, resource: &str| json!([{"Effect": "Allow", "Action": action, "Resource": resource}]);
    let all = "arn:aws:budgets::111122223333:budget/*";
    let may = told_to(allow("budgets:ViewBudget", all), &read).await;
    assert_eq!(may, ["", "", "", ""]);
    let may = told_to(allow("budgets:Describe*", "*"), &read).await;
    assert_eq!(may, [denied; 4]);
    let actions = [
        ("DescribeBudgetActionsForAccount", json!({})),
        ("DescribeBudgetActionsForBudget", named),
    ];
    let may = told_to(allow("budgets:Describe*", "*"), &actions).await;
    assert_eq!(may, ["", ""]);
    let may = told_to(allow("budgets:ViewBudget", "*"), &actions).await;
    assert_eq!(may, [denied, denied]);
    let tags = json!([{"Key": "team", "Value": "x"}]);
    let writes = [
        ("CreateBudget", json!({"Budget": budget("c")})),
        (
            "CreateBudget",
            json!({"Budget": budget("d"), "ResourceTags": tags}),
        ),
        ("UpdateBudget", json!({"NewBudget": budget("b")})),
        ("DeleteBudget", json!({"BudgetName": "b"})),
    ];
    let may = told_to(allow("budgets:ModifyBudget", all), &writes).await;
    assert_eq!(may, ["", denied, "", ""]);
    let tagging = json!([{
        "Effect": "Allow", "Action": ["budgets:ModifyBudget", "budgets:TagResource"], "Resource": all,
    }]);
    assert_eq!(told_to(tagging, &writes).await, ["", "", "", ""]);
    let only = allow(
        "budgets:ModifyBudget",
        "arn:aws:budgets::111122223333:budget/c",
    );
    assert_eq!(told_to(only, &writes).await, ["", denied, denied, denied]);
}

#[tokio::test(start_paused = true)]
async fn whoever_passes_a_role_needs_leave_to() {
    let denied = "AccessDeniedException";
    let update = [(
        "UpdateBudgetAction",
        json!({
            "BudgetName": "b", "ActionId": "00000000-0000-0000-0000-000000000000",
            "ExecutionRoleArn": ROLE,
        }),
    )];
    let may = |service: &str| {
        json!([
            {"Effect": "Allow", "Action": "budgets:*", "Resource": "*"},
            {"Effect": "Allow", "Action": "iam:PassRole", "Resource": ROLE,
                "Condition": {"StringEquals": {"iam:PassedToService": service}}},
        ])
    };
    let told = told_to(may("budgets.amazonaws.com"), &update).await;
    assert_eq!(told, ["NotFoundException"]);
    let told = told_to(may("lambda.amazonaws.com"), &update).await;
    assert_eq!(told, [denied]);
}

#[tokio::test(start_paused = true)]
async fn a_member_account_has_budgets_of_its_own_and_no_stop() {
    let stage = Stage::new();
    let [team, _] = &stage.teams;
    let teller = Teller {
        stage: &stage,
        credentials: stage.access(&team.account).await,
        region: "us-east-1",
    };
    let own = |mut body: Value| {
        body["AccountId"] = json!(team.account);
        body
    };
    let made = teller
        .ask("CreateBudget", own(json!({"Budget": budget("b")})))
        .await;
    assert_eq!(made, "");
    assert_eq!(
        teller.ask("DescribeBudgets", json!({})).await,
        "AccessDeniedException"
    );
    let action = json!({
        "BudgetName": "b",
        "NotificationType": "ACTUAL",
        "ActionType": "APPLY_SCP_POLICY",
        "ActionThreshold": {"ActionThresholdValue": 100, "ActionThresholdType": "PERCENTAGE"},
        "Definition": {"ScpActionDefinition": {"PolicyId": "p-12345678", "TargetIds": [team.account]}},
        "ExecutionRoleArn": team.role,
        "ApprovalModel": "AUTOMATIC",
        "Subscribers": [{"SubscriptionType": "EMAIL", "Address": "a@b.co"}],
    });
    assert_eq!(
        teller.ask("CreateBudgetAction", own(action)).await,
        "InvalidParameterException"
    );
}
