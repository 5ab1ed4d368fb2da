//! Quotas and their values.

use serde_json::{Value, json};

use super::catalogue::{Quota, SERVICES, of};
use super::input::Input;
use super::page::page;
use super::value::applied;
use super::{allowed, allowed_on, no_such, region};
use crate::context::Context;
use crate::refusal::Refusal;

pub(super) fn services(context: &Context<'_>) -> Result<Value, Refusal> {
    allowed(context)?;
    let input = Input::of(context)?;
    let service = |(code, name): (&'static str, &'static str)| {
        let shown = move || json!({"ServiceCode": code, "ServiceName": name});
        (code, shown)
    };
    page(
        context,
        &input,
        "Services",
        "",
        SERVICES.into_iter().map(service),
    )
}

/// Without the quotas of which there is only AWS's default.
pub(super) fn list(context: &Context<'_>) -> Result<Value, Refusal> {
    allowed(context)?;
    let input = Input::of(context)?;
    let (service, code) = (input.known_service()?, input.optional_code()?);
    let resources = input.quota_applied_at_level.as_deref() == Some("RESOURCE");
    let (region, account) = (region(context), context.caller.account.as_str());
    let quotas = of(context.world, service, region, account)
        .filter(|quota| code.is_none_or(|code| quota.code == code) && !resources)
        .filter_map(|quota| {
            let value = value(context, quota)?;
            Some((&quota.code, move || shown(context, quota, value)))
        });
    let listing = format!("{service}/{}", code.unwrap_or_default());
    page(context, &input, "Quotas", &listing, quotas)
}

pub(super) fn list_defaults(context: &Context<'_>) -> Result<Value, Refusal> {
    allowed(context)?;
    let input = Input::of(context)?;
    let service = input.known_service()?;
    let (region, account) = (region(context), context.caller.account.as_str());
    let quotas = of(context.world, service, region, account)
        .map(|quota| (&quota.code, move || default(context, quota)));
    page(context, &input, "Quotas", service, quotas)
}

pub(super) fn get(context: &Context<'_>) -> Result<Value, Refusal> {
    let input = Input::of(context)?;
    allowed_on(context, input.service()?, input.code()?)?;
    let quota = input.quota(context)?;
    if input.context_id.is_some() {
        return Err(no_such(
            "The request failed because applied value for the specified context Id do not exist.",
        ));
    }
    let value = value(context, quota).ok_or_else(|| {
        no_such("The request failed because there is no applied value for the specified quota.")
    })?;
    Ok(json!({"Quota": shown(context, quota, value)}))
}

pub(super) fn get_default(context: &Context<'_>) -> Result<Value, Refusal> {
    allowed(context)?;
    let quota = Input::of(context)?.quota(context)?;
    Ok(json!({"Quota": default(context, quota)}))
}

fn value(context: &Context<'_>, quota: &Quota) -> Option<f64> {
    let place = (context.caller.account.as_str(), region(context));
    applied(context.world, context.setup, context.draw, place, quota)
}

fn default(context: &Context<'_>, quota: &Quota) -> Value {
    let mut shown = shown(context, quota, quota.default);
    // AWS's defaults are nobody's.
    shown["QuotaArn"] = arn(quota, region(context), "").into();
    shown
}

fn shown(context: &Context<'_>, quota: &Quota, value: f64) -> Value {
    let names = SERVICES.iter().find(|(code, _)| *code == quota.service);
    json!({
        "ServiceCode": quota.service,
        "ServiceName": names.map(|(_, name)| name),
        "QuotaArn": arn(quota, region(context), &context.caller.account),
        "QuotaCode": quota.code,
        "QuotaName": quota.name,
        "Value": value,
        "Unit": "None",
        "Adjustable": quota.adjustable,
        "GlobalQuota": quota.global,
        "QuotaAppliedAtLevel": "ACCOUNT",
    })
}

pub(super) fn arn(quota: &Quota, region: &str, account: &str) -> String {
    let region = if quota.global { "" } else { region };
    let (service, code) = (quota.service, &quota.code);
    format!("arn:aws:servicequotas:{region}:{account}:{service}/{code}")
}
