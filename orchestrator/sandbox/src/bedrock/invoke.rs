//! InvokeModel and Converse: who may, by every ARN that the call touches, and what it costs.

use serde_json::{Value, json};

use super::access::{NO_FORM, form, start_agreement};
use super::target::{self, Profile, Target, model_arn};
use super::throttle::admit;
use super::tokens::Tokens;
use super::{not_found, region, validation};
use crate::authorize::{Resource, authorize};
use crate::context::{Context, Keys};
use crate::refusal::Refusal;
use crate::spending::{billed_as, cost};
use crate::world::Spent;

const ACTION: &str = "bedrock:InvokeModel";
pub(super) const ANSWER: &str = "Hello from the sandbox.";

/// With a body as Anthropic's Messages API has it.
pub(super) fn invoke(context: &mut Context<'_>) -> Result<Value, Refusal> {
    let profile = admitted(context)?;
    let input = &context.call.input;
    for field in ["anthropic_version", "max_tokens", "messages"] {
        if input.get(field).is_none() {
            return Err(validation(format!("{field}: Field required")));
        }
    }
    let tokens = admit(context, &profile)?;
    spend(context, &profile, &tokens);
    Ok(json!({
        "id": format!("msg_bdrk_{}", context.draw.lower(24, "message", &context.number.to_string())),
        "type": "message",
        "role": "assistant",
        "model": profile.model,
        "content": [{"type": "text", "text": ANSWER}],
        "stop_reason": "end_turn",
        "stop_sequence": null,
        "usage": {
            "input_tokens": tokens.input,
            "cache_creation_input_tokens": tokens.cache_write,
            "cache_read_input_tokens": tokens.cache_read,
            "output_tokens": tokens.output,
        },
    }))
}

pub(super) fn converse(context: &mut Context<'_>) -> Result<Value, Refusal> {
    let profile = admitted(context)?;
    if context.call.input.get("messages").is_none() {
        return Err(validation("messages: Field required"));
    }
    let tokens = admit(context, &profile)?;
    spend(context, &profile, &tokens);
    let all = tokens.input + tokens.cache_read + tokens.cache_write + tokens.output;
    Ok(json!({
        "output": {"message": {"role": "assistant", "content": [{"text": ANSWER}]}},
        "stopReason": "end_turn",
        "usage": {
            "inputTokens": tokens.input,
            "outputTokens": tokens.output,
            "totalTokens": all,
            "cacheReadInputTokens": tokens.cache_read,
            "cacheWriteInputTokens": tokens.cache_write,
        },
        "metrics": {"latencyMs": 100},
    }))
}

/// The profile that is called, if the caller may and the account has the model.
fn admitted(context: &mut Context<'_>) -> Result<Profile, Refusal> {
    let named = context.text("modelId").to_owned();
    let source = region(context).to_owned();
    let profile = match target::of(context, &named)? {
        Target::Profile(profile) => profile,
        Target::Model(model) => {
            let resource = Resource::untagged(model_arn(&source, &model));
            authorize(context, ACTION, &[resource], &Keys::new())?;
            return Err(validation(format!(
                "Invocation of model ID {named} with on-demand throughput isn't supported. Retry your \
                 request with the ID or ARN of an inference profile that contains this model."
            )));
        }
    };
    authorize_all(context, &profile, &source)?;
    if !context.world.bedrock.has_model(&source, &profile.model) {
        return Err(validation("The provided model identifier is invalid."));
    }
    if form(context).is_none() {
        return Err(not_found(NO_FORM));
    }
    subscribe(context, &profile.model)?;
    Ok(profile)
}

/// Every destination has to be admitted, for the call may end up in any.
fn authorize_all(context: &Context<'_>, profile: &Profile, source: &str) -> Result<(), Refusal> {
    let itself = Resource::untagged(&profile.arn);
    authorize(context, ACTION, &[itself], &Keys::new())?;
    for destination in profile.destinations(source) {
        let region = match destination {
            "" => "unspecified",
            region => region,
        };
        let keys = Keys::from([
            (
                "bedrock:InferenceProfileArn".to_owned(),
                vec![profile.arn.clone()],
            ),
            ("aws:RequestedRegion".to_owned(), vec![region.to_owned()]),
        ]);
        let model = Resource::untagged(model_arn(destination, &profile.model));
        authorize(context, ACTION, &[model], &keys)?;
    }
    Ok(())
}

/// Whoever calls a model first subscribes the account to it, and must be allowed to.
fn subscribe(context: &mut Context<'_>, model: &str) -> Result<(), Refusal> {
    let account = &context.caller.account;
    if context.world.bedrock.agreement(account, model).is_some() {
        return Ok(());
    }
    let bedrock = vec!["bedrock.amazonaws.com".to_owned()];
    let keys = Keys::from([
        ("aws:CalledViaLast".to_owned(), bedrock.clone()),
        ("aws:CalledViaFirst".to_owned(), bedrock.clone()),
        ("aws:CalledVia".to_owned(), bedrock),
    ]);
    for action in [
        "aws-marketplace:ViewSubscriptions",
        "aws-marketplace:Subscribe",
    ] {
        authorize(context, action, &[], &keys).map_err(|refusal| {
            if refusal.code == "NotImplementedInSandbox" {
                return refusal;
            }
            Refusal::new(
                403,
                "AccessDeniedException",
                "Model access is denied due to IAM user or service role is not authorized to perform \
                 the required AWS Marketplace actions (aws-marketplace:ViewSubscriptions, \
                 aws-marketplace:Subscribe) to enable access to this model.",
            )
        })?;
    }
    start_agreement(context, model);
    Ok(())
}

/// Counts the call.
fn spend(context: &mut Context<'_>, profile: &Profile, tokens: &Tokens) {
    let spent = (tokens.input, tokens.output);
    let region = region(context).to_owned();
    let account = &context.caller.account;
    context
        .world
        .bedrock
        .count(account, &region, &profile.id, spent);
    let person = context.caller.keys.get("aws:PrincipalTag/email");
    let person = person.and_then(|values| values.first());
    let spending = Spent {
        account,
        day: &context.now.day(),
        service: &billed_as(&profile.model),
        person: person.map_or("", String::as_str),
        micros: cost(&profile.model, spent),
    };
    context.world.spend(&spending, context.now);
}
