//! What happened to an action.

use serde::Deserialize;
use serde_json::{Value, json};

use super::action::named_action;
use super::notification::with_token;
use super::page::page;
use super::shape;
use crate::context::Context;
use crate::refusal::Refusal;

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct TimePeriod {
    start: Option<f64>,
    end: Option<f64>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct Histories {
    time_period: TimePeriod,
}

/// Newest first.
pub(super) fn list(context: &mut Context<'_>) -> Result<Value, Refusal> {
    let Histories { time_period } = context.input()?;
    let (id, action) = named_action(context)?;
    let details = shape::action(context.text("BudgetName"), id, action);
    let wanted = |at: f64| {
        time_period.start.is_none_or(|start| at >= start)
            && time_period.end.is_none_or(|end| at <= end)
    };
    let events = action.history.iter().rev().enumerate();
    let shown = events
        .filter(|(_, event)| wanted(event.at.seconds()))
        .map(|(place, event)| {
            let mut details = details.clone();
            details["Status"] = json!(event.status.name());
            let shown = json!({
                "Timestamp": event.at.seconds(),
                "Status": event.status.name(),
                "EventType": event.kind,
                "ActionHistoryDetails": {"Message": event.message, "Action": details},
            });
            (format!("{place:06}"), shown)
        });
    let (events, next) = page(context, (100, 100), shown)?;
    Ok(with_token("ActionHistories", events, next))
}
