//! From our budgets to AWS's.

use std::collections::BTreeSet;

use aws_sdk_budgets::types::{
    ActionThreshold, ActionType, Budget, BudgetType, ComparisonOperator, Definition, Dimension,
    Expression, ExpressionDimensionValues, Metric, Notification, NotificationType,
    NotificationWithSubscribers, ResourceTag, ScpActionDefinition, Spend, Subscriber,
    SubscriptionType, ThresholdType, TimePeriod, TimeUnit,
};
use aws_smithy_types::DateTime;
use aws_smithy_types::error::operation::BuildError;

use crate::model::{AccountId, Alert, AlertOn, BudgetName, Listener, Tags, Threshold, Usd, When};

use super::read::{CREDITS, NEVER};

/// `since`: when a budget that exists began; AWS chooses for a new one.
pub fn budget(
    name: &BudgetName,
    limit: Usd,
    accounts: &BTreeSet<AccountId>,
    since: Option<TimePeriod>,
) -> Result<Budget, BuildError> {
    let period = since.map(|since| {
        TimePeriod::builder()
            .set_start(since.start)
            .end(DateTime::from_secs(NEVER))
            .build()
    });
    Budget::builder()
        .budget_name(name.as_str())
        .budget_type(BudgetType::Cost)
        .time_unit(TimeUnit::Monthly)
        .set_time_period(period)
        .budget_limit(Spend::builder().amount(limit.plain()).unit("USD").build()?)
        .metrics(Metric::UnblendedCost)
        .filter_expression(filter(accounts)?)
        .build()
}

/// All that AWS bills the accounts: Claude is billed by AWS Marketplace, under a service for each
/// model, so a filter by service would miss it.
fn filter(accounts: &BTreeSet<AccountId>) -> Result<Expression, BuildError> {
    let ids = accounts.iter().map(|id| id.to_string()).collect();
    let credits = CREDITS.map(ToOwned::to_owned).to_vec();
    let not = Expression::builder()
        .not(dimension(Dimension::RecordType, credits)?)
        .build();
    Ok(Expression::builder()
        .and(dimension(Dimension::LinkedAccount, ids)?)
        .and(not)
        .build())
}

fn dimension(key: Dimension, values: Vec<String>) -> Result<Expression, BuildError> {
    let values = ExpressionDimensionValues::builder()
        .key(key)
        .set_values(Some(values))
        .build()?;
    Ok(Expression::builder().dimensions(values).build())
}

pub fn notification(alert: &Alert) -> Result<Notification, BuildError> {
    let (threshold, kind) = threshold(alert.at);
    Notification::builder()
        .notification_type(on(alert.on))
        .comparison_operator(match alert.when {
            When::Above => ComparisonOperator::GreaterThan,
            When::Equal => ComparisonOperator::EqualTo,
            When::Below => ComparisonOperator::LessThan,
        })
        .threshold(threshold)
        .threshold_type(kind)
        .build()
}

pub fn on(on: AlertOn) -> NotificationType {
    match on {
        AlertOn::Actual => NotificationType::Actual,
        AlertOn::Forecast => NotificationType::Forecasted,
    }
}

fn threshold(at: Threshold) -> (f64, ThresholdType) {
    match at {
        Threshold::Percent(millionths) => {
            (Usd::micros(millionths).as_f64(), ThresholdType::Percentage)
        }
        Threshold::Dollars(amount) => (amount.as_f64(), ThresholdType::AbsoluteValue),
    }
}

pub fn with_subscribers(
    alert: &Alert,
    listeners: &BTreeSet<Listener>,
) -> Result<NotificationWithSubscribers, BuildError> {
    NotificationWithSubscribers::builder()
        .notification(notification(alert)?)
        .set_subscribers(Some(subscribers(listeners)?))
        .build()
}

pub fn subscribers(listeners: &BTreeSet<Listener>) -> Result<Vec<Subscriber>, BuildError> {
    listeners.iter().map(subscriber).collect()
}

pub fn subscriber(listener: &Listener) -> Result<Subscriber, BuildError> {
    let kind = match listener.is_topic() {
        true => SubscriptionType::Sns,
        false => SubscriptionType::Email,
    };
    let address = listener.as_str();
    Subscriber::builder()
        .subscription_type(kind)
        .address(address)
        .build()
}

pub fn tags(tags: &Tags) -> Result<Vec<ResourceTag>, BuildError> {
    let tag =
        |(key, value): (&String, &String)| ResourceTag::builder().key(key).value(value).build();
    tags.iter().map(tag).collect()
}

/// What an action does, as AWS takes it.
pub struct Act {
    pub kind: ActionType,
    pub on: NotificationType,
    pub at: ActionThreshold,
    pub definition: Definition,
    pub subscribers: Vec<Subscriber>,
}

pub fn act(
    at: &Alert,
    policy: &str,
    account: &AccountId,
    listeners: &BTreeSet<Listener>,
) -> Result<Act, BuildError> {
    let (value, kind) = threshold(at.at);
    let scp = ScpActionDefinition::builder()
        .policy_id(policy)
        .target_ids(account.as_str())
        .build()?;
    Ok(Act {
        kind: ActionType::Scp,
        on: on(at.on),
        at: ActionThreshold::builder()
            .action_threshold_value(value)
            .action_threshold_type(kind)
            .build()?,
        definition: Definition::builder().scp_action_definition(scp).build(),
        subscribers: subscribers(listeners)?,
    })
}
