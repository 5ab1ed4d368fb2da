//! What stack sets say of themselves.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{named, region};
use crate::cloudformation::input::Input;
use crate::cloudformation::page::Page;
use crate::cloudformation::stack::{pairs, shape_time as time};
use crate::context::Context;
use crate::refusal::Refusal;
use crate::world::StackSet;

fn summary(set: &StackSet) -> Value {
    let auto = set.auto_deployment;
    json!({
        "StackSetName": set.name,
        "StackSetId": set.id,
        "Description": (!set.description.is_empty()).then_some(&set.description),
        "Status": "ACTIVE",
        "AutoDeployment": {
            "Enabled": auto.enabled,
            "RetainStacksOnAccountRemoval": auto.enabled.then_some(auto.retain),
        },
        "PermissionModel": "SERVICE_MANAGED",
        "DriftStatus": drift_status(set),
        "LastDriftCheckTimestamp": time(set.drift.as_ref().map(|drift| drift.at)),
        "ManagedExecution": {"Active": set.managed_execution},
    })
}

fn drift_status(set: &StackSet) -> &'static str {
    match &set.drift {
        None => "NOT_CHECKED",
        Some(drift) if drift.drifted > 0 => "DRIFTED",
        Some(_) => "IN_SYNC",
    }
}

pub(super) fn set(context: &mut Context<'_>, input: &Input) -> Result<Value, Refusal> {
    let set = named(context, input)?;
    let regions: BTreeSet<_> = set.instances.keys().map(|spot| spot.region()).collect();
    let templates = &context.world.formation.templates;
    let auto = set.auto_deployment;
    let drift = set.drift.as_ref().map(|drift| {
        json!({
            "DriftStatus": drift_status(set),
            "DriftDetectionStatus": "COMPLETED",
            "LastDriftCheckTimestamp": drift.at.iso8601(),
            "TotalStackInstancesCount": drift.total,
            "DriftedStackInstancesCount": drift.drifted,
            "InSyncStackInstancesCount":
                drift.total.saturating_sub(drift.drifted + drift.failed),
            "InProgressStackInstancesCount": 0,
            "FailedStackInstancesCount": drift.failed,
        })
    });
    Ok(json!({"StackSet": {
        "StackSetName": set.name,
        "StackSetId": set.id,
        "StackSetARN": set.arn(&context.caller.account),
        "Description": (!set.description.is_empty()).then_some(&set.description),
        "Status": "ACTIVE",
        "TemplateBody": templates.get(&set.recipe.template),
        "Parameters": pairs(&set.recipe.parameters, "ParameterKey", "ParameterValue"),
        "Capabilities": set.recipe.capabilities,
        "Tags": pairs(&set.recipe.tags, "Key", "Value"),
        "StackSetDriftDetectionDetails": drift,
        "AutoDeployment": {
            "Enabled": auto.enabled,
            "RetainStacksOnAccountRemoval": auto.enabled.then_some(auto.retain),
        },
        "PermissionModel": "SERVICE_MANAGED",
        "OrganizationalUnitIds": set.units,
        "ManagedExecution": {"Active": set.managed_execution},
        "Regions": regions,
    }}))
}

pub(super) fn list(context: &mut Context<'_>, input: &Input) -> Result<Value, Refusal> {
    let page = Page::open(input, "stack sets")?;
    let here = region(context);
    let is_asked = |set: &&StackSet| {
        context.is_management() && set.region == here && input.text("Status") != "DELETED"
    };
    let sets = context.world.formation.sets.values().filter(is_asked);
    let (summaries, token) = page.take(sets.map(|set| (set.name.clone(), summary(set))));
    Ok(json!({"Summaries": summaries, "NextToken": token}))
}
