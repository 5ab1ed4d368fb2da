//! Whether the caller may: identity policies, and the service control policies above a member account.

use bedrock_policy::{Document, EvaluationError, Request, Verdict, decide_identity, decide_scps};

use crate::call::Service;
use crate::context::{Context, Keys};
use crate::refusal::Refusal;
use crate::world::World;

/// What a call is about.
#[derive(Debug, Clone)]
pub(crate) struct Resource {
    pub(crate) arn: String,
    /// Its tags, as context keys.
    pub(crate) keys: Keys,
}

impl Resource {
    pub(crate) fn untagged(arn: impl Into<String>) -> Self {
        Self {
            arn: arn.into(),
            keys: Keys::new(),
        }
    }
}

/// Refuses unless the caller may do the action on every one of the resources; an action without any
/// asks about `*`.
pub(crate) fn authorize(
    context: &Context<'_>,
    action: &str,
    resources: &[Resource],
    keys: &Keys,
) -> Result<(), Refusal> {
    let any = [Resource::untagged("*")];
    let resources = if resources.is_empty() {
        &any
    } else {
        resources
    };
    for resource in resources {
        let request = request(context, action, resource, keys);
        let verdict =
            decide_identity(&context.caller.policies, &request).map_err(|cause| unsure(&cause))?;
        let why = match verdict {
            Verdict::Allowed { .. } => None,
            Verdict::Denied { .. } => {
                Some("with an explicit deny in an identity-based policy".to_owned())
            }
            Verdict::NotAllowed => Some(format!(
                "because no identity-based policy allows the {action} action"
            )),
        };
        let why = match why {
            None => scps_deny(context, &request)?,
            why => why,
        };
        if let Some(why) = why {
            return Err(denied(context, action, &resource.arn, &why));
        }
    }
    Ok(())
}

/// Service control policies bind everyone but the management account.
fn scps_deny(context: &Context<'_>, request: &Request) -> Result<Option<String>, Refusal> {
    let world = &context.world;
    if context.is_management() || !world.has_service_control_policies() {
        return Ok(None);
    }
    let levels = scp_levels(world, &context.caller.account);
    Ok(
        match decide_scps(&levels, request).map_err(|cause| unsure(&cause))? {
            Verdict::Allowed { .. } => None,
            Verdict::Denied { .. } => {
                Some("with an explicit deny in a service control policy".to_owned())
            }
            Verdict::NotAllowed => Some(format!(
                "because no service control policy allows the {} action",
                request.action
            )),
        },
    )
}

/// The service control policies that bind an account, from the root's down to its own.
pub(crate) fn scp_levels(world: &World, account: &str) -> Vec<Vec<Document>> {
    let level = |id: &&str| -> Vec<Document> {
        world
            .attachments
            .get(*id)
            .into_iter()
            .flatten()
            .filter_map(|policy| world.policies.get(policy))
            .filter_map(|policy| Document::parse(&policy.content).ok())
            .collect()
    };
    world.lineage(account).iter().map(level).collect()
}

fn request(context: &Context<'_>, action: &str, resource: &Resource, keys: &Keys) -> Request {
    let region = context.call.region.as_deref();
    let mut request = Request::new(&context.caller.principal_arn, action, &resource.arn)
        .with("aws:PrincipalAccount", &context.caller.account)
        .with("aws:PrincipalOrgID", &context.world.organization_id)
        .with("aws:RequestedRegion", region.unwrap_or("us-east-1"));
    let all = context.caller.keys.iter().chain(keys).chain(&resource.keys);
    request
        .context
        .extend(all.map(|(key, values)| (key.clone(), values.clone())));
    request
}

/// A policy that cannot be judged is not guessed at.
fn unsure(cause: &EvaluationError) -> Refusal {
    Refusal::not_modelled(&format!("a policy of the caller: {cause}"))
}

/// As if no policy of the caller allowed it.
pub(crate) fn denied_by_fault(context: &Context<'_>) -> Refusal {
    let action = context.call.name().replace('.', ":");
    let why = format!("because no identity-based policy allows the {action} action");
    denied(context, &action, "*", &why)
}

fn denied(context: &Context<'_>, action: &str, resource: &str, why: &str) -> Refusal {
    let message = format!(
        "User: {} is not authorized to perform: {action} on resource: {resource} {why}",
        context.caller.arn
    );
    access_denied(context.call.service, message)
}

pub(crate) fn access_denied(service: Service, message: impl Into<String>) -> Refusal {
    match service {
        Service::Organizations
        | Service::Quotas
        | Service::CognitoIdentity
        | Service::Budgets
        | Service::CostExplorer => Refusal::exception("AccessDeniedException", message),
        Service::Account | Service::Bedrock => Refusal::new(403, "AccessDeniedException", message),
        Service::Sts | Service::CloudFormation | Service::Iam | Service::S3 => {
            Refusal::new(403, "AccessDenied", message)
        }
    }
}
