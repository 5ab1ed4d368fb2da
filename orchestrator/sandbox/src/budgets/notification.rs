//! Notifications, which go by their kind, comparison and threshold.

use serde::Deserialize;
use serde_json::{Value, json};

use super::check::{self, duplicate};
use super::page::page;
use super::refresh::period;
use super::{named, named_mut, not_found, shape};
use crate::context::{Context, nothing};
use crate::refusal::Refusal;
use crate::world::{Alarm, Budget, Notification, Subscriber};

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct Input {
    notification: Notification,
    subscribers: Vec<Subscriber>,
    old_notification: Notification,
    new_notification: Notification,
}

/// Where in the budget the notification stands.
pub(super) fn place(budget: &Budget, notification: &Notification) -> Result<usize, Refusal> {
    let notification = check::notification(notification)?;
    let place = budget.alarm(&notification);
    place.ok_or_else(|| not_found("notification"))
}

pub(super) fn create(context: &mut Context<'_>) -> Result<Value, Refusal> {
    let input: Input = context.input()?;
    named_mut(context)?.subscribe(&input.notification, &input.subscribers)?;
    Ok(nothing())
}

pub(super) fn update(context: &mut Context<'_>) -> Result<Value, Refusal> {
    let input: Input = context.input()?;
    let budget = named_mut(context)?;
    let place = place(budget, &input.old_notification)?;
    let new = check::notification(&input.new_notification)?;
    if budget.alarm(&new).is_some() {
        return Err(duplicate("notification"));
    }
    let subscribers = std::mem::take(&mut budget.alarms[place].subscribers);
    budget.alarms[place] = Alarm {
        notification: new,
        subscribers,
        ..Alarm::default()
    };
    Ok(nothing())
}

pub(super) fn delete(context: &mut Context<'_>) -> Result<Value, Refusal> {
    let input: Input = context.input()?;
    let budget = named_mut(context)?;
    let place = place(budget, &input.notification)?;
    budget.alarms.remove(place);
    Ok(nothing())
}

fn shown(budget: &Budget, context: &Context<'_>) -> Vec<Value> {
    let period = period(&budget.time_unit, context.now).0.day();
    let alarms = budget.alarms.iter();
    alarms
        .map(|alarm| shape::notification(alarm, &period))
        .collect()
}

pub(super) fn list(context: &mut Context<'_>) -> Result<Value, Refusal> {
    let notifications = shown(named(context)?, context).into_iter().enumerate();
    let keyed = notifications.map(|(place, one)| (format!("{place:03}"), one));
    let (notifications, next) = page(context, (100, 100), keyed)?;
    Ok(with_token("Notifications", notifications, next))
}

pub(super) fn list_for_account(context: &mut Context<'_>) -> Result<Value, Refusal> {
    let budgets = context.world.money.budgets.get(&context.caller.account);
    let budgets = budgets.into_iter().flatten();
    let keyed = budgets.map(|(name, budget)| (name.clone(), budget));
    let (budgets, next) = page(context, (50, 1000), keyed)?;
    let all = budgets
        .into_iter()
        .map(|budget| json!({"BudgetName": budget.name, "Notifications": shown(budget, context)}))
        .collect();
    Ok(with_token("BudgetNotificationsForAccount", all, next))
}

pub(super) fn with_token(name: &str, items: Vec<Value>, next: Option<String>) -> Value {
    let mut answer = nothing();
    answer[name] = Value::Array(items);
    if let Some(next) = next {
        answer["NextToken"] = json!(next);
    }
    answer
}
