//! CreateStackSet, UpdateStackSet, DeleteStackSet.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::launch::{self, Request};
use super::{deploy, key_of, named, preferences, region, service_managed, targets};
use crate::cloudformation::input::{Input, validation};
use crate::cloudformation::make::uuid;
use crate::cloudformation::recipe;
use crate::context::{Context, nothing};
use crate::refusal::Refusal;
use crate::world::{
    Action, AutoDeployment, Formation, InstanceStatus, Recipe, Spot, StackSet, Targets,
};

pub(super) fn create(context: &mut Context<'_>, input: &Input) -> Result<Value, Refusal> {
    let name = input.required("StackSetName")?.to_owned();
    check_name(&name)?;
    if input.text("PermissionModel") != "SERVICE_MANAGED" {
        return Err(Refusal::not_modelled("stack sets that are SELF_MANAGED"));
    }
    for field in ["AdministrationRoleARN", "ExecutionRoleName", "StackId"] {
        if input.has(field) {
            return Err(Refusal::not_modelled(&format!("stack sets with {field}")));
        }
    }
    service_managed(context, input)?;
    let auto_deployment = auto_deployment(input)?.ok_or_else(|| {
        validation(
            "AutoDeployment must be specified for stack sets with SERVICE_MANAGED permissions",
        )
    })?;
    let token = input.text("ClientRequestToken").to_owned();
    let key = Formation::set_key(region(context), &name);
    if let Some(twin) = context.world.formation.sets.get(&key) {
        if !token.is_empty() && twin.token == token {
            return Ok(json!({"StackSetId": twin.id}));
        }
        return Err(Refusal::new(
            409,
            "NameAlreadyExistsException",
            format!("StackSet {name} already exists"),
        ));
    }
    let recipe = recipe::read(context, input, None)?;
    fits(context, &recipe)?;
    let serial = context.world.next_serial();
    let id = format!("{name}:{}", uuid(context.draw, "stack-set", &serial));
    let managed_execution = input.part("ManagedExecution").flag("Active")?;
    let set = StackSet {
        id: id.clone(),
        name,
        region: region(context).to_owned(),
        description: input.text("Description").to_owned(),
        token,
        recipe,
        auto_deployment,
        managed_execution: managed_execution.unwrap_or_default(),
        units: BTreeSet::new(),
        instances: BTreeMap::new(),
        operations: BTreeMap::new(),
        order: Vec::new(),
        active: Vec::new(),
        running: 0,
        drift: None,
    };
    context.world.formation.sets.insert(key, set);
    Ok(json!({"StackSetId": id}))
}

fn check_name(name: &str) -> Result<(), Refusal> {
    let sound = name.len() <= 128
        && name.starts_with(|first: char| first.is_ascii_alphabetic())
        && name
            .chars()
            .all(|letter| letter.is_ascii_alphanumeric() || letter == '-');
    if sound {
        return Ok(());
    }
    Err(validation(format!(
        "1 validation error detected: Value '{name}' at 'stackSetName' failed to satisfy \
         constraint: Member must satisfy regular expression pattern: [a-zA-Z][-a-zA-Z0-9]*"
    )))
}

fn auto_deployment(input: &Input) -> Result<Option<AutoDeployment>, Refusal> {
    let part = input.part("AutoDeployment");
    let (enabled, retain) = (
        part.flag("Enabled")?,
        part.flag("RetainStacksOnAccountRemoval")?,
    );
    match (enabled, retain) {
        (None, None) => Ok(None),
        (Some(true), None) => Err(validation(
            "RetainStacksOnAccountRemoval must be specified when AutoDeployment is enabled",
        )),
        (Some(false), Some(true)) => Err(validation(
            "RetainStacksOnAccountRemoval cannot be specified when AutoDeployment is disabled",
        )),
        (enabled, retain) => Ok(Some(AutoDeployment {
            enabled: enabled.unwrap_or_default(),
            retain: retain.unwrap_or_default(),
        })),
    }
}

/// Service-managed sets take no transforms and no nested stacks.
fn fits(context: &mut Context<'_>, recipe: &Recipe) -> Result<(), Refusal> {
    let template = context.world.formation.template(&recipe.template);
    let refused = template
        .ok()
        .and_then(|template| template.refused_in_service_managed());
    match refused {
        None => Ok(()),
        Some(why) => Err(validation(format!(
            "The template is not supported in stack sets with SERVICE_MANAGED permissions: {why}"
        ))),
    }
}

pub(super) fn update(context: &mut Context<'_>, input: &Input) -> Result<Value, Refusal> {
    let key = key_of(context, input)?;
    service_managed(context, input)?;
    let before = named(context, input)?.recipe.clone();
    let preferences = preferences::read(input)?;
    let auto_deployment = auto_deployment(input)?;
    let managed_execution = input.part("ManagedExecution").flag("Active")?;
    let targeted = input.has("DeploymentTargets");
    let regions = input.texts("Regions");
    if targeted == regions.is_empty() {
        return Err(validation(
            "DeploymentTargets and Regions must be specified together",
        ));
    }
    if targeted && auto_deployment.is_some() {
        return Err(validation(
            "DeploymentTargets and Regions cannot be specified together with AutoDeployment",
        ));
    }
    let targets = if targeted {
        targets::read(context, input)?
    } else {
        Targets::default()
    };
    let id = launch::admit(context, &key, input)?;
    let recipe = recipe::read(context, input, Some(&before))?;
    fits(context, &recipe)?;
    let set = named(context, input)?;
    let configures = managed_execution.is_some_and(|active| active != set.managed_execution);
    if configures && !set.active.is_empty() {
        return Err(Refusal::new(
            400,
            "InvalidOperationException",
            "ManagedExecution cannot be changed while operations are running or queued",
        ));
    }
    let spots = spots(context, set, targeted.then_some(&targets), &regions)?;
    // As documented, naming them is enough, whether or not they say something new.
    let outdates = ["TemplateBody", "TemplateURL", "Parameters"]
        .iter()
        .any(|field| input.has(field))
        || recipe.tags != before.tags;
    if let Some(set) = context.world.formation.sets.get_mut(&key) {
        set.recipe = recipe;
        set.auto_deployment = auto_deployment.unwrap_or(set.auto_deployment);
        set.managed_execution = managed_execution.unwrap_or(set.managed_execution);
        if input.has("Description") {
            input.text("Description").clone_into(&mut set.description);
        }
        for instance in set.instances.values_mut() {
            if outdates && instance.status == InstanceStatus::Current {
                instance.status = InstanceStatus::Outdated;
            }
        }
    }
    launch::launch(
        context,
        &key,
        Request {
            id,
            action: Action::Update,
            preferences,
            targets,
            retain: false,
            spots,
            changes_set: true,
        },
    )
}

/// Where an update works: on what is there, and not on what is inoperable.
fn spots(
    context: &Context<'_>,
    set: &StackSet,
    targets: Option<&Targets>,
    regions: &[String],
) -> Result<BTreeMap<Spot, String>, Refusal> {
    let accounts = targets.map(|targets| targets.deployed(context.world, set));
    let is_meant = |spot: &Spot| {
        accounts.as_ref().is_none_or(|accounts| {
            accounts.contains(spot.account()) && regions.iter().any(|own| own == spot.region())
        })
    };
    // Only an intersection names accounts that must be there.
    if let Some(targets) =
        targets.filter(|targets| targets.filter.as_deref() == Some("INTERSECTION"))
    {
        deploy::all_there(context, set, targets, regions)?;
    }
    Ok(set
        .instances
        .iter()
        .filter(|(spot, instance)| instance.status != InstanceStatus::Inoperable && is_meant(spot))
        .map(|(spot, instance)| (spot.clone(), instance.unit.clone()))
        .collect())
}

pub(super) fn delete(context: &mut Context<'_>, input: &Input) -> Result<Value, Refusal> {
    let name = input.required("StackSetName")?;
    // Once more is no error.
    let Some(set) = super::find(context, name) else {
        return Ok(nothing());
    };
    if !set.active.is_empty() {
        return Err(launch::in_progress(context, set));
    }
    if !set.instances.is_empty() {
        return Err(Refusal::new(
            409,
            "StackSetNotEmptyException",
            "StackSet is not empty",
        ));
    }
    let key = Formation::set_key(&set.region, &set.name);
    context.world.formation.sets.remove(&key);
    Ok(nothing())
}
