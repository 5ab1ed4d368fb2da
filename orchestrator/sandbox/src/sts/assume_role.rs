//! AssumeRole: the way into a member account, and into any role that trusts an AWS principal.

use std::collections::BTreeMap;
use std::time::Duration;

use bedrock_policy::Who;
use serde_json::Value;

use super::session::{self, Opening, are_session_tags, open};
use super::{role_of, validation};
use crate::authorize::{Resource, access_denied, authorize};
use crate::call::Service;
use crate::caller::role_id;
use crate::clock::Moment;
use crate::context::{Context, Keys};
use crate::draw::Draw;
use crate::refusal::Refusal;
use crate::trust::Knock;
use crate::world::{Account, AccountState, Holder, Role};

const NOT_MODELLED: [&str; 4] = [
    "Policy",
    "PolicyArns.member.1.arn",
    "SerialNumber",
    "TransitiveTagKeys.member.1",
];

pub(super) fn assume(context: &mut Context<'_>) -> Result<Value, Refusal> {
    let arn = context.text("RoleArn").to_owned();
    let name = context.text("RoleSessionName").to_owned();
    let (account, role) = role_of(&arn).ok_or_else(|| validation(format!("{arn} is invalid")))?;
    session::name(&name)?;
    let seconds = session::duration(context)?;
    let refuse = |parameter: &str| {
        Refusal::not_modelled(&format!("sts:AssumeRole of {role} with {parameter}"))
    };
    if let Some(parameter) = NOT_MODELLED
        .into_iter()
        .find(|parameter| !context.text(parameter).is_empty())
    {
        return Err(refuse(parameter));
    }
    let tags = tags(context)?;
    let source = Some(context.text("SourceIdentity")).filter(|name| !name.is_empty());
    let source_identity = source.map(ToOwned::to_owned);
    let known = context.world.identity.role(account, role).cloned();
    let needs_leave = match &known {
        Some(known) => needs_leave(context, known, &name)?,
        None => true,
    };
    if needs_leave {
        let resource = Resource::untagged(&arn);
        authorize(context, "sts:AssumeRole", &[resource], &Keys::new())?;
    }
    let mut opening = match &known {
        Some(known) => {
            let trusted = known.lets_in(&Knock {
                tags: &tags,
                source_identity: source_identity.as_deref(),
                ..knock(context, &context.caller.account, &name)
            })?;
            if !trusted {
                return Err(refused(context, &arn));
            }
            Opening::new(account, role, &known.role_id, &name)
        }
        None => {
            if !tags.is_empty() || source_identity.is_some() {
                return Err(refuse("tags or a source identity"));
            }
            if !is_open(context, account, role) {
                return Err(refused(context, &arn));
            }
            let id = role_id(context.draw, account, role);
            let opening = Opening::new(account, role, &id, &name);
            Opening {
                holder: Holder::Access,
                ..opening
            }
        }
    };
    opening.seconds = seconds;
    opening.tags = tags;
    // A source identity stays through every role that follows.
    let inherited = || context.caller.source_identity.clone();
    opening.source_identity = source_identity.or_else(inherited);
    Ok(open(context, opening).answer())
}

fn refused(context: &Context<'_>, arn: &str) -> Refusal {
    let caller = &context.caller.arn;
    let message =
        format!("User: {caller} is not authorized to perform: sts:AssumeRole on resource: {arn}");
    access_denied(Service::Sts, message)
}

/// Who is named by a role of the same account, rather than through the account, needs no policy too.
fn needs_leave(context: &Context<'_>, role: &Role, name: &str) -> Result<bool, Refusal> {
    let is_neighbour = role.account == context.caller.account;
    Ok(!is_neighbour || !role.lets_in(&knock(context, "", name))?)
}

/// By the caller, as one of an account and by its own name.
fn knock<'a>(context: &'a Context<'_>, account: &'a str, name: &str) -> Knock<'a> {
    static NO_TAGS: BTreeMap<String, String> = BTreeMap::new();
    let caller = context.caller;
    let mut keys = (*caller.keys).clone();
    let external = Some(context.text("ExternalId")).filter(|id| !id.is_empty());
    let named = [
        ("sts:RoleSessionName", Some(name)),
        ("sts:ExternalId", external),
        ("aws:PrincipalAccount", Some(caller.account.as_str())),
        (
            "aws:PrincipalOrgID",
            Some(context.world.organization_id.as_str()),
        ),
    ];
    for (key, value) in named {
        if let Some(value) = value {
            keys.insert(key.to_owned(), vec![value.to_owned()]);
        }
    }
    Knock {
        who: Who::Aws {
            account,
            arns: [&caller.arn, &caller.principal_arn],
        },
        principal_arn: &caller.principal_arn,
        action: "sts:AssumeRole",
        keys,
        tags: &NO_TAGS,
        source_identity: None,
    }
}

fn tags(context: &Context<'_>) -> Result<BTreeMap<String, String>, Refusal> {
    let mut tags = BTreeMap::new();
    for number in 1.. {
        let key = context.text(&format!("Tags.member.{number}.Key"));
        if key.is_empty() {
            break;
        }
        let value = context.text(&format!("Tags.member.{number}.Value"));
        tags.insert(key.to_owned(), value.to_owned());
    }
    if are_session_tags(&tags) {
        Ok(tags)
    } else {
        Err(validation(
            "The session tags are not valid: at most 50, of 128 and 256 letters, digits, spaces and \
             _.:/=+-@",
        ))
    }
}

/// The role of a created account trusts the management account alone.
fn is_open(context: &Context<'_>, account: &str, role: &str) -> bool {
    context.is_management()
        && context
            .world
            .accounts
            .get(account)
            .is_some_and(|account| lets_in(context.draw, account, role, context.now))
}

/// The role of a new account opens some minutes after the account is there; four of ten are open at
/// once.
fn lets_in(draw: Draw, account: &Account, role: &str, now: Moment) -> bool {
    let delay = Duration::from_secs(600).mul_f64(
        (draw.unit("role-delay", &account.email) - 0.4)
            .max(0.0)
            .powi(2)
            / 0.36,
    );
    account.state == AccountState::Active
        && account.role.as_deref() == Some(role)
        && account.joined.plus(delay) <= now
}
