//! CloudFormation, as far as its access to the organization goes.

use serde_json::{Value, json};

use crate::authorize::authorize;
use crate::context::{Context, Keys, nothing};
use crate::refusal::Refusal;
use crate::world::{STACKSETS, StackSetsAccess};

pub(crate) fn answer(context: &mut Context<'_>) -> Result<Value, Refusal> {
    let name = context.call.operation.as_str();
    let operation: fn(&mut Context<'_>) -> Result<Value, Refusal> = match name {
        "ActivateOrganizationsAccess" => activate,
        "DeactivateOrganizationsAccess" => deactivate,
        "DescribeOrganizationsAccess" => describe,
        other => return Err(Refusal::not_modelled(&format!("cloudformation:{other}"))),
    };
    authorize(
        context,
        &format!("cloudformation:{name}"),
        &[],
        &Keys::new(),
    )?;
    if context.is_management() {
        operation(context)
    } else {
        Err(Refusal::new(
            400,
            "InvalidOperationException",
            "You must be the management account or delegated admin account of an organization.",
        ))
    }
}

/// CloudFormation switches on its own side and Organizations' side, in the caller's name.
fn activate(context: &mut Context<'_>) -> Result<Value, Refusal> {
    let keys = Keys::from([(
        "organizations:ServicePrincipal".into(),
        vec![STACKSETS.into()],
    )]);
    authorize(context, "organizations:EnableAWSServiceAccess", &[], &keys)?;
    if context.world.stacksets == StackSetsAccess::DisabledPermanently {
        return Err(Refusal::new(
            400,
            "InvalidOperationException",
            "Organizations access is disabled permanently.",
        ));
    }
    let now = context.now;
    context.world.stacksets = StackSetsAccess::Enabled;
    context.world.trusted.entry(STACKSETS.into()).or_insert(now);
    Ok(nothing())
}

fn deactivate(context: &mut Context<'_>) -> Result<Value, Refusal> {
    let keys = Keys::from([(
        "organizations:ServicePrincipal".into(),
        vec![STACKSETS.into()],
    )]);
    authorize(context, "organizations:DisableAWSServiceAccess", &[], &keys)?;
    context.world.stacksets = StackSetsAccess::Disabled;
    context.world.trusted.remove(STACKSETS);
    Ok(nothing())
}

fn describe(context: &mut Context<'_>) -> Result<Value, Refusal> {
    if context.text("CallAs") == "DELEGATED_ADMIN" {
        return Err(Refusal::not_modelled("delegated administrators"));
    }
    Ok(json!({"Status": context.world.stacksets.name()}))
}
