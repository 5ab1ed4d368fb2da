//! What changes a stack set and its instances, and what survives.

use aws_sdk_cloudformation::types::{
    Capability, DeploymentTargets, Parameter, StackInstanceStatus, StackSetOperationStatus,
};
use serde_json::Value;

use super::sdk::code;
use super::stack_stage::{REGION, SET, Stage, TEMPLATE, email, failures, parameter, stage, wide};

impl Stage {
    async fn create_for(&self, n: usize, team: &str) {
        let id = format!("for-{n}");
        self.client
            .create_stack_instances()
            .stack_set_name(SET)
            .deployment_targets(self.only(&[n]))
            .regions(REGION)
            .parameter_overrides(parameter("Team", team))
            .operation_preferences(wide())
            .operation_id(&id)
            .send()
            .await
            .unwrap();
        self.ended(&id).await;
    }

    fn instance(&self, n: usize) -> Value {
        let snapshot = self.sandbox.snapshot();
        let set = &snapshot["cloudformation"]["stack_sets"][SET];
        set["instances"][format!("{} {REGION}", email(n))].clone()
    }

    async fn update_set(&self, issuer: &str, targets: Option<DeploymentTargets>, id: &str) {
        let issuer = parameter("Issuer", issuer);
        let update = self
            .client
            .update_stack_set()
            .stack_set_name(SET)
            .use_previous_template(true)
            .parameters(issuer)
            .capabilities(Capability::CapabilityNamedIam)
            .operation_preferences(wide())
            .operation_id(id);
        let update = match targets {
            Some(targets) => update.deployment_targets(targets).regions(REGION),
            None => update,
        };
        update.send().await.unwrap();
    }

    async fn delete(&self, n: usize, retain: bool, id: &str) -> i32 {
        self.client
            .delete_stack_instances()
            .stack_set_name(SET)
            .deployment_targets(self.only(&[n]))
            .regions(REGION)
            .retain_stacks(retain)
            .operation_id(id)
            .send()
            .await
            .unwrap();
        failures(&self.ended(id).await)
    }
}

fn team_of(instance: &Value) -> &Value {
    let resources = &instance["stack"]["resources"];
    &resources["Role"]["properties"]["Tags"][0]["Value"]
}

#[tokio::test(start_paused = true)]
async fn an_update_outdates_everything_and_then_reaches_its_targets() {
    let stage = stage(3).await;
    stage.create_set(true).await;
    for (n, team) in ["platform", "backend", "data"].iter().enumerate() {
        stage.create_for(n, team).await;
    }
    let new = "https://login.acme.example";
    stage
        .update_set(new, Some(stage.only(&[1])), "canary")
        .await;
    assert_eq!(stage.with(StackInstanceStatus::Outdated).await, [0, 1, 2]);
    stage.ended("canary").await;
    assert_eq!(stage.with(StackInstanceStatus::Current).await, [1]);
    let outputs = stage.instance(1)["stack"]["resources"]["Provider"]["properties"]["Url"].clone();
    assert_eq!(outputs, new);
    stage.update_set(new, None, "rest").await;
    stage.ended("rest").await;
    assert_eq!(stage.with(StackInstanceStatus::Current).await, [0, 1, 2]);
    // What was overridden stays so.
    assert_eq!(team_of(&stage.instance(0)), "platform");
    assert_eq!(team_of(&stage.instance(2)), "data");
}

#[tokio::test(start_paused = true)]
async fn overrides_are_kept_replaced_or_given_up() {
    let stage = stage(2).await;
    stage.create_set(true).await;
    stage.create_for(0, "platform").await;
    let update = |parameters: Option<Vec<Parameter>>, id: &str| {
        stage
            .client
            .update_stack_instances()
            .stack_set_name(SET)
            .deployment_targets(stage.only(&[0]))
            .regions(REGION)
            .set_parameter_overrides(parameters)
            .operation_id(id)
            .send()
    };
    update(None, "kept").await.unwrap();
    stage.ended("kept").await;
    assert_eq!(team_of(&stage.instance(0)), "platform");
    let previous = Parameter::builder()
        .parameter_key("Team")
        .use_previous_value(true)
        .build();
    let issuer = parameter("Issuer", "https://other.example");
    update(Some(vec![previous, issuer]), "more").await.unwrap();
    stage.ended("more").await;
    assert_eq!(team_of(&stage.instance(0)), "platform");
    let issuer = parameter("Issuer", "https://third.example");
    update(Some(vec![issuer]), "less").await.unwrap();
    stage.ended("less").await;
    assert_eq!(team_of(&stage.instance(0)), "nobody");
    let unknown = update(Some(vec![parameter("Tema", "x")]), "unknown").await;
    assert_eq!(code(unknown), "ValidationError");
    let missing = stage
        .client
        .update_stack_instances()
        .stack_set_name(SET)
        .deployment_targets(stage.only(&[1]))
        .regions(REGION)
        .send();
    assert_eq!(code(missing.await), "StackInstanceNotFoundException");
}

#[tokio::test(start_paused = true)]
async fn a_failed_deletion_leaves_an_inoperable_instance() {
    let stage = stage(2).await;
    stage.create_set(true).await;
    stage.create(stage.targets(), "first").await;
    let delete = stage.client.delete_stack_set().stack_set_name(SET);
    assert_eq!(
        code(delete.clone().send().await),
        "StackSetNotEmptyException"
    );
    stage
        .sandbox
        .edit(|edit| edit.break_deletion(&email(0)).unwrap());
    assert_eq!(stage.delete(0, false, "fails").await, 1);
    assert_eq!(stage.with(StackInstanceStatus::Inoperable).await, [0]);
    stage
        .sandbox
        .edit(|edit| edit.heal_stacks(&email(0)).unwrap());
    // Updates of the set pass it by, and nothing but a deletion that retains its stack helps.
    stage.update_set("https://other.example", None, "by").await;
    let by = stage.ended("by").await;
    assert_eq!(by.status, Some(StackSetOperationStatus::Succeeded));
    assert_eq!(stage.with(StackInstanceStatus::Inoperable).await, [0]);
    assert_eq!(stage.delete(0, false, "again").await, 1);
    assert_eq!(stage.delete(0, true, "retained").await, 0);
    assert_eq!(stage.delete(1, false, "other").await, 0);
    assert!(stage.instances().await.is_empty());
    delete.send().await.unwrap();
    let snapshot = stage.sandbox.snapshot();
    let left = snapshot["cloudformation"]["stacks"].as_object().unwrap();
    assert_eq!(left.len(), 1, "the retained stack");
}

#[tokio::test(start_paused = true)]
async fn drift_is_found_and_a_direct_update_is_not() {
    let stage = stage(2).await;
    stage.create_set(true).await;
    stage.create(stage.targets(), "first").await;
    stage.sandbox.edit(|edit| {
        edit.update_member_stack(&email(0), REGION, SET, "Team", "thieves")
            .unwrap();
        edit.drift(&email(1), REGION, SET).unwrap();
    });
    assert_eq!(team_of(&stage.instance(0)), "thieves");
    let detect = stage.client.detect_stack_set_drift();
    detect
        .stack_set_name(SET)
        .operation_id("drift")
        .send()
        .await
        .unwrap();
    let found = stage.ended("drift").await;
    let details = found.stack_set_drift_detection_details.unwrap();
    assert_eq!(details.drifted_stack_instances_count, Some(1));
    assert_eq!(details.in_sync_stack_instances_count, Some(1));
    let described = stage.client.describe_stack_set().stack_set_name(SET);
    let set = described.send().await.unwrap().stack_set.unwrap();
    assert_eq!(set.template_body.as_deref(), Some(TEMPLATE));
    let details = set.stack_set_drift_detection_details.unwrap();
    assert_eq!(details.drift_status.unwrap().as_str(), "DRIFTED");
    // The set's own parameters win at the next update.
    let issuer = "https://other.example";
    stage.update_set(issuer, None, "update").await;
    stage.ended("update").await;
    assert_eq!(team_of(&stage.instance(0)), "nobody");
}
