//! The way to a model: Anthropic's use-case form, the agreement about the model, and whether all is
//! ready.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::{allowed, is_model, not_found, region, validation};
use crate::context::{Context, nothing};
use crate::refusal::Refusal;

pub(super) const NO_FORM: &str = "Model use case details have not been submitted for this account. \
     Fill out the Anthropic use case details form before using the model. If you have already filled \
     out the form, try again in 15 minutes.";

pub(super) fn put_use_case(context: &mut Context<'_>) -> Result<Value, Refusal> {
    allowed(context, &[])?;
    let form = context.text("formData").to_owned();
    let length = STANDARD.decode(&form).map_or(0, |bytes| bytes.len());
    if !(10..=16_384).contains(&length) {
        return Err(validation("formData has to be from 10 to 16384 bytes"));
    }
    let region = region(context).to_owned();
    let account = &context.caller.account;
    context.world.bedrock.put_form(account, &region, form);
    Ok(nothing())
}

pub(super) fn get_use_case(context: &mut Context<'_>) -> Result<Value, Refusal> {
    allowed(context, &[])?;
    match form(context) {
        Some(form) => Ok(json!({"formData": form})),
        None => Err(not_found("The use case form was not found.")),
    }
}

pub(super) fn form<'a>(context: &'a Context<'_>) -> Option<&'a String> {
    let world = &context.world;
    let account = &context.caller.account;
    world
        .bedrock
        .form(account, &world.management, region(context))
}

/// The model of the request, if this Region knows it.
fn model(context: &Context<'_>) -> Result<String, Refusal> {
    let id = context.text("modelId");
    if !is_model(id) {
        return Err(not_found("The provided model identifier was not found."));
    }
    Ok(id.to_owned())
}

fn offer_token(context: &Context<'_>, model: &str) -> String {
    let of = format!("{} {model}", context.caller.account);
    context.draw.hex(64, "offer", &of)
}

pub(super) fn list_offers(context: &mut Context<'_>) -> Result<Value, Refusal> {
    allowed(context, &[])?;
    let model = model(context)?;
    let price = |dimension: &str, price: &str| {
        json!({
            "dimension": dimension,
            "price": price,
            "description": format!("per million {dimension} tokens"),
            "unit": "1M tokens",
        })
    };
    let offer = json!({
        "offerId": format!("offer-{}", context.draw.lower(13, "offer-id", &model)),
        "offerToken": offer_token(context, &model),
        "termDetails": {
            "usageBasedPricingTerm": {"rateCard": [price("input", "3"), price("output", "15")]},
            "legalTerm": {"url": "https://sandbox.example/eula"},
            "supportTerm": {"refundPolicyDescription": "No refunds."},
        },
    });
    Ok(json!({"modelId": model, "offers": [offer]}))
}

pub(super) fn create_agreement(context: &mut Context<'_>) -> Result<Value, Refusal> {
    allowed(context, &[])?;
    let model = model(context)?;
    if context.text("offerToken") != offer_token(context, &model) {
        return Err(validation("The offer token is not valid for this model."));
    }
    if form(context).is_none() {
        return Err(validation(NO_FORM));
    }
    let account = &context.caller.account;
    if context.world.bedrock.agreement(account, &model).is_some() {
        return Err(Refusal::new(
            400,
            "ConflictException",
            "An agreement for this model exists already.",
        ));
    }
    start_agreement(context, &model);
    Ok(json!({"modelId": model}))
}

/// AWS Marketplace takes some minutes.
pub(super) fn start_agreement(context: &mut Context<'_>, model: &str) {
    let account = &context.caller.account;
    let (low, high) = (Duration::from_secs(60), Duration::from_secs(300));
    let of = format!("{account} {model}");
    let takes = context.draw.between(low, high, "agreement", &of);
    let ready = context.now.plus(takes);
    context.world.bedrock.agree(account, model, ready);
}

pub(super) fn availability(context: &mut Context<'_>) -> Result<Value, Refusal> {
    allowed(context, &[])?;
    let model = model(context)?;
    let bedrock = &context.world.bedrock;
    let agreement = match bedrock.agreement(&context.caller.account, &model) {
        _ if form(context).is_none() => "NOT_AVAILABLE",
        None => "NOT_AVAILABLE",
        Some(ready) if ready > context.now => "PENDING",
        Some(_) => "AVAILABLE",
    };
    let available = |is: bool| if is { "AVAILABLE" } else { "NOT_AVAILABLE" };
    let is_here = bedrock.has_model(region(context), &model);
    Ok(json!({
        "modelId": model,
        "agreementAvailability": {"status": agreement},
        "authorizationStatus": "AUTHORIZED",
        "entitlementAvailability": available(agreement == "AVAILABLE"),
        "regionAvailability": available(is_here),
    }))
}
