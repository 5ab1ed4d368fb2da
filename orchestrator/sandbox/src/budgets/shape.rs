//! Budgets as they travel.

use serde_json::{Value, json};

use super::refresh::{health, period};
use crate::clock::Moment;
use crate::world::{Alarm, Budget, BudgetAction, Scope, World};

/// With at least one decimal, as AWS writes it: what was sent as `6000` comes back as `6000.0`.
pub(super) fn spend(micros: u64) -> Value {
    let (dollars, rest) = (micros / 1_000_000, micros % 1_000_000);
    let decimals = format!("{rest:06}");
    let decimals = match decimals.trim_end_matches('0') {
        "" => "0",
        decimals => decimals,
    };
    json!({"Amount": format!("{dollars}.{decimals}"), "Unit": "USD"})
}

pub(super) fn budget(
    world: &World,
    account: &str,
    budget: &Budget,
    now: Moment,
    with_filter: bool,
) -> Value {
    let period = period(&budget.time_unit, now).0.day();
    let calculated = budget.calculated.as_ref();
    let calculated = calculated.filter(|calculated| calculated.period == period);
    let mut spent = json!({"ActualSpend": spend(calculated.map_or(0, |all| all.actual))});
    if let Some(forecast) = calculated.and_then(|calculated| calculated.forecast) {
        spent["ForecastedSpend"] = spend(forecast);
    }
    let mut shape = json!({
        "BudgetName": budget.name,
        "BudgetLimit": spend(budget.limit),
        "TimeUnit": budget.time_unit,
        "TimePeriod": {"Start": budget.start, "End": budget.end},
        "CalculatedSpend": spent,
        "BudgetType": "COST",
        "LastUpdatedTime": budget.updated.seconds(),
        "HealthStatus": health(world, account, budget),
    });
    match &budget.scope {
        Scope::Expression { filter, metric } => {
            shape["Metrics"] = json!([metric]);
            if let Some(filter) = filter
                && with_filter
            {
                shape["FilterExpression"] = json!(filter);
            }
        }
        Scope::Filters { filters, types } => {
            shape["CostFilters"] = json!(filters);
            shape["CostTypes"] = json!(types);
        }
    }
    shape
}

pub(super) fn notification(alarm: &Alarm, period: &str) -> Value {
    let mut shape = json!(alarm.notification);
    let rings = alarm.ringing.as_deref() == Some(period);
    shape["NotificationState"] = json!(if rings { "ALARM" } else { "OK" });
    shape
}

pub(super) fn action(budget: &str, id: &str, action: &BudgetAction) -> Value {
    json!({
        "ActionId": id,
        "BudgetName": budget,
        "NotificationType": action.notification_type,
        "ActionType": "APPLY_SCP_POLICY",
        "ActionThreshold": {
            "ActionThresholdValue": action.threshold,
            "ActionThresholdType": action.threshold_type,
        },
        "Definition": {"ScpActionDefinition": {
            "PolicyId": action.policy,
            "TargetIds": action.targets,
        }},
        "ExecutionRoleArn": action.role,
        "ApprovalModel": if action.manual { "MANUAL" } else { "AUTOMATIC" },
        "Status": action.status.name(),
        "Subscribers": action.subscribers,
    })
}
