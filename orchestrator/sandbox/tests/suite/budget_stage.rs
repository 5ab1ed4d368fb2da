//! Budgets as the product would make them, and their clients.

use aws_sdk_budgets::types::{
    Budget, BudgetType, ComparisonOperator, Dimension, Expression, ExpressionDimensionValues,
    Metric, Notification, NotificationType, NotificationWithSubscribers, Spend, Subscriber,
    SubscriptionType, ThresholdType, TimeUnit,
};
use bedrock_sandbox::{MANAGEMENT_ACCOUNT, Principal, Sandbox};

use super::sdk::{config, keys};

pub use aws_sdk_budgets::Client;

pub const NAME: &str = "bedrock-org acme account platform-1";

pub fn client(sandbox: &Sandbox) -> Client {
    Client::new(&config(sandbox, keys(&Principal::operator()), 0))
}

fn dimension(key: Dimension, values: &[&str]) -> Expression {
    let values = values.iter().map(|value| (*value).to_owned()).collect();
    let dimension = ExpressionDimensionValues::builder()
        .key(key)
        .set_values(Some(values));
    Expression::builder()
        .dimensions(dimension.build().unwrap())
        .build()
}

pub fn filter(accounts: &[&str]) -> Expression {
    let credits = dimension(Dimension::RecordType, &["Credit", "Refund"]);
    Expression::builder()
        .and(dimension(Dimension::LinkedAccount, accounts))
        .and(Expression::builder().not(credits).build())
        .build()
}

pub fn usd(amount: &str) -> Spend {
    Spend::builder().amount(amount).unit("USD").build().unwrap()
}

/// Over every account when none is named.
pub fn budget(name: &str, usd_a_month: &str, accounts: &[&str]) -> Budget {
    let filter = (!accounts.is_empty()).then(|| filter(accounts));
    Budget::builder()
        .budget_name(name)
        .budget_limit(usd(usd_a_month))
        .time_unit(TimeUnit::Monthly)
        .budget_type(BudgetType::Cost)
        .set_filter_expression(filter)
        .metrics(Metric::UnblendedCost)
        .build()
        .unwrap()
}

pub fn notification(kind: NotificationType, threshold: f64) -> Notification {
    Notification::builder()
        .notification_type(kind)
        .comparison_operator(ComparisonOperator::GreaterThan)
        .threshold(threshold)
        .threshold_type(ThresholdType::Percentage)
        .build()
        .unwrap()
}

pub fn actual(threshold: f64) -> Notification {
    notification(NotificationType::Actual, threshold)
}

pub fn email(address: &str) -> Subscriber {
    Subscriber::builder()
        .subscription_type(SubscriptionType::Email)
        .address(address)
        .build()
        .unwrap()
}

pub fn to_finance(notification: Notification) -> NotificationWithSubscribers {
    NotificationWithSubscribers::builder()
        .notification(notification)
        .subscribers(email("finance@acme.example"))
        .build()
        .unwrap()
}

/// With alerts at 50, 80 and 100 per cent, to finance.
pub async fn make(client: &Client, budget: Budget) {
    let [half, most, all] = [50.0, 80.0, 100.0].map(|at| to_finance(actual(at)));
    client
        .create_budget()
        .account_id(MANAGEMENT_ACCOUNT)
        .budget(budget)
        .notifications_with_subscribers(half)
        .notifications_with_subscribers(most)
        .notifications_with_subscribers(all)
        .send()
        .await
        .unwrap();
}

pub async fn described(client: &Client, name: &str) -> Budget {
    let described = client
        .describe_budget()
        .account_id(MANAGEMENT_ACCOUNT)
        .budget_name(name)
        .show_filter_expression(true);
    described.send().await.unwrap().budget.unwrap()
}
