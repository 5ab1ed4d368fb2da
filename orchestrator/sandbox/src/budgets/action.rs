//! Actions: what is to happen when a threshold is passed.

use serde_json::{Value, json};

use super::asked::{Asked, kind};
use super::check::{self, duplicate, invalid};
use super::notification::with_token;
use super::page::page;
use super::{named, named_mut, not_found, shape};
use crate::context::Context;
use crate::draw::guid;
use crate::refusal::Refusal;
use crate::sts::role_of;
use crate::world::{ActionStatus, Budget, BudgetAction};

/// Budgets tries at once whether it gets into the role.
fn check_role(context: &Context<'_>, action: &BudgetAction) -> Result<(), Refusal> {
    let account = &context.caller.account;
    if role_of(&action.role).is_none_or(|(owner, _)| owner != account) {
        return Err(invalid(
            "ExecutionRoleArn must be a role of the budget's account.",
        ));
    }
    let budget = context.text("BudgetName");
    context
        .world
        .budgets_role(account, budget, &action.role)
        .map(|_| ())
}

pub(super) fn create(context: &mut Context<'_>) -> Result<Value, Refusal> {
    let asked: Asked = context.input()?;
    if let Some(field) = asked.lacks() {
        return Err(invalid(format!("{field} is required.")));
    }
    kind(asked.action_type.as_deref())?;
    if !context.is_management() {
        return Err(invalid(
            "APPLY_SCP_POLICY is only possible in the management account.",
        ));
    }
    let tags = check::tags(&asked.resource_tags)?;
    let mut action = BudgetAction {
        tags,
        ..BudgetAction::default()
    };
    asked.put_into(&mut action)?;
    check_role(context, &action)?;
    let budget = named(context)?;
    if budget.actions.values().any(|known| known.is_twin(&action)) {
        return Err(duplicate("budget action"));
    }
    let serial = context.world.next_serial();
    let id = guid(&context.draw.hex(32, "budget-action", &serial));
    action.enter(
        ActionStatus::Standby,
        "CREATE_ACTION",
        context.now,
        "The action was created.",
    );
    let budget = named_mut(context)?;
    budget.actions.insert(id.clone(), action);
    Ok(json!({
        "AccountId": context.caller.account,
        "BudgetName": context.text("BudgetName"),
        "ActionId": id,
    }))
}

impl BudgetAction {
    fn is_twin(&self, other: &Self) -> bool {
        let of = |action: &Self| {
            (
                action.notification_type.clone(),
                action.threshold.to_bits(),
                action.threshold_type.clone(),
                action.policy.clone(),
                action.targets.clone(),
            )
        };
        of(self) == of(other)
    }

    fn refuse_in_progress(&self) -> Result<(), Refusal> {
        if self.status.is_in_progress() {
            return Err(Refusal::exception(
                "ResourceLockedException",
                format!("The action is in {}.", self.status.name()),
            ));
        }
        Ok(())
    }
}

/// The action that the request names, and its id.
pub(super) fn named_action<'a>(
    context: &'a Context<'_>,
) -> Result<(&'a str, &'a BudgetAction), Refusal> {
    let budget = named(context)?;
    let id = context.text("ActionId");
    let action = budget.actions.get(id);
    Ok((id, action.ok_or_else(|| not_found("budget action"))?))
}

pub(super) fn named_action_mut<'a>(
    context: &'a mut Context<'_>,
) -> Result<&'a mut BudgetAction, Refusal> {
    let id = context.text("ActionId").to_owned();
    let action = named_mut(context)?.actions.get_mut(&id);
    action.ok_or_else(|| not_found("budget action"))
}

fn answered(context: &Context<'_>, shown: &[(&str, Value)]) -> Value {
    let mut answer = json!({
        "AccountId": context.caller.account,
        "BudgetName": context.text("BudgetName"),
    });
    for (name, value) in shown {
        answer[*name] = value.clone();
    }
    answer
}

pub(super) fn update(context: &mut Context<'_>) -> Result<Value, Refusal> {
    let asked: Asked = context.input()?;
    let budget = context.text("BudgetName").to_owned();
    let (id, old) = named_action(context)?;
    old.refuse_in_progress()?;
    let before = shape::action(&budget, id, old);
    let (id, mut action) = (id.to_owned(), old.clone());
    asked.put_into(&mut action)?;
    check_role(context, &action)?;
    let status = action.status;
    let message = "The action was updated.";
    action.enter(status, "UPDATE_ACTION", context.now, message);
    let after = shape::action(&budget, &id, &action);
    *named_action_mut(context)? = action;
    Ok(answered(
        context,
        &[("OldAction", before), ("NewAction", after)],
    ))
}

/// What it has attached stays.
pub(super) fn delete(context: &mut Context<'_>) -> Result<Value, Refusal> {
    let (id, action) = named_action(context)?;
    action.refuse_in_progress()?;
    let shown = shape::action(context.text("BudgetName"), id, action);
    let id = id.to_owned();
    named_mut(context)?.actions.remove(&id);
    Ok(answered(context, &[("Action", shown)]))
}

pub(super) fn describe(context: &mut Context<'_>) -> Result<Value, Refusal> {
    let (id, action) = named_action(context)?;
    let shown = shape::action(context.text("BudgetName"), id, action);
    Ok(answered(context, &[("Action", shown)]))
}

fn keyed(budget: &Budget) -> impl Iterator<Item = (String, Value)> {
    budget.actions.iter().map(|(id, action)| {
        let key = format!("{}\n{id}", budget.name);
        (key, shape::action(&budget.name, id, action))
    })
}

pub(super) fn list(context: &mut Context<'_>) -> Result<Value, Refusal> {
    let budget = named(context)?;
    let (actions, next) = page(context, (100, 100), keyed(budget))?;
    Ok(with_token("Actions", actions, next))
}

pub(super) fn list_for_account(context: &mut Context<'_>) -> Result<Value, Refusal> {
    let budgets = context.world.money.budgets.get(&context.caller.account);
    let budgets = budgets.into_iter().flatten();
    let all = budgets.flat_map(|(_, budget)| keyed(budget));
    let (actions, next) = page(context, (100, 100), all)?;
    Ok(with_token("Actions", actions, next))
}
