//! What is asked for. What is not modelled is refused by its name.

use serde::Deserialize;
use serde_json::Value;

use crate::refusal::Refusal;

use super::filter::Expression;
use super::invalid;

#[derive(Debug, Deserialize)]
pub(super) struct TimePeriod {
    #[serde(rename = "Start")]
    pub(super) start: String,
    #[serde(rename = "End")]
    pub(super) end: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Granularity {
    Daily,
    Monthly,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct CostAndUsage {
    pub(super) time_period: TimePeriod,
    pub(super) granularity: String,
    pub(super) filter: Option<Expression>,
    #[serde(default)]
    pub(super) metrics: Vec<String>,
    #[serde(default)]
    pub(super) group_by: Vec<GroupDefinition>,
    pub(super) billing_view_arn: Option<Value>,
    pub(super) next_page_token: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct CostForecast {
    pub(super) time_period: TimePeriod,
    pub(super) granularity: String,
    pub(super) metric: String,
    pub(super) filter: Option<Expression>,
    pub(super) billing_view_arn: Option<Value>,
    pub(super) prediction_interval_level: Option<Value>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct GroupDefinition {
    #[serde(rename = "Type")]
    pub(super) kind: Option<String>,
    pub(super) key: Option<String>,
}

pub(super) fn granularity(word: &str) -> Result<Granularity, Refusal> {
    match word {
        "DAILY" => Ok(Granularity::Daily),
        "MONTHLY" => Ok(Granularity::Monthly),
        "HOURLY" => Err(Refusal::not_modelled("Cost Explorer's HOURLY granularity")),
        other => Err(invalid(format!("{other:?} is not a granularity"))),
    }
}

/// There are no discounts, credits or reservations here, so that all costs are the same cost.
pub(super) fn is_cost(metric: &str) -> bool {
    let word = metric.replace('_', "").to_ascii_lowercase();
    [
        "unblendedcost",
        "blendedcost",
        "amortizedcost",
        "netunblendedcost",
        "netamortizedcost",
    ]
    .contains(&word.as_str())
}

impl CostAndUsage {
    pub(super) fn check(&self) -> Result<(), Refusal> {
        if self.billing_view_arn.is_some() {
            return Err(Refusal::not_modelled("Cost Explorer's BillingViewArn"));
        }
        if self.metrics.is_empty() {
            return Err(invalid("At least one metric is required."));
        }
        if let Some(other) = self.metrics.iter().find(|metric| !is_cost(metric)) {
            return Err(Refusal::not_modelled(&format!("the metric {other}")));
        }
        if self.group_by.len() > 2 {
            return Err(invalid("GroupBy takes at most 2 groups."));
        }
        Ok(())
    }
}
