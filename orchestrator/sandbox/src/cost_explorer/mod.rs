//! Cost Explorer: what was spent, by account, service and person.

mod calendar;
mod filter;
mod forecast;
mod group;
mod input;
mod lines;
mod page;
mod usage;

use serde_json::Value;

use crate::authorize::authorize;
use crate::context::{Context, Keys};
use crate::refusal::Refusal;

/// The one endpoint there is.
const HOME: &str = "us-east-1";

pub(crate) fn answer(context: &mut Context<'_>) -> Result<Value, Refusal> {
    let name = context.call.operation.as_str();
    let answer = match name {
        "GetCostAndUsage" => usage::get_cost_and_usage,
        "GetCostForecast" => forecast::get_cost_forecast,
        other => return Err(Refusal::not_modelled(&format!("ce:{other}"))),
    };
    if context.call.region.as_deref().unwrap_or(HOME) != HOME {
        return Err(Refusal::exception(
            "InvalidSignatureException",
            format!("Credential should be scoped to a valid region, not to another than {HOME}."),
        ));
    }
    authorize(context, &format!("ce:{name}"), &[], &Keys::new())?;
    answer(context)
}

fn invalid(message: impl Into<String>) -> Refusal {
    Refusal::exception("ValidationException", message)
}
