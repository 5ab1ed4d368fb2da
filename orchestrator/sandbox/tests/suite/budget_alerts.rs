//! What budgets count, forecast and tell.

use aws_sdk_budgets::types::NotificationType;
use bedrock_sandbox::{MANAGEMENT_ACCOUNT, Use};
use serde_json::json;

use super::budget_stage::{NAME, budget, client, described, notification, to_finance, usd};
use super::budget_stop::{OTHER, hours, invokes, spend, stage, told};
use super::budget_teller::operator;

#[tokio::test(start_paused = true)]
async fn an_update_forgets_what_was_spent_until_the_next_bill() {
    let (stage, _) = stage(Vec::new()).await;
    let [platform, _] = &stage.teams;
    let client = client(&stage.sandbox);
    spend(&stage.sandbox, &platform.account, 60.0);
    hours(8).await;
    let update = client
        .update_budget()
        .account_id(MANAGEMENT_ACCOUNT)
        .new_budget(budget(NAME, "70", &[&platform.account]));
    update.send().await.unwrap();
    let spent = |budget: aws_sdk_budgets::types::Budget| {
        let spent = budget.calculated_spend.unwrap();
        spent.actual_spend.unwrap()
    };
    assert_eq!(spent(described(&client, NAME).await), usd("0.0"));
    hours(8).await;
    assert_eq!(spent(described(&client, NAME).await), usd("60.0"));
    assert_eq!(
        told(&stage.sandbox.alerts()),
        [(NAME, 50.0, false), (NAME, 80.0, false)]
    );
}

#[tokio::test(start_paused = true)]
async fn a_forecast_needs_five_weeks() {
    let (stage, _) = stage(Vec::new()).await;
    let [platform, data] = &stage.teams;
    let client = client(&stage.sandbox);
    for name in [NAME, OTHER] {
        let with = to_finance(notification(NotificationType::Forecasted, 100.0));
        let create = client.create_notification().account_id(MANAGEMENT_ACCOUNT);
        let create = create.budget_name(name).set_notification(with.notification);
        let create = create.set_subscribers(Some(with.subscribers));
        create.send().await.unwrap();
    }
    // Since 2026-10-01 for one team, since 2026-11-10 for the other.
    stage.sandbox.edit(|edit| {
        for day in 1..=50 {
            let day = match day {
                1..=31 => format!("2026-10-{day:02}"),
                _ => format!("2026-11-{:02}", day - 31),
            };
            for account in [&platform.account, &data.account] {
                if account == &data.account && day.as_str() < "2026-11-10" {
                    continue;
                }
                edit.spend(&Use {
                    account: account.clone(),
                    service: "Claude Opus 5.5 (Amazon Bedrock Edition)".into(),
                    usd: 2.5,
                    day: Some(day.clone()),
                    ..Use::default()
                })
                .unwrap();
            }
        }
        edit.bill();
    });
    let forecast =
        |budget: aws_sdk_budgets::types::Budget| budget.calculated_spend.unwrap().forecasted_spend;
    let likely = forecast(described(&client, NAME).await).unwrap();
    let likely: f64 = likely.amount.parse().unwrap();
    assert!((72.0..78.0).contains(&likely), "{likely}");
    assert_eq!(forecast(described(&client, OTHER).await), None);
    stage.sandbox.edit(|edit| {
        edit.spend(&Use {
            account: platform.account.clone(),
            service: "anthropic.claude-opus-5-5".into(),
            usd: 40.0,
            ..Use::default()
        })
        .unwrap();
        edit.bill();
    });
    let alerts = stage.sandbox.alerts();
    let forecasts: Vec<_> = alerts
        .iter()
        .filter(|one| one.kind == "FORECASTED")
        .collect();
    assert_eq!(forecasts.len(), 1, "{alerts:?}");
    assert!(forecasts[0].spent > 100_000_000);
}

#[tokio::test(start_paused = true)]
async fn an_invocation_is_on_the_next_bill_with_its_person() {
    let (stage, _) = stage(Vec::new()).await;
    let [platform, _] = &stage.teams;
    let client = client(&stage.sandbox);
    assert!(invokes(&stage, platform).await);
    hours(8).await;
    let spent = described(&client, NAME).await.calculated_spend.unwrap();
    let spent: f64 = spent.actual_spend.unwrap().amount.parse().unwrap();
    assert!(spent > 0.0 && spent < 0.01, "{spent}");
}

/// Which of many filters see what Claude costs, and which thresholds ring.
#[tokio::test(start_paused = true)]
async fn what_counts_is_what_the_filter_says() {
    let (stage, _) = stage(Vec::new()).await;
    let [platform, data] = &stage.teams;
    let teller = operator(&stage);
    let dimension = |key: &str, value: &str| json!({"Dimensions": {"Key": key, "Values": [value]}});
    let account = dimension("LINKED_ACCOUNT", &platform.account);
    let other = dimension("LINKED_ACCOUNT", &data.account);
    let opus = dimension("SERVICE", "Claude Opus 5.5 (Amazon Bedrock Edition)");
    let filters = [
        ("account", json!({"FilterExpression": account}), "60.0"),
        ("everything", json!({}), "60.0"),
        ("other", json!({"FilterExpression": other}), "0.0"),
        (
            "either",
            json!({"FilterExpression": {"Or": [account, other]}}),
            "60.0",
        ),
        ("not", json!({"FilterExpression": {"Not": account}}), "0.0"),
        (
            "model",
            json!({"FilterExpression": {"And": [opus, account]}}),
            "60.0",
        ),
        // Claude's costs are AWS Marketplace's.
        (
            "service",
            json!({"FilterExpression": dimension("SERVICE", "Amazon Bedrock")}),
            "0.0",
        ),
        (
            "credits",
            json!({"FilterExpression": dimension("RECORD_TYPE", "Credit")}),
            "0.0",
        ),
        (
            "old",
            json!({"Metrics": null, "CostFilters": {"LinkedAccount": [platform.account]}}),
            "60.0",
        ),
    ];
    for (name, fields, _) in &filters {
        let mut asked = json!({
            "BudgetName": name, "BudgetLimit": {"Amount": "100", "Unit": "USD"},
            "TimeUnit": "MONTHLY", "BudgetType": "COST", "Metrics": ["UnblendedCost"],
        });
        for (field, value) in fields.as_object().unwrap() {
            asked[field.as_str()] = value.clone();
        }
        assert_eq!(
            teller.ask("CreateBudget", json!({"Budget": asked})).await,
            ""
        );
    }
    for (operator, threshold) in [
        ("GREATER_THAN", 60.0),
        ("GREATER_THAN", 59.9),
        ("LESS_THAN", 61.0),
    ] {
        let asked = json!({
            "BudgetName": "account",
            "Notification": {
                "NotificationType": "ACTUAL", "ComparisonOperator": operator,
                "Threshold": threshold, "ThresholdType": "ABSOLUTE_VALUE",
            },
            "Subscribers": [{"SubscriptionType": "EMAIL", "Address": "a@b.co"}],
        });
        assert_eq!(teller.ask("CreateNotification", asked).await, "");
    }
    spend(&stage.sandbox, &platform.account, 60.0);
    stage.sandbox.edit(|edit| edit.bill());
    let client = client(&stage.sandbox);
    for (name, _, spent) in filters {
        let found = described(&client, name).await.calculated_spend.unwrap();
        assert_eq!(found.actual_spend.unwrap(), usd(spent), "{name}");
    }
    let alerts = stage.sandbox.alerts();
    assert_eq!(
        told(&alerts),
        [
            ("account", 59.9, false),
            ("account", 61.0, false),
            (NAME, 50.0, false)
        ]
    );
}

/// Until every bucket takes another call.
pub async fn wait() {
    tokio::time::sleep(std::time::Duration::from_secs(1)).await;
}
