//! How the operations of stack sets go side by side, wait, stop and give up.

use std::time::Duration;

use aws_sdk_cloudformation::Client;
use aws_sdk_cloudformation::types::{
    StackInstanceStatus, StackSetOperationPreferences, StackSetOperationStatus,
};
use bedrock_sandbox::{Principal, Sandbox, Setup};

use super::sdk::{config, keys};
use super::stack_stage::{REGION, SET, Stage, email, failures, stage, wide};

impl Stage {
    async fn begin(&self, accounts: &[usize], id: &str) {
        self.client
            .create_stack_instances()
            .stack_set_name(SET)
            .deployment_targets(self.only(accounts))
            .regions(REGION)
            .operation_preferences(wide())
            .operation_id(id)
            .send()
            .await
            .unwrap();
    }

    async fn status(&self, id: &str) -> StackSetOperationStatus {
        self.operation(id).await.status.unwrap()
    }
}

#[tokio::test(start_paused = true)]
async fn managed_execution_runs_side_by_side_what_does_not_conflict() {
    let stage = stage(4).await;
    stage.create_set(true).await;
    stage.begin(&[0, 1], "one").await;
    stage.begin(&[1, 2], "two").await;
    stage.begin(&[3], "three").await;
    assert_eq!(stage.status("one").await, StackSetOperationStatus::Running);
    assert_eq!(stage.status("two").await, StackSetOperationStatus::Queued);
    assert_eq!(
        stage.status("three").await,
        StackSetOperationStatus::Running
    );
    stage.ended("two").await;
    assert_eq!(
        stage.status("one").await,
        StackSetOperationStatus::Succeeded
    );
    let newest_first: Vec<_> = stage
        .client
        .list_stack_set_operations()
        .stack_set_name(SET)
        .send()
        .await
        .unwrap()
        .summaries
        .unwrap()
        .into_iter()
        .map(|operation| operation.operation_id.unwrap())
        .collect();
    assert_eq!(newest_first, ["three", "two", "one"]);
}

#[tokio::test(start_paused = true)]
async fn by_default_one_account_at_a_time_until_the_first_failure() {
    let stage = stage(5).await;
    stage.create_set(true).await;
    // Accounts come in the order of their ids.
    let mut order: Vec<usize> = (0..5).collect();
    order.sort_by_key(|n| stage.accounts[*n].clone());
    stage
        .sandbox
        .edit(|edit| edit.fail_stacks(&email(order[2]), "no").unwrap());
    let slowest = StackSetOperationPreferences::builder().build();
    let operation = stage.create_with(stage.targets(), "slow", slowest).await;
    assert_eq!(operation.status, Some(StackSetOperationStatus::Failed));
    let took =
        operation.end_timestamp.unwrap().secs() - operation.creation_timestamp.unwrap().secs();
    let sum: Duration = order[..3]
        .iter()
        .map(|n| stage.sandbox.stack_time(SET, &email(*n), REGION))
        .sum();
    assert!((took - i64::try_from(sum.as_secs()).unwrap()).abs() <= 2);
    assert_eq!(failures(&operation), 1);
    let cancelled = stage
        .instances()
        .await
        .into_iter()
        .filter_map(|instance| instance.stack_instance_status?.detailed_status)
        .filter(|detail| detail.as_str() == "CANCELLED")
        .count();
    assert_eq!(cancelled, 2);
}

#[tokio::test(start_paused = true)]
async fn regions_come_one_after_another_and_none_after_one_that_was_given_up() {
    let stage = stage(2).await;
    stage.create_set(true).await;
    stage
        .sandbox
        .edit(|edit| edit.fail_stacks(&email(0), "no").unwrap());
    let create = |id: &str| {
        stage
            .client
            .create_stack_instances()
            .stack_set_name(SET)
            .deployment_targets(stage.targets())
            .regions("us-west-2")
            .regions(REGION)
            .operation_id(id)
    };
    let order = StackSetOperationPreferences::builder()
        .region_order("us-west-2")
        .region_order(REGION)
        .max_concurrent_count(2)
        .concurrency_mode(aws_sdk_cloudformation::types::ConcurrencyMode::SoftFailureTolerance)
        .build();
    create("one")
        .operation_preferences(order)
        .send()
        .await
        .unwrap();
    let operation = stage.ended("one").await;
    assert_eq!(operation.status, Some(StackSetOperationStatus::Failed));
    let status_in = |region: &'static str| {
        let stage = &stage;
        async move {
            let mut found: Vec<_> = stage
                .instances()
                .await
                .into_iter()
                .filter(|instance| instance.region.as_deref() == Some(region))
                .map(|instance| instance.stack_instance_status.unwrap())
                .map(|status| status.detailed_status.unwrap().as_str().to_owned())
                .collect();
            found.sort();
            found
        }
    };
    assert_eq!(status_in("us-west-2").await, ["FAILED", "SUCCEEDED"]);
    assert_eq!(status_in(REGION).await, ["CANCELLED", "CANCELLED"]);
    create("two")
        .operation_preferences(wide())
        .send()
        .await
        .unwrap();
    let operation = stage.ended("two").await;
    assert_eq!(operation.status, Some(StackSetOperationStatus::Succeeded));
    // The other account has its role already, and IAM is the same in every Region.
    assert_eq!(failures(&operation), 3);
}

#[tokio::test(start_paused = true)]
async fn what_is_stopped_finishes_what_it_began() {
    let stage = stage(4).await;
    stage.create_set(true).await;
    stage
        .client
        .create_stack_instances()
        .stack_set_name(SET)
        .deployment_targets(stage.targets())
        .regions(REGION)
        .operation_id("one")
        .send()
        .await
        .unwrap();
    let stop = stage.client.stop_stack_set_operation();
    let stop = stop.stack_set_name(SET).operation_id("one");
    stop.clone().send().await.unwrap();
    assert_eq!(stage.status("one").await, StackSetOperationStatus::Stopping);
    let operation = stage.ended("one").await;
    assert_eq!(operation.status, Some(StackSetOperationStatus::Stopped));
    assert_eq!(stage.with(StackInstanceStatus::Current).await.len(), 1);
    assert_eq!(
        super::sdk::code(stop.send().await),
        "InvalidOperationException"
    );
}

#[tokio::test(start_paused = true)]
async fn a_hundred_instances_at_once_and_pages_of_a_hundred() {
    let stage = stage(250).await;
    stage.create_set(true).await;
    stage
        .client
        .create_stack_instances()
        .stack_set_name(SET)
        .deployment_targets(stage.targets())
        .regions(REGION)
        .operation_preferences(wide())
        .operation_id("all")
        .send()
        .await
        .unwrap();
    let first = stage.client.list_stack_instances().stack_set_name(SET);
    let first = first.send().await.unwrap();
    assert_eq!(first.summaries.unwrap().len(), 100);
    let running = stage
        .instances()
        .await
        .into_iter()
        .filter_map(|instance| instance.stack_instance_status?.detailed_status)
        .filter(|detail| detail.as_str() == "RUNNING")
        .count();
    assert_eq!(running, 100);
    let operation = stage.ended("all").await;
    let took =
        operation.end_timestamp.unwrap().secs() - operation.creation_timestamp.unwrap().secs();
    let work: Duration = (0..250)
        .map(|n| stage.sandbox.stack_time(SET, &email(n), REGION))
        .sum();
    let least = i64::try_from(work.as_secs() / 100).unwrap();
    assert!((least..least + 130).contains(&took), "{least} {took}");
    assert_eq!(stage.with(StackInstanceStatus::Current).await.len(), 250);
}

#[tokio::test(start_paused = true)]
async fn an_operation_survives_a_restart_in_the_middle() {
    let stage = stage(6).await;
    stage.create_set(true).await;
    stage.begin(&[0, 1, 2, 3], "one").await;
    stage.begin(&[3, 4, 5], "two").await;
    tokio::time::sleep(Duration::from_secs(30)).await;
    let path = std::env::temp_dir().join(format!("stack-sets-{}.json", std::process::id()));
    stage.sandbox.save(&path).unwrap();
    let sandbox = Sandbox::open(Setup::default(), &path).unwrap();
    std::fs::remove_file(&path).unwrap();
    let stage = Stage {
        client: Client::new(&config(&sandbox, keys(&Principal::operator()), 5)),
        sandbox,
        ..stage
    };
    for id in ["one", "two"] {
        let operation = stage.ended(id).await;
        assert_eq!(operation.status, Some(StackSetOperationStatus::Succeeded));
    }
    let current = stage.with(StackInstanceStatus::Current).await;
    assert_eq!(current, [0, 1, 2, 3, 4, 5]);
}
