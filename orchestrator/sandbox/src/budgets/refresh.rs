//! What a budget counts, and over which time.

use serde_json::{Value, json};

use crate::clock::Moment;
use crate::world::{Budget, Expression, Scope, World};

/// The first moment of the period and the first after it.
pub(super) fn period(unit: &str, at: Moment) -> (Moment, Moment) {
    let day = at.day();
    let first = |day: &str| Moment::of_day(day).unwrap_or_default();
    let months = match unit {
        "DAILY" => {
            let start = first(&day);
            return (start, Moment(start.0 + 86_400_000));
        }
        "QUARTERLY" => 3,
        "ANNUALLY" => 12,
        _ => 1,
    };
    let month: u32 = day
        .get(5..7)
        .and_then(|text| text.parse().ok())
        .unwrap_or(1);
    let month = (month - 1) / months * months + 1;
    let start = first(&format!("{}-{month:02}-01", &day[..4]));
    let end = (0..months).fold(start, |end, _| end.next_month());
    (start, end)
}

pub(super) fn health(world: &World, owner: &str, budget: &Budget) -> Value {
    let mut status = json!({"Status": "HEALTHY", "LastUpdatedTime": budget.updated.seconds()});
    let foreign = |id: &String| {
        if owner == world.management {
            !world.accounts.contains_key(id)
        } else {
            id != owner
        }
    };
    if named_accounts(&budget.scope).into_iter().any(foreign) {
        status["Status"] = json!("UNHEALTHY");
        status["StatusReason"] = json!("FILTER_INVALID");
    }
    status
}

/// Every account that the filter speaks of.
fn named_accounts(scope: &Scope) -> Vec<&String> {
    fn of(expression: &Expression) -> Vec<&String> {
        let lists = [&expression.or, &expression.and];
        let inner = lists.into_iter().flatten().flatten();
        let mut all: Vec<_> = inner
            .chain(expression.not.as_deref())
            .flat_map(of)
            .collect();
        if let Some(dimensions) = &expression.dimensions
            && dimensions.key == "LINKED_ACCOUNT"
        {
            all.extend(&dimensions.values);
        }
        all
    }
    match scope {
        Scope::Expression { filter, .. } => filter.as_ref().map(of).unwrap_or_default(),
        Scope::Filters { filters, .. } => {
            filters.get("LinkedAccount").into_iter().flatten().collect()
        }
    }
}
