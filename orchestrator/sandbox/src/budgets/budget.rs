//! Budgets themselves.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Value, json};

use super::check::{self, Tag, duplicate, invalid, one_of, too_many};
use super::page::page;
use super::refresh::period;
use super::{expression, named, not_found, shape};
use crate::clock::Moment;
use crate::context::{Context, nothing};
use crate::refusal::Refusal;
use crate::world::{Alarm, Budget, Notification, Scope, Subscriber};

/// For a management account.
const MOST: usize = 20_000;
/// 2087-06-15, where a budget ends that names no end.
const END: f64 = 3_706_473_600.0;
const METRICS: [&str; 5] = [
    "UnblendedCost",
    "BlendedCost",
    "AmortizedCost",
    "NetUnblendedCost",
    "NetAmortizedCost",
];
const TYPES: [(&str, bool); 11] = [
    ("IncludeTax", true),
    ("IncludeSubscription", true),
    ("UseBlended", false),
    ("IncludeRefund", true),
    ("IncludeCredit", true),
    ("IncludeUpfront", true),
    ("IncludeRecurring", true),
    ("IncludeOtherSubscription", true),
    ("IncludeSupport", true),
    ("IncludeDiscount", true),
    ("UseAmortized", false),
];

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct Asked {
    budget_name: String,
    budget_limit: Option<Amount>,
    planned_budget_limits: Option<Value>,
    cost_filters: Option<BTreeMap<String, Vec<String>>>,
    cost_types: Option<BTreeMap<String, bool>>,
    time_unit: String,
    time_period: Option<TimePeriod>,
    budget_type: String,
    auto_adjust_data: Option<Value>,
    filter_expression: Option<Value>,
    metrics: Option<Vec<String>>,
    billing_view_arn: Option<Value>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct Amount {
    amount: String,
    unit: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct TimePeriod {
    start: Option<f64>,
    end: Option<f64>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct WithSubscribers {
    notification: Notification,
    subscribers: Vec<Subscriber>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct Create {
    budget: Option<Asked>,
    notifications_with_subscribers: Vec<WithSubscribers>,
    resource_tags: Vec<Tag>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct Update {
    new_budget: Option<Asked>,
}

/// Dollars in text, in millionths.
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "between 0 and 15 trillion dollars, rounded to a millionth"
)]
fn micros(amount: &Amount) -> Result<u64, Refusal> {
    let text = amount.amount.as_str();
    let plain = text
        .bytes()
        .all(|byte| byte.is_ascii_digit() || byte == b'.');
    let dollars = text.parse::<f64>().ok().filter(|_| plain);
    if amount.unit != "USD" {
        return Err(invalid("The Unit of a COST budget's BudgetLimit is USD."));
    }
    dollars
        .filter(|dollars| *dollars > 0.0 && *dollars <= 15e12)
        .map(|dollars| (dollars * 1e6).round() as u64)
        .ok_or_else(|| invalid("The Amount of a BudgetLimit is a number above 0."))
}

fn scope(asked: &Asked) -> Result<Scope, Refusal> {
    let old = asked.cost_filters.is_some() || asked.cost_types.is_some();
    let new = asked.filter_expression.is_some() || asked.metrics.is_some();
    if old && new {
        return Err(invalid(
            "Use either FilterExpression and Metrics or CostFilters and CostTypes, not both.",
        ));
    }
    if !new {
        return old_scope(asked);
    }
    let metrics = asked.metrics.as_deref().unwrap_or_default();
    let [metric] = metrics else {
        return Err(invalid("Metrics must have exactly one metric."));
    };
    one_of("The metric of a COST budget", metric, &METRICS)?;
    let filter = asked.filter_expression.as_ref().map(expression::read);
    Ok(Scope::Expression {
        filter: filter.transpose()?,
        metric: metric.clone(),
    })
}

fn old_scope(asked: &Asked) -> Result<Scope, Refusal> {
    let filters = asked.cost_filters.clone().unwrap_or_default();
    if let Some(other) = filters
        .keys()
        .find(|key| !["LinkedAccount", "Service"].contains(&key.as_str()))
    {
        return Err(Refusal::not_modelled(&format!(
            "budgets with the cost filter {other}"
        )));
    }
    let mut types: BTreeMap<String, bool> = TYPES
        .iter()
        .map(|(name, value)| ((*name).to_owned(), *value))
        .collect();
    for (name, value) in asked.cost_types.iter().flatten() {
        let kind = types.get_mut(name);
        *kind.ok_or_else(|| invalid(format!("CostTypes have no {name:?}.")))? = *value;
    }
    Ok(Scope::Filters { filters, types })
}

/// A budget as it was asked for, without notifications.
fn checked(asked: &Asked, now: Moment) -> Result<Budget, Refusal> {
    let name = check::name(&asked.budget_name)?.to_owned();
    let not_modelled = [
        ("PlannedBudgetLimits", &asked.planned_budget_limits),
        ("AutoAdjustData", &asked.auto_adjust_data),
        ("BillingViewArn", &asked.billing_view_arn),
    ];
    if let Some((what, _)) = not_modelled.iter().find(|(_, value)| value.is_some()) {
        return Err(Refusal::not_modelled(&format!("budgets with {what}")));
    }
    kind(&asked.budget_type)?;
    unit(&asked.time_unit)?;
    let limit = asked.budget_limit.as_ref();
    let limit = limit.ok_or_else(|| invalid("A COST budget needs a BudgetLimit."))?;
    let span = asked.time_period.as_ref();
    let begin = period(&asked.time_unit, now).0.seconds();
    let start = span.and_then(|span| span.start).unwrap_or(begin);
    let end = span.and_then(|span| span.end).unwrap_or(END);
    if !(start >= 0.0 && start < end && end <= END) {
        return Err(invalid(
            "The start of a TimePeriod comes before its end, which is at most 06/15/87.",
        ));
    }
    Ok(Budget {
        name,
        limit: micros(limit)?,
        time_unit: asked.time_unit.clone(),
        start,
        end,
        scope: scope(asked)?,
        updated: now,
        ..Budget::default()
    })
}

fn kind(kind: &str) -> Result<(), Refusal> {
    const OTHERS: [&str; 5] = [
        "USAGE",
        "RI_UTILIZATION",
        "RI_COVERAGE",
        "SAVINGS_PLANS_UTILIZATION",
        "SAVINGS_PLANS_COVERAGE",
    ];
    if OTHERS.contains(&kind) {
        return Err(Refusal::not_modelled(&format!("{kind} budgets")));
    }
    one_of("BudgetType", kind, &["COST"])
}

fn unit(unit: &str) -> Result<(), Refusal> {
    if unit == "CUSTOM" {
        return Err(Refusal::not_modelled("budgets of a CUSTOM period"));
    }
    let known = ["DAILY", "MONTHLY", "QUARTERLY", "ANNUALLY"];
    one_of("TimeUnit", unit, &known)
}

pub(super) fn create(context: &mut Context<'_>) -> Result<Value, Refusal> {
    let input: Create = context.input()?;
    let asked = input.budget.ok_or_else(|| invalid("Budget is required."))?;
    let mut budget = checked(&asked, context.now)?;
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
    let new = checked(&asked, context.now)?;
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
