//! What a set's instances say of themselves.

use std::ops::Bound;

use serde_json::{Value, json};

use super::deploy::missing;
use super::named;
use crate::cloudformation::input::{Input, validation};
use crate::cloudformation::page::Page;
use crate::cloudformation::stack::{pairs, shape_time as time};
use crate::context::Context;
use crate::refusal::Refusal;
use crate::world::{Instance, Spot, StackSet};

fn shape(set: &StackSet, spot: &Spot, instance: &Instance) -> Value {
    json!({
        "StackSetId": set.id,
        "Region": spot.region(),
        "Account": spot.account(),
        "StackId": instance.stack,
        "Status": instance.status.name(),
        "StatusReason": instance.reason,
        "StackInstanceStatus": {"DetailedStatus": instance.detail.name()},
        "OrganizationalUnitId": instance.unit,
        "DriftStatus": drift(instance),
        "LastDriftCheckTimestamp": time(instance.drift_checked),
        "LastOperationId": instance.last_operation,
    })
}

fn drift(instance: &Instance) -> &'static str {
    match instance.drifted {
        None => "NOT_CHECKED",
        Some(false) => "IN_SYNC",
        Some(true) => "DRIFTED",
    }
}

pub(super) fn describe(context: &mut Context<'_>, input: &Input) -> Result<Value, Refusal> {
    let set = named(context, input)?;
    let account = input.required("StackInstanceAccount")?;
    let region = input.required("StackInstanceRegion")?;
    let spot = Spot::new(account, region);
    let Some(instance) = set.instances.get(&spot) else {
        return Err(missing(account, region));
    };
    let mut shown = shape(set, &spot, instance);
    shown["ParameterOverrides"] = pairs(&instance.overrides, "ParameterKey", "ParameterValue");
    Ok(json!({"StackInstance": shown}))
}

pub(super) fn list(context: &mut Context<'_>, input: &Input) -> Result<Value, Refusal> {
    let set = named(context, input)?;
    let account = input.text("StackInstanceAccount");
    let region = input.text("StackInstanceRegion");
    let mut filters = Vec::new();
    for filter in input.items("Filters") {
        let text = |name: &str| filter.get(name).and_then(Value::as_str).unwrap_or_default();
        let known = ["DETAILED_STATUS", "LAST_OPERATION_ID", "DRIFT_STATUS"];
        if !known.contains(&text("Name")) {
            return Err(validation(format!("{} is not a filter", text("Name"))));
        }
        filters.push((text("Name"), text("Values")));
    }
    let listing = format!("instances {} {account} {region} {filters:?}", set.id);
    let page = Page::open(input, &listing)?;
    let is_asked = |spot: &Spot, instance: &Instance| {
        let own = |name: &str| match name {
            "DETAILED_STATUS" => instance.detail.name(),
            "LAST_OPERATION_ID" => instance.last_operation.as_str(),
            _ => drift(instance),
        };
        (region.is_empty() || spot.region() == region)
            && filters
                .iter()
                .all(|(name, values)| values.split(',').any(|value| value == own(name)))
    };
    // Of a thousand accounts only the one that is asked for is looked at.
    let prefix = if account.is_empty() {
        String::new()
    } else {
        format!("{account}/")
    };
    let from = page.after().max(prefix.as_str()).to_owned();
    let (summaries, token) = page.take(
        set.instances
            .range::<str, _>((Bound::Included(from.as_str()), Bound::Unbounded))
            .take_while(|(spot, _)| spot.as_str().starts_with(&prefix))
            .filter(|(spot, instance)| is_asked(spot, instance))
            .map(|(spot, instance)| (spot.as_str().to_owned(), shape(set, spot, instance))),
    );
    Ok(json!({"Summaries": summaries, "NextToken": token}))
}
