//! What budgets count, forecast and tell.

use aws_sdk_budgets::types::NotificationType;
use bedrock_sandbox::{MANAGEMENT_ACCOUNT, Use};

use super::budget_stage::{NAME, budget, client, described, notification, to_finance, usd};
use super::budget_stop::{OTHER, hours, invokes, spend, stage, told};

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

/// Until every bucket takes another call.
pub async fn wait() {
    tokio::time::sleep(std::time::Duration::from_secs(1)).await;
}
