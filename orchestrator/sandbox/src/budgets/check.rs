//! What AWS demands of the values that it is sent.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::refusal::Refusal;
use crate::world::{Notification, Subscriber};

/// CreateBudget's figure; another page of the reference says ten.
pub(super) const NOTIFICATIONS: usize = 5;
const EMAILS: usize = 10;
const TOPICS: usize = 1;
const TAGS: usize = 50;
/// "The maximum limit for your threshold is 1,000,000%".
const MOST_PERCENT: f64 = 1_000_000.0;
const MOST_DOLLARS: f64 = 15_000_000_000_000.0;

pub(super) fn invalid(message: impl Into<String>) -> Refusal {
    Refusal::exception("InvalidParameterException", message)
}

pub(super) fn duplicate(what: &str) -> Refusal {
    let message = format!("Error creating {what} - it already exists.");
    Refusal::exception("DuplicateRecordException", message)
}

pub(super) fn too_many(message: impl Into<String>) -> Refusal {
    Refusal::exception("CreationLimitExceededException", message)
}

pub(super) fn one_of(field: &str, value: &str, known: &[&str]) -> Result<(), Refusal> {
    if known.contains(&value) {
        return Ok(());
    }
    Err(invalid(format!(
        "{field} must be one of {}, not {value:?}.",
        known.join(", ")
    )))
}

pub(super) fn account(id: &str) -> Result<&str, Refusal> {
    if id.len() == 12 && id.bytes().all(|byte| byte.is_ascii_digit()) {
        return Ok(id);
    }
    Err(invalid("AccountId must be 12 digits."))
}

pub(super) fn name(name: &str) -> Result<&str, Refusal> {
    let length = name.chars().count();
    let lower = name.to_lowercase();
    let script = lower
        .find("<script>")
        .is_some_and(|at| lower[at..].contains("</script>"));
    if !(1..=100).contains(&length)
        || name.contains([':', '\\'])
        || name.contains("/action/")
        || script
    {
        return Err(invalid(
            "BudgetName must have 1 to 100 characters, without \":\", \"\\\" and \"/action/\".",
        ));
    }
    Ok(name)
}

pub(super) fn notification(notification: &Notification) -> Result<Notification, Refusal> {
    let mut notification = notification.clone();
    if notification.threshold_type.is_empty() {
        notification.threshold_type = "PERCENTAGE".into();
    }
    kind(&notification.notification_type)?;
    one_of(
        "ComparisonOperator",
        &notification.comparison_operator,
        &["GREATER_THAN", "LESS_THAN", "EQUAL_TO"],
    )?;
    threshold(notification.threshold, &notification.threshold_type)?;
    Ok(notification)
}

pub(super) fn kind(kind: &str) -> Result<(), Refusal> {
    one_of("NotificationType", kind, &["ACTUAL", "FORECASTED"])
}

pub(super) fn threshold(value: f64, kind: &str) -> Result<(), Refusal> {
    one_of("ThresholdType", kind, &["PERCENTAGE", "ABSOLUTE_VALUE"])?;
    let most = if kind == "PERCENTAGE" {
        MOST_PERCENT
    } else {
        MOST_DOLLARS
    };
    if value > 0.0 && value <= most {
        return Ok(());
    }
    Err(invalid(format!(
        "Threshold must be above 0 and at most {most}."
    )))
}

pub(super) fn subscriber(subscriber: &Subscriber) -> Result<(), Refusal> {
    let address = subscriber.address.as_str();
    one_of(
        "SubscriptionType",
        &subscriber.subscription_type,
        &["SNS", "EMAIL"],
    )?;
    let fits = match subscriber.subscription_type.as_str() {
        "SNS" => is_topic(address),
        _ => address.split_once('@').is_some_and(|(local, domain)| {
            !local.is_empty() && domain.contains('.') && !domain.contains('@')
        }),
    };
    if fits && !address.contains(char::is_whitespace) {
        return Ok(());
    }
    Err(invalid(
        "Address must be an email address or the ARN of an SNS topic.",
    ))
}

fn is_topic(arn: &str) -> bool {
    let parts: Vec<_> = arn.split(':').collect();
    matches!(parts.as_slice(), ["arn", _, "sns", region, account, name]
        if !region.is_empty() && account.len() == 12 && !name.is_empty())
}

/// At least one, ten by email and one topic, nobody twice.
pub(super) fn subscribers(subscribers: &[Subscriber]) -> Result<(), Refusal> {
    if subscribers.is_empty() {
        return Err(invalid("A notification needs at least one subscriber."));
    }
    for (place, one) in subscribers.iter().enumerate() {
        subscriber(one)?;
        if subscribers[..place].contains(one) {
            return Err(duplicate("subscriber"));
        }
    }
    let of_kind = |kind: &str| {
        let of_kind = subscribers.iter();
        of_kind.filter(|one| one.subscription_type == kind).count()
    };
    if of_kind("EMAIL") > EMAILS || of_kind("SNS") > TOPICS {
        return Err(too_many(format!(
            "A notification has at most {EMAILS} email subscribers and {TOPICS} SNS topic."
        )));
    }
    Ok(())
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(super) struct Tag {
    key: String,
    value: String,
}

/// Each key once.
pub(super) fn tags(tags: &[Tag]) -> Result<BTreeMap<String, String>, Refusal> {
    let mut checked = BTreeMap::new();
    for Tag { key, value } in tags {
        let fits = (1..=128).contains(&key.chars().count()) && value.chars().count() <= 256;
        if !fits || key.to_lowercase().starts_with("aws:") {
            return Err(invalid(
                "A tag has a key of 1 to 128 characters that does not begin with aws:, and a value \
                 of at most 256.",
            ));
        }
        if checked.insert(key.clone(), value.clone()).is_some() {
            return Err(invalid(format!("The tag key {key:?} is there twice.")));
        }
    }
    few_tags(&checked)?;
    Ok(checked)
}

pub(super) fn few_tags(tags: &BTreeMap<String, String>) -> Result<(), Refusal> {
    if tags.len() > TAGS {
        return Err(Refusal::exception(
            "ServiceQuotaExceededException",
            format!("A resource has at most {TAGS} tags."),
        ));
    }
    Ok(())
}
