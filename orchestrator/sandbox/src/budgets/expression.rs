//! Filter expressions: what AWS takes of them, and what of it is modelled.

use serde_json::Value;

use super::check::{invalid, one_of};
use crate::refusal::Refusal;
use crate::world::{Dimensions, Expression};

const MODELLED: [&str; 3] = ["LINKED_ACCOUNT", "SERVICE", "RECORD_TYPE"];

/// The rest of the API's dimensions.
const OTHERS: [&str; 30] = [
    "AZ",
    "INSTANCE_TYPE",
    "LINKED_ACCOUNT_NAME",
    "OPERATION",
    "PURCHASE_TYPE",
    "REGION",
    "SERVICE_CODE",
    "USAGE_TYPE",
    "USAGE_TYPE_GROUP",
    "OPERATING_SYSTEM",
    "TENANCY",
    "SCOPE",
    "PLATFORM",
    "SUBSCRIPTION_ID",
    "LEGAL_ENTITY_NAME",
    "INVOICING_ENTITY",
    "DEPLOYMENT_OPTION",
    "DATABASE_ENGINE",
    "CACHE_ENGINE",
    "INSTANCE_TYPE_FAMILY",
    "BILLING_ENTITY",
    "RESERVATION_ID",
    "RESOURCE_ID",
    "RIGHTSIZING_TYPE",
    "SAVINGS_PLANS_TYPE",
    "SAVINGS_PLAN_ARN",
    "PAYMENT_OPTION",
    "RESERVATION_MODIFIED",
    "TAG_KEY",
    "COST_CATEGORY_NAME",
];

pub(super) fn read(value: &Value) -> Result<Expression, Refusal> {
    let members = value.as_object();
    let mut members = members
        .into_iter()
        .flatten()
        .filter(|(_, value)| !value.is_null());
    let (Some((name, inner)), None) = (members.next(), members.next()) else {
        return Err(invalid(
            "Each part of a FilterExpression has exactly one of And, Or, Not, Dimensions, Tags, \
             CostCategories and ProductAttributes.",
        ));
    };
    let mut expression = Expression::default();
    match name.as_str() {
        "And" => expression.and = Some(operands(name, inner)?),
        "Or" => expression.or = Some(operands(name, inner)?),
        "Not" => expression.not = Some(Box::new(read(inner)?)),
        "Dimensions" => expression.dimensions = Some(dimensions(inner)?),
        "Tags" | "CostCategories" | "ProductAttributes" => {
            return Err(Refusal::not_modelled(&format!(
                "budgets filtered by {name}"
            )));
        }
        other => {
            return Err(invalid(format!("A FilterExpression has no {other:?}.")));
        }
    }
    Ok(expression)
}

fn operands(name: &str, inner: &Value) -> Result<Vec<Expression>, Refusal> {
    let list = inner.as_array().map_or(&[][..], Vec::as_slice);
    if list.len() < 2 {
        return Err(invalid(format!("{name} needs at least two expressions.")));
    }
    list.iter().map(read).collect()
}

fn dimensions(inner: &Value) -> Result<Dimensions, Refusal> {
    let dimensions: Dimensions = serde_json::from_value(inner.clone())
        .map_err(|_| invalid("Dimensions are a Key and Values."))?;
    let key = dimensions.key.as_str();
    if OTHERS.contains(&key) {
        return Err(Refusal::not_modelled(&format!(
            "budgets filtered by the dimension {key}"
        )));
    }
    one_of("The key of a dimension", key, &MODELLED)?;
    if dimensions.values.is_empty() {
        return Err(invalid(format!("The dimension {key} needs values.")));
    }
    let odd = dimensions.match_options.iter().flatten();
    if let Some(odd) = odd.into_iter().find(|option| *option != "EQUALS") {
        return Err(Refusal::not_modelled(&format!(
            "budgets with the match option {odd:?}"
        )));
    }
    Ok(dimensions)
}
