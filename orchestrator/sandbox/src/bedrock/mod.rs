//! Amazon Bedrock: access to models, invocation logging, inference profiles, and invocations.

mod access;
mod geography;
mod invoke;
mod logging;
mod profiles;
mod target;
mod throttle;
mod tokens;

use serde_json::Value;

pub(crate) use geography::{has_geographic_profiles, has_global_profiles};
pub use tokens::TOKENS_PER_SECOND;
pub(crate) use tokens::thinking;

use crate::authorize::{Resource, authorize};
use crate::context::{Context, Keys};
use crate::refusal::Refusal;

pub(crate) fn answer(context: &mut Context<'_>) -> Result<Value, Refusal> {
    let operation: fn(&mut Context<'_>) -> Result<Value, Refusal> =
        match context.call.operation.as_str() {
            "GetModelInvocationLoggingConfiguration" => logging::get,
            "PutModelInvocationLoggingConfiguration" => logging::put,
            "DeleteModelInvocationLoggingConfiguration" => logging::delete,
            "PutUseCaseForModelAccess" => access::put_use_case,
            "GetUseCaseForModelAccess" => access::get_use_case,
            "ListFoundationModelAgreementOffers" => access::list_offers,
            "CreateFoundationModelAgreement" => access::create_agreement,
            "GetFoundationModelAvailability" => access::availability,
            "GetInferenceProfile" => profiles::get,
            "ListInferenceProfiles" => profiles::list,
            "InvokeModel" => invoke::invoke,
            "Converse" => invoke::converse,
            other => return Err(Refusal::not_modelled(&format!("bedrock:{other}"))),
        };
    operation(context)
}

/// May the caller do what the call is named after?
fn allowed(context: &Context<'_>, resources: &[Resource]) -> Result<(), Refusal> {
    let action = format!("bedrock:{}", context.call.operation);
    authorize(context, &action, resources, &Keys::new())
}

fn region<'a>(context: &'a Context<'_>) -> &'a str {
    context.call.region.as_deref().unwrap_or("us-east-1")
}

fn validation(message: impl Into<String>) -> Refusal {
    Refusal::new(400, "ValidationException", message)
}

fn not_found(message: impl Into<String>) -> Refusal {
    Refusal::new(404, "ResourceNotFoundException", message)
}

/// Only Anthropic's models are sold here; which there are is not a fact to be built in, so any name
/// of theirs exists unless a Region withholds it.
fn is_model(id: &str) -> bool {
    let allowed =
        |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-:.".contains(&byte);
    id.len() <= 140
        && id
            .strip_prefix("anthropic.claude-")
            .is_some_and(|rest| !rest.is_empty() && rest.bytes().all(allowed))
}
