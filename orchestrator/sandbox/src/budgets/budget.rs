//! Budgets themselves.

use serde::Deserialize;
use serde_json::{Value, json};

use super::check::{self, Tag, duplicate, invalid, too_many};
use super::page::page;
use super::wanted::Wanted;
use super::{named, not_found, shape};
use crate::context::{Context, nothing};
use crate::refusal::Refusal;
use crate::world::{Alarm, Budget, Notification, Subscriber};

/// For a management account.
const MOST: usize = 20_000;

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct WithSubscribers {
    notification: Notification,
    subscribers: Vec<Subscriber>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct Create {
    budget: Option<Wanted>,
    notifications_with_subscribers: Vec<WithSubscribers>,
    resource_tags: Vec<Tag>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct Update {
    new_budget: Option<Wanted>,
}

pub(super) fn create(context: &mut Context<'_>) -> Result<Value, Refusal> {
    let input: Create = context.input()?;
    let asked = input.budget.ok_or_else(|| invalid("Budget is required."))?;
    let mut budget = asked.checked(context.now)?;
    budget.tags = check::tags(&input.resource_tags)?;
    if input.notifications_with_subscribers.len() > check::NOTIFICATIONS {
        return Err(too_many("A budget has at most 5 notifications."));
    }
    for WithSubscribers {
        notification,
        subscribers,
    } in &input.notifications_with_subscribers
    {
        budget.subscribe(notification, subscribers)?;
    }
    let money = &mut context.world.money;
    let budgets = money.budgets.entry(context.caller.account.clone());
    let budgets = budgets.or_default();
    if budgets.contains_key(&budget.name) {
        return Err(duplicate(&format!("budget: {}", budget.name)));
    }
    if budgets.len() >= MOST {
        return Err(Refusal::exception(
            "ServiceQuotaExceededException",
            format!("An account has at most {MOST} budgets."),
        ));
    }
    budgets.insert(budget.name.clone(), budget);
    Ok(nothing())
}

impl Budget {
    /// With another notification.
    pub(super) fn subscribe(
        &mut self,
        notification: &Notification,
        subscribers: &[Subscriber],
    ) -> Result<(), Refusal> {
        let notification = check::notification(notification)?;
        check::subscribers(subscribers)?;
        if self.alarm(&notification).is_some() {
            return Err(duplicate("notification"));
        }
        if self.alarms.len() >= check::NOTIFICATIONS {
            return Err(too_many("A budget has at most 5 notifications."));
        }
        self.alarms.push(Alarm {
            notification,
            subscribers: subscribers.to_vec(),
            ..Alarm::default()
        });
        Ok(())
    }

    pub(super) fn alarm(&self, notification: &Notification) -> Option<usize> {
        let alarms = &mut self.alarms.iter();
        alarms.position(|alarm| alarm.notification == *notification)
    }
}

/// Everything but the name, the notifications, the actions and the tags.
pub(super) fn update(context: &mut Context<'_>) -> Result<Value, Refusal> {
    let input: Update = context.input()?;
    let asked = input.new_budget;
    let asked = asked.ok_or_else(|| invalid("NewBudget is required."))?;
    let new = asked.checked(context.now)?;
    let budgets = &mut context.world.money.budgets;
    let old = budgets
        .get_mut(&context.caller.account)
        .and_then(|budgets| budgets.get_mut(&new.name))
        .ok_or_else(|| not_found(&format!("budget: {}", new.name)))?;
    *old = Budget {
        alarms: std::mem::take(&mut old.alarms),
        actions: std::mem::take(&mut old.actions),
        tags: std::mem::take(&mut old.tags),
        ..new
    };
    for alarm in &mut old.alarms {
        alarm.ringing = None;
    }
    Ok(nothing())
}

pub(super) fn delete(context: &mut Context<'_>) -> Result<Value, Refusal> {
    let name = named(context)?.name.clone();
    let budgets = &mut context.world.money.budgets;
    if let Some(budgets) = budgets.get_mut(&context.caller.account) {
        budgets.remove(&name);
    }
    Ok(nothing())
}

fn with_filter(context: &Context<'_>) -> bool {
    let shown = context.call.input.get("ShowFilterExpression");
    shown.and_then(Value::as_bool).unwrap_or_default()
}

pub(super) fn describe(context: &mut Context<'_>) -> Result<Value, Refusal> {
    let (account, now) = (&context.caller.account, context.now);
    let budget = named(context)?;
    let shown = shape::budget(context.world, account, budget, now, with_filter(context));
    Ok(json!({"Budget": shown}))
}

pub(super) fn list(context: &mut Context<'_>) -> Result<Value, Refusal> {
    let (account, now) = (&context.caller.account, context.now);
    let (world, with_filter) = (&*context.world, with_filter(context));
    let budgets = world.money.budgets.get(account).into_iter().flatten();
    let shown = budgets.map(|(name, budget)| (name.clone(), budget));
    let (budgets, next) = page(context, (100, 1000), shown)?;
    let budgets: Vec<_> = budgets
        .into_iter()
        .map(|budget| shape::budget(world, account, budget, now, with_filter))
        .collect();
    let mut answer = json!({"Budgets": budgets});
    if let Some(next) = next {
        answer["NextToken"] = json!(next);
    }
    Ok(answer)
}
