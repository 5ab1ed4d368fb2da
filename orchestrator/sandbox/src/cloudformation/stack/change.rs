//! CreateStack, UpdateStack, DeleteStack.

use serde_json::{Value, json};

use super::{find, region, stack_time};
use crate::cloudformation::input::{Input, validation};
use crate::cloudformation::make::uuid;
use crate::cloudformation::recipe;
use crate::context::{Context, nothing};
use crate::refusal::Refusal;
use crate::world::{Change, ChangeKind, Event, Recipe, Stack, StackStatus, World};

pub(super) fn create(context: &mut Context<'_>, input: &Input) -> Result<Value, Refusal> {
    let name = input.required("StackName")?.to_owned();
    check_name(&name)?;
    refuse_what_is_not_modelled(input)?;
    let token = input.text("ClientRequestToken").to_owned();
    if let Some(twin) = find(context, &name) {
        if !token.is_empty() && twin.tokens.contains(&token) {
            return Ok(json!({"StackId": twin.id}));
        }
        return Err(Refusal::new(
            400,
            "AlreadyExistsException",
            format!("Stack [{name}] already exists"),
        ));
    }
    let recipe = recipe::read(context, input, None)?;
    let (account, region) = (context.caller.account.clone(), region(context).to_owned());
    let serial = context.world.next_serial();
    let id = Stack::prefix(&account, &region, &name) + &uuid(context.draw, "stack", &serial);
    let mut stack = Stack {
        id: id.clone(),
        name,
        account,
        region,
        maker: context.caller.principal_arn.clone(),
        recipe,
        status: StackStatus::CreateInProgress,
        reason: None,
        created: context.now,
        updated: None,
        deleted: None,
        resources: std::collections::BTreeMap::new(),
        outputs: std::collections::BTreeMap::new(),
        events: Vec::new(),
        change: None,
        tokens: vec![token],
        set: None,
        drifted: false,
    };
    let status = StackStatus::CreateInProgress;
    stack.tell(context.now, status, Some("User Initiated".into()));
    begin(context, &mut stack, ChangeKind::Create);
    context.world.formation.stacks.insert(id.clone(), stack);
    Ok(json!({"StackId": id}))
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
        "1 validation error detected: Value '{name}' at 'stackName' failed to satisfy constraint: \
         Member must satisfy regular expression pattern: [a-zA-Z][-a-zA-Z0-9]*"
    )))
}

fn refuse_what_is_not_modelled(input: &Input) -> Result<(), Refusal> {
    let fields = [
        "RoleARN",
        "StackPolicyBody",
        "StackPolicyURL",
        "RollbackConfiguration.MonitoringTimeInMinutes",
        "NotificationARNs",
        "ResourceTypes",
    ];
    if let Some(field) = fields.iter().find(|field| input.has(field)) {
        return Err(Refusal::not_modelled(&format!("stacks with {field}")));
    }
    let keeps = input.flag("DisableRollback")? == Some(true)
        || !["", "ROLLBACK"].contains(&input.text("OnFailure"));
    if keeps {
        return Err(Refusal::not_modelled("failed stacks that do not roll back"));
    }
    Ok(())
}

pub(super) fn update(context: &mut Context<'_>, input: &Input) -> Result<Value, Refusal> {
    let name = input.required("StackName")?;
    refuse_what_is_not_modelled(input)?;
    let Some(stack) = find(context, name).filter(|stack| stack.deleted.is_none()) else {
        return Err(validation(format!("Stack [{name}] does not exist")));
    };
    let token = input.text("ClientRequestToken").to_owned();
    if !token.is_empty() && stack.tokens.contains(&token) {
        return Ok(json!({"StackId": stack.id}));
    }
    if !stack.status.is_updatable() {
        return Err(validation(format!(
            "Stack:{} is in {} state and can not be updated.",
            stack.id,
            stack.status.name()
        )));
    }
    let (id, before) = (stack.id.clone(), stack.recipe.clone());
    let recipe = recipe::read(context, input, Some(&before))?;
    if same(context.world, &before, &recipe) {
        return Err(validation("No updates are to be performed."));
    }
    let Some(mut stack) = context.world.formation.stacks.remove(&id) else {
        return Err(validation(format!("Stack [{id}] does not exist")));
    };
    stack.tokens.push(token);
    stack.recipe = recipe;
    stack.updated = Some(context.now);
    let status = StackStatus::UpdateInProgress;
    stack.tell(context.now, status, Some("User Initiated".into()));
    let from = Box::new(before);
    begin(context, &mut stack, ChangeKind::Update { from });
    context.world.formation.stacks.insert(id.clone(), stack);
    Ok(json!({"StackId": id}))
}

/// Whether two recipes make the same stack.
pub(in crate::cloudformation) fn same(world: &mut World, one: &Recipe, other: &Recipe) -> bool {
    let mut meaning = |name: &str| world.formation.template(name).ok();
    let same_template = one.template == other.template
        || match (meaning(&one.template), meaning(&other.template)) {
            (Some(one), Some(other)) => one.meaning() == other.meaning(),
            _ => false,
        };
    same_template && one.parameters == other.parameters && one.tags == other.tags
}

pub(super) fn delete(context: &mut Context<'_>, input: &Input) -> Result<Value, Refusal> {
    let name = input.required("StackName")?;
    let retain = input.texts("RetainResources");
    let Some(stack) = find(context, name).filter(|stack| stack.deleted.is_none()) else {
        return Ok(nothing());
    };
    match stack.status {
        // A deletion that is under way is not begun again.
        StackStatus::DeleteInProgress => return Ok(nothing()),
        busy if busy == StackStatus::UpdateInProgress
            || busy.is_busy() && stack.change.as_ref().is_some_and(|change| !change.alone) =>
        {
            return Err(validation(format!(
                "Stack [{name}] cannot be deleted while in status {}",
                busy.name()
            )));
        }
        StackStatus::DeleteFailed => {}
        _ if !retain.is_empty() => {
            return Err(validation(format!(
                "Invalid operation on stack [{name}]. Specify RetainResources only when the stack \
                 is in the DELETE_FAILED state."
            )));
        }
        _ => {}
    }
    let id = stack.id.clone();
    if let Some(mut stack) = context.world.formation.stacks.remove(&id) {
        let status = StackStatus::DeleteInProgress;
        stack.tell(context.now, status, Some("User Initiated".into()));
        begin(context, &mut stack, ChangeKind::Delete { retain });
        context.world.formation.stacks.insert(id, stack);
    }
    Ok(nothing())
}

/// The stack is busy from now on.
fn begin(context: &mut Context<'_>, stack: &mut Stack, kind: ChangeKind) {
    let email = context.world.accounts.get(&stack.account);
    let email = email.map_or(stack.account.as_str(), |account| account.email.as_str());
    let takes = stack_time(context.draw, &stack.name, email, &stack.region);
    let due = context.now.plus(takes);
    if let Some(before) = &stack.change {
        let event = (before.due, Event::Stack(stack.id.clone()));
        context.world.index.due.remove(&event);
    }
    stack.change = Some(Change {
        kind,
        began: context.now,
        due,
        alone: true,
    });
    let event = Event::Stack(stack.id.clone());
    context.world.index.due.insert((due, event));
}
