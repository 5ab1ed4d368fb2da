//! Budgets in numbers, after a restart, and by name.

use std::time::Duration;

use bedrock_sandbox::{MANAGEMENT_ACCOUNT, Sandbox, Setup, Spending};

use super::budget_alerts::wait;
use super::budget_stage::{NAME, actual, budget, client, described, make, to_finance};
use super::budget_stop::{hours, told};
use super::sdk::code;
use super::stage::{Stage, email};

#[tokio::test(start_paused = true)]
async fn lists_come_in_pages() {
    let stage = Stage::new();
    let client = client(&stage.sandbox);
    for number in 0..120 {
        make(&client, budget(&format!("team {number:03}"), "10", &[])).await;
        wait().await;
    }
    let mut pages = Vec::new();
    let mut token = None;
    loop {
        let list = client.describe_budgets().account_id(MANAGEMENT_ACCOUNT);
        let page = list.set_next_token(token).send().await.unwrap();
        pages.push(page.budgets().len());
        token = page.next_token;
        if token.is_none() {
            break;
        }
    }
    assert_eq!(pages, [100, 20]);
    let list = || {
        let list = client.describe_budget_notifications_for_account();
        list.account_id(MANAGEMENT_ACCOUNT)
    };
    let first = list().send().await.unwrap();
    assert_eq!(first.budget_notifications_for_account().len(), 50);
    // A token is good for its own list alone.
    let elsewhere = client
        .describe_budgets()
        .account_id(MANAGEMENT_ACCOUNT)
        .set_next_token(first.next_token.clone());
    assert_eq!(code(elsewhere.send().await), "InvalidNextTokenException");
    let second = list()
        .set_next_token(first.next_token)
        .send()
        .await
        .unwrap();
    let names: Vec<_> = second
        .budget_notifications_for_account()
        .iter()
        .filter_map(|one| one.budget_name())
        .collect();
    assert_eq!((names.len(), names[0]), (50, "team 050"));
    let all = list().max_results(1000).send().await.unwrap();
    assert_eq!(all.budget_notifications_for_account().len(), 120);
}

#[tokio::test(start_paused = true)]
async fn a_filter_that_names_a_stranger_is_told() {
    let stage = Stage::new();
    let client = client(&stage.sandbox);
    let team = stage.teams[0].account.as_str();
    make(&client, budget(NAME, "10", &[team, "999988887777"])).await;
    let health = described(&client, NAME).await.health_status.unwrap();
    assert_eq!(health.status().unwrap().as_str(), "UNHEALTHY");
    assert_eq!(health.status_reason().unwrap().as_str(), "FILTER_INVALID");
}

#[tokio::test(start_paused = true)]
async fn two_organizations_are_compared_by_names() {
    let mut snapshots = Vec::new();
    for (seed, thresholds) in [(1, [50.0, 80.0]), (2, [80.0, 50.0])] {
        let stage = Stage::with(Setup {
            seed,
            ..Setup::default()
        });
        let client = client(&stage.sandbox);
        let [first, second] = thresholds.map(|at| to_finance(actual(at)));
        let create = client
            .create_budget()
            .account_id(MANAGEMENT_ACCOUNT)
            .budget(budget(NAME, "10", &[&stage.teams[0].account]))
            .notifications_with_subscribers(first)
            .notifications_with_subscribers(second);
        hours(seed).await;
        create.send().await.unwrap();
        snapshots.push(stage.sandbox.snapshot()["budgets"].clone());
    }
    assert_eq!(snapshots[0], snapshots[1]);
    let shown = snapshots[0].to_string();
    assert!(shown.contains(&email("platform")), "{shown}");
    let owned = &snapshots[0]["aws@management.example"][NAME];
    assert_eq!(owned["limit_micros"], 10_000_000);
}

#[tokio::test(start_paused = true)]
async fn a_scenario_and_its_bill_survive_a_restart() {
    let setup = Setup {
        spending: vec![Spending {
            account: email("platform"),
            model: "anthropic.claude-opus-5-5".into(),
            person: Some("ann@acme.example".into()),
            usd_per_day: 24.0,
            from: 1,
            days: 2,
        }],
        ..Setup::default()
    };
    let stage = Stage::with(setup.clone());
    let client_before = client(&stage.sandbox);
    make(
        &client_before,
        budget(NAME, "40", &[&stage.teams[0].account]),
    )
    .await;
    hours(30).await;
    let restarted: Sandbox = stage.sandbox.continued(setup);
    assert_eq!(told(&restarted.alerts()), []);
    hours(24).await;
    assert_eq!(told(&restarted.alerts()), [(NAME, 50.0, false)]);
    tokio::time::sleep(Duration::from_secs(3 * 86_400)).await;
    let alerts = restarted.alerts();
    assert_eq!(
        told(&alerts),
        [
            (NAME, 50.0, false),
            (NAME, 80.0, false),
            (NAME, 100.0, false)
        ]
    );
    // Two days of 24 dollars, and no more.
    let spent = described(&client(&restarted), NAME).await.calculated_spend;
    assert_eq!(spent.unwrap().actual_spend.unwrap().amount, "48.0");
}
