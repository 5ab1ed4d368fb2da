//! Requests for more, and what became of them.

use std::time::Duration;

use serde_json::{Value, json};

use super::catalogue::{Quota, SERVICES, of};
use super::input::Input;
use super::page::page;
use super::read::arn;
use super::value::usable;
use super::{allowed, allowed_on, illegal, no_such, region};
use crate::context::Context;
use crate::refusal::Refusal;
use crate::world::{Increase, IncreaseStatus, Verdict, is_opt_in};

/// Open requests of an account, everywhere and in a Region that needs opting in.
const OPEN: usize = 20;
const OPEN_IN_OPT_IN: usize = 2;
/// How far back the list of all quotas goes.
const LATELY: Duration = Duration::from_secs(90 * 86_400);
/// A value's highest, by AWS's model.
const HIGHEST: f64 = 10_000_000_000.0;

pub(super) fn increase(context: &mut Context<'_>) -> Result<Value, Refusal> {
    let input = Input::of(context)?;
    allowed_on(context, input.service()?, input.code()?)?;
    let quota = input.quota(context)?;
    let value = input
        .desired_value
        .filter(|value| (0.0..=HIGHEST).contains(value))
        .ok_or_else(|| illegal("DesiredValue has to be from 0 to 10000000000."))?;
    if input.context_id.is_some() {
        return Err(illegal("The quota has no context."));
    }
    is_more(context, quota, value)?;
    is_room(context, quota)?;
    let (id, request) = draft(context, quota, value);
    context.world.ask_for_more(&id, request);
    let made = &context.world.quotas.requests[&id];
    Ok(json!({"RequestedQuota": shown(quota, &id, made)}))
}

/// AWS takes only what is above its own default, however little the account has.
fn is_more(context: &Context<'_>, quota: &Quota, value: f64) -> Result<(), Refusal> {
    if !quota.adjustable {
        return Err(illegal(
            "The request failed because the specified quota is not adjustable.",
        ));
    }
    let account = &context.caller.account;
    let current = match quota.global {
        true => f64::from(super::account_limit(context.world, context.setup)),
        false => usable(context.world, account, region(context), quota),
    };
    let (what, least) = if quota.default >= current {
        ("default", quota.default)
    } else {
        ("current", current)
    };
    if value > least {
        return Ok(());
    }
    Err(illegal(format!(
        "You must provide a quota value greater than the {what} quota value of {}",
        as_java(least)
    )))
}

fn is_room(context: &Context<'_>, quota: &Quota) -> Result<(), Refusal> {
    let region = region(context);
    let open: Vec<_> = own(context)
        .filter(|(_, request)| request.is_open())
        .map(|(_, request)| request)
        .collect();
    let here = || open.iter().filter(|request| request.region == region);
    if here().any(|request| request.code == quota.code) {
        return Err(Refusal::exception(
            "ResourceAlreadyExistsException",
            "Only one open service quota increase request is allowed per quota.",
        ));
    }
    if open.len() >= OPEN || is_opt_in(region) && here().count() >= OPEN_IN_OPT_IN {
        return Err(Refusal::exception(
            "QuotaExceededException",
            "You have exceeded your service quota. To perform the requested action, remove some of \
             the relevant resources, or use Service Quotas to request a service quota increase.",
        ));
    }
    Ok(())
}

fn draft(context: &mut Context<'_>, quota: &Quota, value: f64) -> (String, Increase) {
    let (draw, now) = (context.draw, context.now);
    let region = region(context).to_owned();
    let caller = context.caller;
    let serial = context.world.next_serial();
    let of = format!("{} {region} {} {serial}", caller.account, quota.code);
    let decision = context.world.quotas.decision(&quota.name);
    let days = |days: u64| Duration::from_secs(days * 86_400);
    let drawn = || draw.between(days(1), days(3), "increase", &of);
    let after = decision.after.unwrap_or_else(drawn);
    let minutes = |minutes: u64| Duration::from_secs(minutes * 60);
    let drawn = || draw.between(minutes(5), minutes(60), "case", &of);
    let case_after = decision.case_after.unwrap_or_else(drawn);
    let case = format!("17{}", draw.digits(13, "case-number", &of));
    let request = Increase {
        account: caller.account.clone(),
        region,
        service: quota.service.to_owned(),
        code: quota.code.clone(),
        value,
        status: IncreaseStatus::Pending,
        requester: json!({"accountId": caller.account, "callerArn": caller.arn}).to_string(),
        created: now,
        updated: now,
        case: None,
        case_at: (case_after < after).then(|| (now.plus(case_after), case)),
        due: (decision.verdict != Verdict::Never).then(|| now.plus(after)),
        verdict: decision.verdict,
    };
    let id = draw.hex(32, "increase-id", &of) + &draw.upper(8, "increase-id-end", &of);
    (id, request)
}

pub(super) fn get(context: &Context<'_>) -> Result<Value, Refusal> {
    allowed(context)?;
    let input = Input::of(context)?;
    let id = input.request()?;
    let found = own(context)
        .filter(|(_, request)| request.region == region(context))
        .find(|(known, _)| *known == id)
        .and_then(|(id, request)| Some(shown(quota_of(context, request)?, id, request)));
    found
        .map(|shown| json!({"RequestedQuota": shown}))
        .ok_or_else(|| no_such("The request failed because the specified request does not exist."))
}

pub(super) fn list(context: &Context<'_>) -> Result<Value, Refusal> {
    allowed(context)?;
    let input = Input::of(context)?;
    let service = match input.optional_service()? {
        Some(_) => Some(input.known_service()?),
        None => None,
    };
    history(context, &input, service, None)
}

pub(super) fn list_by_quota(context: &Context<'_>) -> Result<Value, Refusal> {
    let input = Input::of(context)?;
    allowed_on(context, input.service()?, input.code()?)?;
    let quota = input.quota(context)?;
    history(context, &input, Some(quota.service), Some(&quota.code))
}

fn history(
    context: &Context<'_>,
    input: &Input,
    service: Option<&str>,
    code: Option<&str>,
) -> Result<Value, Refusal> {
    let (region, status) = (region(context), input.status.as_deref());
    let resources = input.quota_requested_at_level.as_deref() == Some("RESOURCE");
    let requests = own(context)
        .filter(|(_, request)| request.region == region && !resources)
        .filter(|(_, request)| code.is_some() || context.now.since(request.created) <= LATELY)
        .filter(|(_, request)| service.is_none_or(|service| request.service == service))
        .filter(|(_, request)| code.is_none_or(|code| request.code == code))
        .filter(|(_, request)| status.is_none_or(|status| request.status.name() == status))
        .filter_map(|(id, request)| {
            let quota = quota_of(context, request)?;
            Some((id, move || shown(quota, id, request)))
        });
    let (service, code) = (service.unwrap_or_default(), code.unwrap_or_default());
    let listing = format!("{service}/{code}/{}", status.unwrap_or_default());
    page(context, input, "RequestedQuotas", &listing, requests)
}

/// The account's, in every Region.
fn own<'a>(context: &'a Context<'_>) -> impl Iterator<Item = (&'a String, &'a Increase)> {
    let account = &context.caller.account;
    let requests = context.world.quotas.requests.iter();
    requests.filter(move |(_, request)| request.account == *account)
}

fn quota_of(context: &Context<'_>, request: &Increase) -> Option<&'static Quota> {
    let (region, account) = (&request.region, &request.account);
    of(context.world, &request.service, region, account).find(|quota| quota.code == request.code)
}

fn shown(quota: &Quota, id: &str, request: &Increase) -> Value {
    let names = SERVICES.iter().find(|(code, _)| *code == quota.service);
    let mut shown = json!({
        "Id": id,
        "ServiceCode": quota.service,
        "ServiceName": names.map(|(_, name)| name),
        "QuotaCode": quota.code,
        "QuotaName": quota.name,
        "DesiredValue": request.value,
        "Status": request.status.name(),
        "Created": request.created.seconds(),
        "LastUpdated": request.updated.seconds(),
        "Requester": request.requester,
        "QuotaArn": arn(quota, &request.region, &request.account),
        "GlobalQuota": quota.global,
        "Unit": "None",
        "QuotaRequestedAtLevel": "ACCOUNT",
    });
    if let Some(case) = &request.case {
        shown["CaseId"] = case.as_str().into();
    }
    shown
}

/// `10000.0` and `3.0E7`, as AWS writes a number into a sentence.
fn as_java(value: f64) -> String {
    if value < 1e7 {
        return format!("{value:?}");
    }
    let text = format!("{value:E}");
    match text.split_once('E') {
        Some((digits, power)) if !digits.contains('.') => format!("{digits}.0E{power}"),
        _ => text,
    }
}
