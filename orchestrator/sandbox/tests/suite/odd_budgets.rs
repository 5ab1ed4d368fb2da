//! Budgets, whatever is sent.

use bedrock_sandbox::Sandbox;
use serde_json::{Value, json};

use super::odd_requests::{is_answered, odd_values, request};
use super::stage::Stage;

/// Values of everything that a budget is made of, each in its place and elsewhere.
fn odd_budgets(account: &str, arn: &str) -> Vec<Value> {
    let dimensions = json!({"Key": "LINKED_ACCOUNT", "Values": [account]});
    let filter = json!({"Dimensions": dimensions});
    let mut deep = filter.clone();
    for _ in 0..60 {
        deep = json!({"Not": deep});
    }
    let scope = |filter: &Value| {
        json!({
            "BudgetName": "b", "BudgetLimit": {"Amount": "10", "Unit": "USD"},
            "TimeUnit": "MONTHLY", "BudgetType": "COST", "Metrics": ["UnblendedCost"],
            "FilterExpression": filter,
        })
    };
    let notification = json!({
        "NotificationType": "ACTUAL", "ComparisonOperator": "GREATER_THAN", "Threshold": 1e300,
    });
    let mut fine = notification.clone();
    fine["Threshold"] = json!(0.01);
    let subscriber = json!({"SubscriptionType": "EMAIL", "Address": "a@b.co"});
    let mut values = odd_values(arn);
    values.extend([
        json!("b"),
        json!(account),
        json!("ACTUAL"),
        json!("AUTOMATIC"),
        json!("APPLY_SCP_POLICY"),
        json!("RESET_BUDGET_ACTION"),
        json!("arn:aws:iam::111122223333:role/bedrock-stop"),
        json!(["k", "k"]),
        json!([subscriber]),
        json!([subscriber, subscriber]),
        json!([{"Notification": fine, "Subscribers": [subscriber]}]),
        json!({"ActionThresholdValue": -0.0, "ActionThresholdType": "PERCENTAGE"}),
        json!({"ScpActionDefinition": {"PolicyId": "p-12345678", "TargetIds": [account, ""]}}),
        json!({"Start": 1e300, "End": -1e300}),
        subscriber,
        notification,
        fine,
    ]);
    let filters = [
        filter,
        deep,
        json!({"And": []}),
        json!({"Or": [dimensions]}),
        json!([]),
    ];
    values.extend(filters.iter().map(scope));
    for amount in [
        "",
        "-1",
        "1e400",
        "NaN",
        "0.0000001",
        "99999999999999999999",
    ] {
        let mut budget = scope(&Value::Null);
        budget["BudgetLimit"]["Amount"] = json!(amount);
        values.push(budget);
    }
    values
}

#[tokio::test(start_paused = true)]
async fn every_operation_of_budgets_survives_every_odd_field() {
    const FIELDS: &[&str] = &[
        "ActionId",
        "ActionThreshold",
        "ActionType",
        "ApprovalModel",
        "Budget",
        "BudgetName",
        "Definition",
        "ExecutionRoleArn",
        "ExecutionType",
        "MaxResults",
        "NewBudget",
        "NewNotification",
        "NewSubscriber",
        "NextToken",
        "Notification",
        "NotificationType",
        "NotificationsWithSubscribers",
        "OldNotification",
        "OldSubscriber",
        "ResourceARN",
        "ResourceTagKeys",
        "ResourceTags",
        "Subscriber",
        "Subscribers",
        "TimePeriod",
    ];
    let stage = Stage::new();
    let account = "111122223333";
    let arn = format!("arn:aws:budgets::{account}:budget/b");
    let values = odd_budgets(account, &arn);
    let good = values
        .iter()
        .find(|value| value["FilterExpression"]["Dimensions"].is_object())
        .unwrap();
    let mut rng = fastrand::Rng::with_seed(4);
    for limit in Sandbox::limits() {
        let Some(operation) = limit.operation.strip_prefix("budgets.") else {
            continue;
        };
        for _ in 0..150 {
            let mut body = serde_json::Map::new();
            body.insert("AccountId".into(), json!(account));
            body.insert("BudgetName".into(), json!("b"));
            for field in FIELDS {
                if rng.f64() < 0.5 {
                    let value = values[rng.usize(..values.len())].clone();
                    body.insert((*field).into(), value);
                }
            }
            let target = |operation: &str| format!("AWSBudgetServiceGateway.{operation}");
            let make = json!({"AccountId": account, "Budget": good}).to_string();
            let make = request(&target("CreateBudget"), "budgets", make.into());
            is_answered(&stage.sandbox, make).await;
            let body = Value::Object(body).to_string();
            let request = request(&target(operation), "budgets", body.into());
            is_answered(&stage.sandbox, request).await;
            tokio::time::advance(std::time::Duration::from_secs(10)).await;
        }
    }
}
