//! From AWS's budgets to ours. What ours never have is told in words, and so is a difference.

use std::collections::{BTreeMap, BTreeSet};

use aws_sdk_budgets::types::{
    Action, ActionStatus, ActionType, ApprovalModel, Budget, BudgetType, ComparisonOperator,
    Dimension, Expression, ExpressionDimensionValues, HealthStatusReason, HealthStatusValue,
    MatchOption, Metric, Notification, NotificationType, Spend, Subscriber, ThresholdType,
    TimeUnit,
};
use aws_smithy_types::date_time::Format;

use crate::model::{
    AccountId, Alert, AlertOn, BudgetAccount, BudgetStop, Listener, OrgBudget, PolicyName,
    StopStanding, Threshold, Unhealthy, Usd, When, printable,
};

/// What masks spend.
pub const CREDITS: [&str; 2] = ["Credit", "Refund"];
/// The end of a budget for which nobody chose one: 15 June 2087.
pub const NEVER: i64 = 3_706_473_600;

/// A budget without its alerts and actions.
pub fn budget(budget: &Budget) -> OrgBudget {
    let mut odd = BTreeSet::new();
    let limit = limit(budget, &mut odd);
    let accounts = accounts(budget, &mut odd);
    if budget.budget_type != BudgetType::Cost {
        odd.insert(format!(
            "a budget of {}",
            printable(budget.budget_type.as_str())
        ));
    }
    if budget.time_unit != TimeUnit::Monthly {
        odd.insert(format!("by {}", printable(budget.time_unit.as_str())));
    }
    if budget.metrics() != [Metric::UnblendedCost] {
        let metrics: Vec<&str> = budget.metrics().iter().map(Metric::as_str).collect();
        odd.insert(match metrics.as_slice() {
            [] => "by the older cost types".to_owned(),
            metrics => format!("metric {}", printable(&metrics.join(", "))),
        });
    }
    let end = budget.time_period().and_then(|period| period.end());
    if let Some(end) = end.filter(|end| end.secs() < NEVER) {
        let day = end.fmt(Format::DateTime).unwrap_or_default();
        odd.insert(format!("until {}", day.get(..10).unwrap_or("a day")));
    }
    if let Some(view) = budget
        .billing_view_arn()
        .filter(|it| !it.ends_with("/primary"))
    {
        odd.insert(format!("of {}", printable(view)));
    }
    OrgBudget {
        limit,
        accounts,
        odd,
        unhealthy: unhealthy(budget),
        ..OrgBudget::default()
    }
}

fn limit(budget: &Budget, odd: &mut BTreeSet<String>) -> Usd {
    if budget.auto_adjust_data().is_some() {
        odd.insert("a limit that adjusts itself".into());
    }
    if budget
        .planned_budget_limits()
        .is_some_and(|limits| !limits.is_empty())
    {
        odd.insert("limits month by month".into());
    }
    let Some(limit) = budget.budget_limit() else {
        odd.insert("no limit".into());
        return Usd::ZERO;
    };
    if limit.unit != "USD" {
        odd.insert(format!("a limit in {}", printable(&limit.unit)));
    }
    dollars(limit).unwrap_or(Usd::ZERO)
}

pub fn dollars(amount: &Spend) -> Option<Usd> {
    amount.amount.parse().ok()
}

/// The accounts of a filter like ours; of another one, what can be known.
fn accounts(budget: &Budget, odd: &mut BTreeSet<String>) -> BTreeSet<BudgetAccount> {
    let mut parts = Vec::new();
    match budget.filter_expression() {
        Some(filter) if filter.and().is_empty() => parts.push(filter),
        Some(filter) => parts.extend(filter.and()),
        None => {}
    }
    let mut accounts = BTreeSet::new();
    let mut without_credits = false;
    let mut others = BTreeSet::new();
    for part in parts {
        if let Some(values) = only(part).filter(|values| values.key == Dimension::LinkedAccount) {
            accounts.extend(values.values.iter().filter_map(|id| {
                let id: AccountId = id.parse().ok()?;
                Some(BudgetAccount::Id(id))
            }));
        } else if part.not().and_then(only).is_some_and(is_credits) {
            without_credits = true;
        } else {
            others.insert(dimension(part));
        }
    }
    if accounts.is_empty() {
        odd.insert("without a filter by account".into());
    }
    if !without_credits {
        odd.insert("with credits and refunds".into());
    }
    for other in others {
        odd.insert(format!("filtered by {other}"));
    }
    accounts
}

/// A filter that is one dimension, compared as it is.
fn only(part: &Expression) -> Option<&ExpressionDimensionValues> {
    let plain = part.and().is_empty()
        && part.or().is_empty()
        && part.not().is_none()
        && part.tags().is_none()
        && part.cost_categories().is_none();
    let values = part.dimensions().filter(|_| plain)?;
    let exact = [MatchOption::Equals, MatchOption::CaseSensitive];
    let compared = values.match_options().iter();
    compared
        .into_iter()
        .all(|option| exact.contains(option))
        .then_some(values)
}

fn is_credits(values: &ExpressionDimensionValues) -> bool {
    let excluded: BTreeSet<&str> = values.values.iter().map(String::as_str).collect();
    values.key == Dimension::RecordType && excluded == CREDITS.into()
}

fn dimension(part: &Expression) -> String {
    let values = part.dimensions().or_else(|| part.not()?.dimensions());
    match values {
        Some(values) => format!(
            "{} {}",
            printable(values.key.as_str()),
            printable(&values.values.join(", "))
        ),
        None => "more than accounts".to_owned(),
    }
}

pub fn unhealthy(budget: &Budget) -> Option<Unhealthy> {
    let health = budget.health_status()?;
    if health.status() != Some(&HealthStatusValue::Unhealthy) {
        return None;
    }
    Some(match health.status_reason() {
        Some(HealthStatusReason::FilterInvalid) => Unhealthy::FilterInvalid,
        Some(HealthStatusReason::BillingViewNoAccess) => Unhealthy::NoAccessToBillingView,
        Some(HealthStatusReason::BillingViewUnhealthy) => Unhealthy::BillingViewBroken,
        Some(HealthStatusReason::MultiYearHistoricalDataDisabled) => Unhealthy::HistoryDisabled,
        Some(other) => Unhealthy::Other(other.as_str().to_owned()),
        None => Unhealthy::Other("it gives no reason".to_owned()),
    })
}

pub fn alert(notification: &Notification) -> Alert {
    Alert {
        on: on(&notification.notification_type),
        when: match notification.comparison_operator {
            ComparisonOperator::EqualTo => When::Equal,
            ComparisonOperator::LessThan => When::Below,
            _ => When::Above,
        },
        at: threshold(notification.threshold, notification.threshold_type()),
    }
}

fn on(kind: &NotificationType) -> AlertOn {
    match kind {
        NotificationType::Forecasted => AlertOn::Forecast,
        _ => AlertOn::Actual,
    }
}

fn threshold(value: f64, kind: Option<&ThresholdType>) -> Threshold {
    let amount = Usd::of(value);
    match kind {
        Some(ThresholdType::AbsoluteValue) => Threshold::Dollars(amount),
        _ => Threshold::Percent(amount.as_micros()),
    }
}

pub fn listeners(subscribers: &[Subscriber]) -> BTreeSet<Listener> {
    let addresses = subscribers.iter();
    addresses.map(|one| Listener::new(&one.address)).collect()
}

/// How this plan's policies and the management account's roles are known.
pub struct Names<'a> {
    pub policies: &'a BTreeMap<String, PolicyName>,
    pub payer: &'a str,
}

impl Names<'_> {
    /// The stop, and the actions that are none of ours.
    pub fn actions(&self, actions: &[Action]) -> (Option<BudgetStop>, BTreeMap<String, String>) {
        let mut stops: Vec<BudgetStop> = actions.iter().filter_map(|it| self.stop(it)).collect();
        // One that attaches a policy of this plan is more likely ours than one that does not.
        stops.sort_by_key(|stop| {
            let ours = self.policies.values().any(|name| *name == stop.policy);
            (!ours, stop.id.clone())
        });
        let stop = stops.into_iter().next();
        let ours = stop.as_ref().and_then(|stop| stop.id.clone());
        let others = actions
            .iter()
            .filter(|action| Some(&action.action_id) != ours.as_ref())
            .map(|action| (action.action_id.clone(), told(action)))
            .collect();
        (stop, others)
    }

    fn stop(&self, action: &Action) -> Option<BudgetStop> {
        if action.action_type != ActionType::Scp {
            return None;
        }
        let definition = action.definition()?.scp_action_definition()?;
        let policy = match self.policies.get(&definition.policy_id) {
            Some(name) => name.clone(),
            None => definition.policy_id.parse().ok()?,
        };
        let targets = definition.target_ids.iter();
        Some(BudgetStop {
            id: Some(action.action_id.clone()),
            at: action_alert(action),
            automatic: action.approval_model == ApprovalModel::Auto,
            policy,
            role: self.role(&action.execution_role_arn),
            targets: targets
                .filter_map(|id| Some(BudgetAccount::Id(id.parse().ok()?)))
                .collect(),
            listeners: listeners(&action.subscribers),
            standing: standing(&action.status),
        })
    }

    fn role(&self, arn: &str) -> String {
        let here = format!("::{}:role/", self.payer);
        match arn.split_once(&here) {
            Some((_, name)) => name.to_owned(),
            None => arn.to_owned(),
        }
    }
}

pub fn action_alert(action: &Action) -> Alert {
    let at = action.action_threshold();
    Alert {
        on: on(&action.notification_type),
        when: When::Above,
        at: at.map_or(Threshold::Percent(0), |at| {
            threshold(at.action_threshold_value, Some(&at.action_threshold_type))
        }),
    }
}

fn standing(status: &ActionStatus) -> StopStanding {
    match status {
        ActionStatus::ExecutionInProgress
        | ActionStatus::ReverseInProgress
        | ActionStatus::ResetInProgress => StopStanding::Busy,
        ActionStatus::ExecutionSuccess | ActionStatus::ReverseFailure => StopStanding::Stopped,
        _ => StopStanding::Ready,
    }
}

fn told(action: &Action) -> String {
    format!(
        "action {} at {}",
        printable(action.action_type.as_str()),
        action_alert(action).told()
    )
}
