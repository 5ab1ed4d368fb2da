//! Stack sets: where they work, how they fail, and who may.

use aws_sdk_cloudformation::types::{
    DeploymentTargets, OperationResultFilter, OperationResultFilterName, PermissionModels,
    StackInstanceStatus, StackSetOperationStatus,
};
use bedrock_sandbox::{ExistingAccount, MANAGEMENT_ACCOUNT, Sandbox, Setup};

use super::sdk::code;
use super::stack_stage::{REGION, SET, TEMPLATE, email, failures, stage, stage_in};

#[tokio::test(start_paused = true)]
async fn instances_come_into_every_account_below_a_unit() {
    let stage = stage(5).await;
    stage.create_set(true).await;
    let operation = stage.create(stage.targets(), "first").await;
    assert_eq!(operation.status, Some(StackSetOperationStatus::Succeeded));
    let current = stage.with(StackInstanceStatus::Current).await;
    assert_eq!(current, [0, 1, 2, 3, 4]);
    let slowest = (0..5)
        .map(|n| stage.sandbox.stack_time(SET, &email(n), REGION))
        .max()
        .unwrap();
    let (began, ended) = (operation.creation_timestamp, operation.end_timestamp);
    let took = ended.unwrap().secs() - began.unwrap().secs();
    assert!((took - i64::try_from(slowest.as_secs()).unwrap()).abs() <= 1);
}

#[tokio::test(start_paused = true)]
async fn failures_within_the_tolerance_hide_behind_a_success() {
    let stage = stage(8).await;
    stage.create_set(true).await;
    stage.sandbox.edit(|edit| {
        for n in [2, 5] {
            edit.fail_stacks(&email(n), "no more roles").unwrap();
        }
    });
    let operation = stage.create(stage.targets(), "first").await;
    assert_eq!(operation.status, Some(StackSetOperationStatus::Succeeded));
    assert_eq!(failures(&operation), 2);
    assert_eq!(stage.with(StackInstanceStatus::Outdated).await, [2, 5]);
    let failed = stage
        .client
        .list_stack_set_operation_results()
        .stack_set_name(SET)
        .operation_id("first")
        .filters(
            OperationResultFilter::builder()
                .name(OperationResultFilterName::OperationResultStatus)
                .values("FAILED")
                .build(),
        );
    let failed = failed.send().await.unwrap().summaries.unwrap();
    assert_eq!(failed.len(), 2);
    let reason = failed[0].status_reason.as_deref().unwrap();
    assert_eq!(
        reason,
        "ResourceLogicalId:Provider, ResourceType:AWS::IAM::OIDCProvider, \
         ResourceStatusReason:no more roles."
    );
    stage.sandbox.edit(|edit| {
        for n in [2, 5] {
            edit.heal_stacks(&email(n)).unwrap();
        }
    });
    let again = stage.create(stage.only(&[2, 5]), "second").await;
    assert_eq!(failures(&again), 0);
    assert!(stage.with(StackInstanceStatus::Outdated).await.is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_known_operation_id_and_a_busy_set_are_refused() {
    let stage = stage(2).await;
    stage.create_set(false).await;
    let create = |id: &str| {
        stage
            .client
            .create_stack_instances()
            .stack_set_name(SET)
            .deployment_targets(stage.targets())
            .regions(REGION)
            .operation_id(id)
            .send()
    };
    create("one").await.unwrap();
    assert_eq!(
        code(create("one").await),
        "OperationIdAlreadyExistsException"
    );
    assert_eq!(code(create("two").await), "OperationInProgressException");
    stage.ended("one").await;
    create("two").await.unwrap();
    let delete = stage.client.delete_stack_set().stack_set_name(SET);
    assert_eq!(code(delete.send().await), "OperationInProgressException");
}

#[tokio::test(start_paused = true)]
async fn the_management_account_and_an_empty_unit_are_no_targets() {
    let stage = stage(2).await;
    stage.create_set(true).await;
    let (root, empty) = stage
        .sandbox
        .edit(|edit| (edit.find("Root").unwrap(), edit.unit("Empty")));
    let unit = |id: &str| {
        DeploymentTargets::builder()
            .organizational_unit_ids(id)
            .build()
    };
    let nothing = stage.create(unit(&empty), "empty").await;
    assert_eq!(nothing.status, Some(StackSetOperationStatus::Succeeded));
    assert!(stage.instances().await.is_empty());
    stage.create(unit(&root), "all").await;
    let accounts: Vec<_> = stage
        .instances()
        .await
        .into_iter()
        .map(|instance| instance.account.unwrap())
        .collect();
    assert_eq!(accounts.len(), 2);
    assert!(!accounts.contains(&MANAGEMENT_ACCOUNT.to_owned()));
}

#[tokio::test(start_paused = true)]
async fn suspended_accounts_are_skipped_and_those_who_move_away_keep_their_stacks() {
    let stage = stage(3).await;
    stage.create_set(true).await;
    stage.sandbox.edit(|edit| edit.suspend(&email(1)).unwrap());
    let operation = stage.create(stage.targets(), "first").await;
    assert_eq!(failures(&operation), 0);
    let skipped: Vec<_> = stage
        .instances()
        .await
        .into_iter()
        .filter_map(|instance| instance.stack_instance_status?.detailed_status)
        .map(|detail| detail.as_str().to_owned())
        .filter(|detail| detail == "SKIPPED_SUSPENDED_ACCOUNT")
        .collect();
    assert_eq!(skipped.len(), 1);
    stage.sandbox.edit(|edit| {
        edit.unit("Elsewhere");
        edit.move_account(&email(0), "Elsewhere").unwrap();
    });
    assert_eq!(stage.with(StackInstanceStatus::Current).await, [0, 2]);
    let delete = stage
        .client
        .delete_stack_instances()
        .stack_set_name(SET)
        .deployment_targets(stage.targets())
        .regions(REGION)
        .retain_stacks(false)
        .operation_id("gone");
    delete.send().await.unwrap();
    stage.ended("gone").await;
    assert!(stage.with(StackInstanceStatus::Current).await.is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_set_needs_the_organizations_leave() {
    let sandbox = Sandbox::new(Setup::default());
    let stage = stage_in(sandbox, 1).await;
    stage
        .client
        .deactivate_organizations_access()
        .send()
        .await
        .unwrap();
    let create = |model: PermissionModels| {
        stage
            .client
            .create_stack_set()
            .stack_set_name(SET)
            .template_body(TEMPLATE)
            .permission_model(model)
            .auto_deployment(
                aws_sdk_cloudformation::types::AutoDeployment::builder()
                    .enabled(false)
                    .build(),
            )
            .send()
    };
    assert_eq!(
        code(create(PermissionModels::ServiceManaged).await),
        "ValidationError"
    );
    assert_eq!(
        code(create(PermissionModels::SelfManaged).await),
        "NotImplementedInSandbox"
    );
    stage
        .client
        .activate_organizations_access()
        .send()
        .await
        .unwrap();
    assert_eq!(
        code(create(PermissionModels::ServiceManaged).await),
        "InsufficientCapabilitiesException"
    );
    stage.create_set(true).await;
    assert_eq!(
        code(create(PermissionModels::ServiceManaged).await),
        "NameAlreadyExistsException"
    );
}

#[tokio::test(start_paused = true)]
async fn automatic_deployment_gives_new_accounts_the_sets_own_parameters() {
    let stage = stage(1).await;
    stage.create_set(true).await;
    stage.create(stage.targets(), "first").await;
    let automatic = aws_sdk_cloudformation::types::AutoDeployment::builder()
        .enabled(true)
        .retain_stacks_on_account_removal(false)
        .build();
    stage
        .client
        .update_stack_set()
        .stack_set_name(SET)
        .use_previous_template(true)
        .capabilities(aws_sdk_cloudformation::types::Capability::CapabilityNamedIam)
        .auto_deployment(automatic)
        .operation_id("automatic")
        .send()
        .await
        .unwrap();
    stage.ended("automatic").await;
    stage.sandbox.edit(|edit| {
        edit.account(ExistingAccount {
            email: "aws+new@acme.example".into(),
            place: "Bedrock/Teams".into(),
            ..ExistingAccount::default()
        });
    });
    tokio::time::sleep(std::time::Duration::from_secs(300)).await;
    let snapshot = stage.sandbox.snapshot();
    let instances = &snapshot["cloudformation"]["stack_sets"][SET]["instances"];
    let new = &instances[format!("aws+new@acme.example {REGION}")];
    assert_eq!(new["status"], "CURRENT");
    stage.sandbox.edit(|edit| {
        edit.unit("Elsewhere");
        edit.move_account("aws+new@acme.example", "Elsewhere")
            .unwrap();
    });
    tokio::time::sleep(std::time::Duration::from_secs(300)).await;
    assert_eq!(stage.instances().await.len(), 1);
}
