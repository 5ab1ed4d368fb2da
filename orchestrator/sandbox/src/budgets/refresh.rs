//! What a budget counts, and over which time.

use std::collections::BTreeSet;
use std::ops::Bound;

use serde_json::{Value, json};

use crate::clock::Moment;
use crate::world::{Budget, Dimensions, Expression, Scope, World};

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

/// What a forecast rests on.
const HISTORY: u64 = 35 * 86_400_000;

/// What the bill shows of the budget's costs from one moment until before another.
pub(super) fn spent(world: &World, owner: &str, budget: &Budget, from: Moment, to: Moment) -> u64 {
    let (from, to) = (from.day(), to.day());
    let days = lines(world, owner, budget, &from, &to);
    days.fold(0, |all, (_, micros)| all.saturating_add(micros))
}

/// With five weeks of history: what is spent so far, and for the rest of the period the mean of those
/// weeks.
pub(super) fn forecast(
    world: &World,
    owner: &str,
    budget: &Budget,
    actual: u64,
    (at, end): (Moment, Moment),
) -> Option<u64> {
    let from = Moment(at.0.checked_sub(HISTORY)?);
    let (first, until) = (from.day(), at.day());
    lines(world, owner, budget, "", &first).next()?;
    let weeks = lines(world, owner, budget, &first, &until);
    let weeks = weeks.fold(0_u128, |all, (_, micros)| all + u128::from(micros));
    let rest = u128::from(end.0.saturating_sub(at.0));
    let more = u64::try_from(weeks * rest / u128::from(HISTORY)).unwrap_or(u64::MAX);
    Some(actual.saturating_add(more))
}

/// Days with what was spent on them, of the budget's costs.
fn lines<'a>(
    world: &'a World,
    owner: &'a str,
    budget: &'a Budget,
    from: &'a str,
    to: &'a str,
) -> impl Iterator<Item = (&'a str, u64)> {
    let billed = &world.money.billed;
    // Most budgets are about one account, and a ledger may have a thousand.
    let accounts: Vec<_> = match bound(&budget.scope) {
        Some(named) => named
            .into_iter()
            .filter_map(|id| billed.get_key_value(id))
            .collect(),
        None => billed.iter().collect(),
    };
    let sees = move |id: &str| owner == world.management || owner == id;
    accounts
        .into_iter()
        .filter(move |(id, _)| sees(id))
        .flat_map(move |(id, days)| {
            let days = days.range::<str, _>((Bound::Included(from), Bound::Excluded(to)));
            days.flat_map(move |(day, services)| {
                let counted = services
                    .iter()
                    .filter(move |(service, _)| counts(&budget.scope, id, service));
                counted.map(move |(_, people)| {
                    let sum = people
                        .values()
                        .fold(0_u64, |all, one| all.saturating_add(*one));
                    (day.as_str(), sum)
                })
            })
        })
}

/// The accounts outside which nothing counts.
fn bound(scope: &Scope) -> Option<BTreeSet<&String>> {
    fn of(expression: &Expression) -> Option<BTreeSet<&String>> {
        let dimensions = expression.dimensions.as_ref();
        if let Some(dimensions) = dimensions.filter(|all| all.key == "LINKED_ACCOUNT") {
            return Some(dimensions.values.iter().collect());
        }
        expression.and.iter().flatten().find_map(of)
    }
    match scope {
        Scope::Expression { filter, .. } => filter.as_ref().and_then(of),
        Scope::Filters { filters, .. } => {
            filters.get("LinkedAccount").map(|ids| ids.iter().collect())
        }
    }
}

/// Everything in the ledger is usage: nobody gets credits here.
fn counts(scope: &Scope, account: &str, service: &str) -> bool {
    fn of(expression: &Expression, account: &str, service: &str) -> bool {
        let inner = |one: &Expression| of(one, account, service);
        let Expression {
            or,
            and,
            not,
            dimensions,
        } = expression;
        let is_among = |dimensions: &Dimensions| {
            let own = match dimensions.key.as_str() {
                "LINKED_ACCOUNT" => account,
                "SERVICE" => service,
                _ => "Usage",
            };
            dimensions.values.iter().any(|value| value == own)
        };
        or.as_ref().is_none_or(|all| all.iter().any(inner))
            && and.iter().flatten().all(inner)
            && not.as_ref().is_none_or(|one| !inner(one))
            && dimensions.as_ref().is_none_or(is_among)
    }
    match scope {
        Scope::Expression { filter, .. } => filter
            .as_ref()
            .is_none_or(|filter| of(filter, account, service)),
        Scope::Filters { filters, .. } => {
            let among = |key: &str, own: &str| {
                let values = filters.get(key);
                values.is_none_or(|values| values.iter().any(|value| value == own))
            };
            among("LinkedAccount", account) && among("Service", service)
        }
    }
}
