//! AWS Organizations.

mod accounts;
mod attachments;
mod check;
mod closing;
mod creation;
mod lists;
mod page;
mod policies;
mod policy_types;
mod resource;
mod shape;
mod tags;
mod trusted;
mod units;

use serde_json::Value;

use crate::authorize::{access_denied, authorize};
use crate::call::Service;
use crate::context::Context;
use crate::refusal::Refusal;

pub(crate) use attachments::{attach_policy, detach_policy};
pub(crate) use creation::creation_time;

type Operation = fn(&mut Context<'_>) -> Result<Value, Refusal>;

fn operation(name: &str) -> Option<Operation> {
    Some(match name {
        "DescribeOrganization" => accounts::describe_organization,
        "DescribeAccount" => accounts::describe,
        "ListAccounts" => accounts::list,
        "ListAccountsForParent" => accounts::list_for_parent,
        "MoveAccount" => accounts::move_account,
        "CloseAccount" => closing::close,
        "CreateAccount" => creation::create,
        "DescribeCreateAccountStatus" => creation::describe_status,
        "ListCreateAccountStatus" => creation::list_status,
        "ListRoots" => lists::roots,
        "ListParents" => lists::parents,
        "ListChildren" => lists::children,
        "CreateOrganizationalUnit" => units::create,
        "UpdateOrganizationalUnit" => units::update,
        "DeleteOrganizationalUnit" => units::delete,
        "DescribeOrganizationalUnit" => units::describe,
        "ListOrganizationalUnitsForParent" => units::list_for_parent,
        "CreatePolicy" => policies::create,
        "UpdatePolicy" => policies::update,
        "DeletePolicy" => policies::delete,
        "DescribePolicy" => policies::describe,
        "ListPolicies" => policies::list,
        "AttachPolicy" => attachments::attach,
        "DetachPolicy" => attachments::detach,
        "ListPoliciesForTarget" => attachments::list_for_target,
        "ListTargetsForPolicy" => attachments::list_for_policy,
        "EnablePolicyType" => policy_types::enable,
        "DisablePolicyType" => policy_types::disable,
        "TagResource" => tags::tag,
        "UntagResource" => tags::untag,
        "ListTagsForResource" => tags::list,
        "EnableAWSServiceAccess" => trusted::enable,
        "DisableAWSServiceAccess" => trusted::disable,
        "ListAWSServiceAccessForOrganization" => trusted::list,
        _ => return None,
    })
}

pub(crate) fn answer(context: &mut Context<'_>) -> Result<Value, Refusal> {
    let name = context.call.operation.as_str();
    let Some(operation) = operation(name) else {
        return Err(Refusal::not_modelled(&format!("organizations:{name}")));
    };
    let (resources, keys) = resource::of(context);
    authorize(context, &format!("organizations:{name}"), &resources, &keys)?;
    // Whoever may tag at creation must be allowed to tag.
    if keys.contains_key("aws:TagKeys") && name.starts_with("Create") {
        let created = resource::created(context);
        authorize(context, "organizations:TagResource", &created, &keys)?;
    }
    // The one operation that a member account may call.
    if !context.is_management() && name != "DescribeOrganization" {
        return Err(access_denied(
            Service::Organizations,
            "You don't have permissions to access this resource.",
        ));
    }
    operation(context)
}
