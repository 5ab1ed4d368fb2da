//! Which AWS services may work in the whole organization.

use serde_json::Value;
use winterbaume_organizations::model;

use super::check;
use super::page::Page;
use crate::context::{Context, nothing, output};
use crate::refusal::Refusal;

fn principal(name: &str) -> Result<(), Refusal> {
    check::required("ServicePrincipal", name)?;
    check::length("ServicePrincipal", name, 1, 128)?;
    if name.ends_with(".amazonaws.com") || name.ends_with(".aws.internal") {
        Ok(())
    } else {
        Err(Refusal::invalid(
            "UNRECOGNIZED_SERVICE_PRINCIPAL",
            "You specified a service principal that isn't recognized.",
        ))
    }
}

pub(super) fn enable(context: &mut Context<'_>) -> Result<Value, Refusal> {
    let input: model::EnableAWSServiceAccessRequest = context.input()?;
    principal(&input.service_principal)?;
    let now = context.now;
    // Once more is no error, and does not change since when.
    context
        .world
        .trusted
        .entry(input.service_principal)
        .or_insert(now);
    Ok(nothing())
}

pub(super) fn disable(context: &mut Context<'_>) -> Result<Value, Refusal> {
    let input: model::DisableAWSServiceAccessRequest = context.input()?;
    principal(&input.service_principal)?;
    context.world.trusted.remove(&input.service_principal);
    Ok(nothing())
}

pub(super) fn list(context: &mut Context<'_>) -> Result<Value, Refusal> {
    let input: model::ListAWSServiceAccessForOrganizationRequest = context.input()?;
    let page = Page::open(context, "", input.next_token.as_deref(), input.max_results)?;
    let (services, next_token) = page.take(
        context
            .world
            .trusted
            .range::<str, _>(page.bounds())
            .map(|(service, since)| {
                let enabled = model::EnabledServicePrincipal {
                    date_enabled: Some(since.seconds()),
                    service_principal: Some(service.clone()),
                };
                (service.as_str(), enabled)
            }),
    );
    output(model::ListAWSServiceAccessForOrganizationResponse {
        enabled_service_principals: Some(services),
        next_token,
    })
}
