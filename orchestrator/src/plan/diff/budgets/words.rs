//! Budgets in a line, for a reader.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{
    Alert, AlertOn, BudgetAccount, BudgetStop, Listener, OrgBudget, Unhealthy, Usd, printable,
};

use super::{Money, Pair};
use crate::plan::budgets;

/// A new budget.
pub fn whole(limit: Usd, alerts: &BTreeMap<Alert, BTreeSet<Listener>>) -> String {
    let mut parts = vec![monthly(limit)];
    for (on, told) in [
        (AlertOn::Actual, "alerts above"),
        (AlertOn::Forecast, "forecast above"),
    ] {
        let figures: Vec<String> = alerts
            .keys()
            .filter(|alert| alert.on == on)
            .map(|alert| alert.told())
            .filter_map(|told| {
                Some(
                    told.split_once(" above ")?
                        .1
                        .trim_end_matches(" %")
                        .to_owned(),
                )
            })
            .collect();
        if !figures.is_empty() {
            parts.push(format!("{told} {} %", figures.join(", ")));
        }
    }
    let everybody: BTreeSet<Listener> = alerts.values().flatten().cloned().collect();
    if !everybody.is_empty() {
        parts.push(format!("to {}", listed(&everybody)));
    }
    parts.join("; ")
}

/// What differs of the budget itself, before and after, and why that matters; nothing where
/// nothing does.
pub fn difference(
    pair: &Pair<'_>,
    existing: &OrgBudget,
    same_accounts: bool,
) -> Option<(String, String, String)> {
    let wanted = pair.wanted;
    let (mut before, mut after, mut reasons) = (Vec::new(), Vec::new(), Vec::new());
    if wanted.limit != existing.limit {
        before.push(monthly(existing.limit));
        after.push(monthly(wanted.limit));
        reasons.push("its limit differs from the plan");
    }
    if !same_accounts {
        before.push(spend_of(pair.money, &existing.accounts));
        after.push(spend_of(pair.money, &wanted.accounts));
        reasons.push("it counts the spend of other accounts");
    }
    if !existing.odd.is_empty() {
        let odd: Vec<&str> = existing.odd.iter().map(String::as_str).collect();
        before.push(odd.join(", "));
        after.push("unblended cost by the month, credits and refunds aside".into());
        reasons.push("it counts otherwise than the plan's budgets do");
    }
    (!reasons.is_empty()).then(|| {
        let reason = format!("{}; AWS calculates its spend anew", reasons.join(", "));
        (before.join("; "), after.join("; "), reason)
    })
}

pub fn unhealthy(why: &Unhealthy) -> (String, String) {
    let (cause, hint) = match why {
        Unhealthy::FilterInvalid => (
            "its filter is not valid".to_owned(),
            "see whether its accounts are still in the organization; else delete the budget, and apply makes it anew",
        ),
        Unhealthy::NoAccessToBillingView => (
            "the management account may not read the billing view".to_owned(),
            "restore the sharing of the billing view, or delete the budget, and apply makes it anew",
        ),
        Unhealthy::BillingViewBroken => (
            "its billing view is not well itself".to_owned(),
            "see the billing view in the Billing and Cost Management console",
        ),
        Unhealthy::HistoryDisabled => (
            "it needs more history than AWS keeps".to_owned(),
            "turn on multi-year data in the Cost Management preferences",
        ),
        Unhealthy::Other(reason) => (
            printable(reason),
            "see the budget in the Billing and Cost Management console",
        ),
    };
    (
        format!("AWS says that it does not work: {cause}"),
        hint.to_owned(),
    )
}

/// A budget that no plan has.
pub fn left_over(existing: &OrgBudget) -> String {
    let alerts = match existing.alerts.len() {
        0 => String::new(),
        1 => ", 1 alert".to_owned(),
        number => format!(", {number} alerts"),
    };
    let stop = existing.stop.as_ref().map_or("", |_| ", a hard stop");
    format!("budget of {}{alerts}{stop}", monthly(existing.limit))
}

/// A stop, wanted or observed. What every stop of a plan has goes without saying.
pub fn stop(money: &Money<'_>, stop: &BudgetStop) -> String {
    let owner = &money.realm.owner;
    let how = match stop.automatic {
        true => "by itself",
        false => "once approved",
    };
    let policy = match budgets::stop_policy(owner).is_ok_and(|ours| ours == stop.policy) {
        true => String::new(),
        false => format!(" with the policy {}", printable(stop.policy.as_str())),
    };
    let role = match stop.role == budgets::stop_name(owner) {
        true => String::new(),
        false => format!(" as {}", printable(&stop.role)),
    };
    format!(
        "stops {} at {}, {how}{policy}{role}; tells {}",
        names(money, &stop.targets),
        stop.at.told(),
        listed(&stop.listeners)
    )
}

pub fn listed(listeners: &BTreeSet<Listener>) -> String {
    if listeners.is_empty() {
        return "nobody".into();
    }
    let shown: Vec<String> = listeners
        .iter()
        .map(|one| printable(one.as_str()))
        .collect();
    shown.join(", ")
}

fn monthly(limit: Usd) -> String {
    format!("{limit} a month")
}

fn spend_of(money: &Money<'_>, accounts: &BTreeSet<BudgetAccount>) -> String {
    format!("spend of {}", names(money, accounts))
}

/// By their names where those are known: ids say little.
fn names(money: &Money<'_>, accounts: &BTreeSet<BudgetAccount>) -> String {
    let named = |account: &BudgetAccount| match account {
        BudgetAccount::Name(name) => name.to_string(),
        BudgetAccount::Id(id) => match money.names.get(id) {
            Some(name) => name.to_string(),
            None => id.to_string(),
        },
    };
    if accounts.is_empty() {
        return "no account by itself".into();
    }
    accounts.iter().map(named).collect::<Vec<_>>().join(", ")
}
