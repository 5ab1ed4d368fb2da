//! Budgets as they are asked for.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use super::check::{self, invalid, one_of};
use super::expression;
use super::refresh::period;
use crate::clock::Moment;
use crate::refusal::Refusal;
use crate::world::{Budget, Scope};

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
pub(super) struct Wanted {
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

fn scope(wanted: &Wanted) -> Result<Scope, Refusal> {
    let old = wanted.cost_filters.is_some() || wanted.cost_types.is_some();
    let new = wanted.filter_expression.is_some() || wanted.metrics.is_some();
    if old && new {
        return Err(invalid(
            "Use either FilterExpression and Metrics or CostFilters and CostTypes, not both.",
        ));
    }
    if !new {
        return old_scope(wanted);
    }
    let metrics = wanted.metrics.as_deref().unwrap_or_default();
    let [metric] = metrics else {
        return Err(invalid("Metrics must have exactly one metric."));
    };
    one_of("The metric of a COST budget", metric, &METRICS)?;
    let filter = wanted.filter_expression.as_ref().map(expression::read);
    Ok(Scope::Expression {
        filter: filter.transpose()?,
        metric: metric.clone(),
    })
}

fn old_scope(wanted: &Wanted) -> Result<Scope, Refusal> {
    let filters = wanted.cost_filters.clone().unwrap_or_default();
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
    for (name, value) in wanted.cost_types.iter().flatten() {
        let kind = types.get_mut(name);
        *kind.ok_or_else(|| invalid(format!("CostTypes have no {name:?}.")))? = *value;
    }
    Ok(Scope::Filters { filters, types })
}

impl Wanted {
    /// As a budget, without notifications.
    pub(super) fn checked(&self, now: Moment) -> Result<Budget, Refusal> {
        let wanted = self;
        let name = check::name(&wanted.budget_name)?.to_owned();
        let not_modelled = [
            ("PlannedBudgetLimits", &wanted.planned_budget_limits),
            ("AutoAdjustData", &wanted.auto_adjust_data),
            ("BillingViewArn", &wanted.billing_view_arn),
        ];
        if let Some((what, _)) = not_modelled.iter().find(|(_, value)| value.is_some()) {
            return Err(Refusal::not_modelled(&format!("budgets with {what}")));
        }
        kind(&wanted.budget_type)?;
        unit(&wanted.time_unit)?;
        let limit = wanted.budget_limit.as_ref();
        let limit = limit.ok_or_else(|| invalid("A COST budget needs a BudgetLimit."))?;
        let span = wanted.time_period.as_ref();
        let begin = period(&wanted.time_unit, now).0.seconds();
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
            time_unit: wanted.time_unit.clone(),
            start,
            end,
            scope: scope(wanted)?,
            updated: now,
            ..Budget::default()
        })
    }
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
