//! Service Quotas: what an account may use, and how it asks for more.
//!
//! [`models`] and [`catalogue`] say which quotas there are, [`value`] what an account has of each.

mod catalogue;
mod input;
mod measure;
mod models;
mod page;
mod read;
mod request;
mod value;

use serde_json::Value;

use crate::authorize::{Resource, authorize};
use crate::context::{Context, Keys};
use crate::refusal::Refusal;

pub(crate) use catalogue::{Quota, find, limits, name_of_quota};
pub(crate) use measure::{Counts, Scope};
pub use models::burndown;
pub(crate) use models::model;
pub(crate) use value::{account_limit, usable};

pub(crate) fn answer(context: &mut Context<'_>) -> Result<Value, Refusal> {
    match context.call.operation.as_str() {
        "ListServices" => read::services(context),
        "ListServiceQuotas" => read::list(context),
        "ListAWSDefaultServiceQuotas" => read::list_defaults(context),
        "GetServiceQuota" => read::get(context),
        "GetAWSDefaultServiceQuota" => read::get_default(context),
        "RequestServiceQuotaIncrease" => request::increase(context),
        "GetRequestedServiceQuotaChange" => request::get(context),
        "ListRequestedServiceQuotaChangeHistory" => request::list(context),
        "ListRequestedServiceQuotaChangeHistoryByQuota" => request::list_by_quota(context),
        other => Err(Refusal::not_modelled(&format!("servicequotas:{other}"))),
    }
}

fn region<'a>(context: &'a Context<'_>) -> &'a str {
    context.call.region.as_deref().unwrap_or("us-east-1")
}

/// May the caller do what the call is named after, on no resource of its own?
fn allowed(context: &Context<'_>) -> Result<(), Refusal> {
    let action = format!("servicequotas:{}", context.call.operation);
    authorize(context, &action, &[], &Keys::new())
}

/// The same on one quota.
fn allowed_on(context: &Context<'_>, service: &str, code: &str) -> Result<(), Refusal> {
    let (region, owner) = (region(context), &context.caller.account);
    let quota = format!("arn:aws:servicequotas:{region}:{owner}:{service}/{code}");
    let keys = Keys::from([("servicequotas:service".into(), vec![service.to_owned()])]);
    let action = format!("servicequotas:{}", context.call.operation);
    authorize(context, &action, &[Resource::untagged(quota)], &keys)
}

fn illegal(message: impl Into<String>) -> Refusal {
    Refusal::exception("IllegalArgumentException", message)
}

fn no_such(message: &str) -> Refusal {
    Refusal::exception("NoSuchResourceException", message)
}

const NO_SERVICE: &str = "The request failed because the specified service does not exist.";
const NO_QUOTA: &str = "The request failed because the specified quota does not exist.";
