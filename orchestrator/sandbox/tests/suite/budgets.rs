//! Budgets, their notifications and subscribers, as AWS keeps them.

use aws_sdk_budgets::types::NotificationState;
use bedrock_sandbox::MANAGEMENT_ACCOUNT;

use super::budget_stage::{
    NAME, actual, budget, client, described, email, filter, make, to_finance, usd,
};
use super::sdk::code;
use super::stage::Stage;

#[tokio::test(start_paused = true)]
async fn a_budget_comes_back_as_it_was_made() {
    let stage = Stage::new();
    let account = stage.teams[0].account.as_str();
    let client = client(&stage.sandbox);
    make(&client, budget(NAME, "6000", &[account])).await;
    let found = described(&client, NAME).await;
    assert_eq!(found.budget_limit().unwrap(), &usd("6000.0"));
    assert_eq!(found.filter_expression(), Some(&filter(&[account])));
    assert_eq!(
        found.calculated_spend().unwrap().actual_spend().unwrap(),
        &usd("0.0")
    );
    assert_eq!(
        found.health_status().unwrap().status().unwrap().as_str(),
        "HEALTHY"
    );
    let hidden = client
        .describe_budgets()
        .account_id(MANAGEMENT_ACCOUNT)
        .send()
        .await
        .unwrap();
    assert_eq!(hidden.budgets().len(), 1);
    assert!(hidden.budgets()[0].filter_expression().is_none());
    let all = client
        .describe_budget_notifications_for_account()
        .account_id(MANAGEMENT_ACCOUNT)
        .send()
        .await
        .unwrap();
    let [all] = all.budget_notifications_for_account() else {
        panic!("{all:?}");
    };
    let thresholds: Vec<_> = all
        .notifications()
        .iter()
        .map(|one| one.threshold())
        .collect();
    assert_eq!(thresholds, [50.0, 80.0, 100.0]);
    let state = all.notifications()[0].notification_state();
    assert_eq!(state, Some(&NotificationState::Ok));
}

#[tokio::test(start_paused = true)]
async fn a_name_is_taken_once_and_goes_with_its_notifications() {
    let stage = Stage::new();
    let account = stage.teams[0].account.as_str();
    let client = client(&stage.sandbox);
    make(&client, budget(NAME, "6000", &[account])).await;
    let again = client
        .create_budget()
        .account_id(MANAGEMENT_ACCOUNT)
        .budget(budget(NAME, "1", &[account]));
    assert_eq!(code(again.send().await), "DuplicateRecordException");
    let delete = || {
        let delete = client.delete_budget().account_id(MANAGEMENT_ACCOUNT);
        delete.budget_name(NAME).send()
    };
    delete().await.unwrap();
    assert_eq!(code(delete().await), "NotFoundException");
    let subscribers = client
        .describe_subscribers_for_notification()
        .account_id(MANAGEMENT_ACCOUNT)
        .budget_name(NAME)
        .notification(actual(50.0));
    assert_eq!(code(subscribers.send().await), "NotFoundException");
}

#[tokio::test(start_paused = true)]
async fn a_notification_goes_with_its_last_subscriber() {
    let stage = Stage::new();
    let client = client(&stage.sandbox);
    make(&client, budget(NAME, "6000", &[&stage.teams[0].account])).await;
    let add = |address: &str| {
        let create = client.create_subscriber().account_id(MANAGEMENT_ACCOUNT);
        let create = create.budget_name(NAME).notification(actual(50.0));
        create.subscriber(email(address)).send()
    };
    let remove = |address: &str| {
        let delete = client.delete_subscriber().account_id(MANAGEMENT_ACCOUNT);
        let delete = delete.budget_name(NAME).notification(actual(50.0));
        delete.subscriber(email(address)).send()
    };
    add("cfo@acme.example").await.unwrap();
    assert_eq!(
        code(add("cfo@acme.example").await),
        "DuplicateRecordException"
    );
    for number in 3..=10 {
        add(&format!("{number}@acme.example")).await.unwrap();
    }
    assert_eq!(
        code(add("eleventh@acme.example").await),
        "CreationLimitExceededException"
    );
    for number in 3..=10 {
        remove(&format!("{number}@acme.example")).await.unwrap();
    }
    remove("finance@acme.example").await.unwrap();
    assert_eq!(
        code(remove("finance@acme.example").await),
        "NotFoundException"
    );
    remove("cfo@acme.example").await.unwrap();
    let left = client
        .describe_notifications_for_budget()
        .account_id(MANAGEMENT_ACCOUNT)
        .budget_name(NAME)
        .send()
        .await
        .unwrap();
    assert_eq!(left.notifications().len(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_budget_has_five_notifications() {
    let stage = Stage::new();
    let client = client(&stage.sandbox);
    make(&client, budget(NAME, "6000", &[&stage.teams[0].account])).await;
    let add = |threshold: f64| {
        let with = to_finance(actual(threshold));
        let create = client.create_notification().account_id(MANAGEMENT_ACCOUNT);
        let create = create.budget_name(NAME).set_notification(with.notification);
        create.set_subscribers(Some(with.subscribers)).send()
    };
    add(10.0).await.unwrap();
    assert_eq!(code(add(10.0).await), "DuplicateRecordException");
    add(20.0).await.unwrap();
    assert_eq!(code(add(30.0).await), "CreationLimitExceededException");
}
