//! Account Management: an account's name.

use serde_json::{Value, json};

use crate::authorize::{Resource, access_denied, authorize};
use crate::call::Service;
use crate::context::{Context, Keys, nothing};
use crate::refusal::Refusal;
use crate::world::AccountState;

const TRUSTED: &str = "account.amazonaws.com";

pub(crate) fn answer(context: &mut Context<'_>) -> Result<Value, Refusal> {
    let name = context.call.operation.as_str();
    let operation: fn(&mut Context<'_>, &str) -> Result<Value, Refusal> = match name {
        "PutAccountName" => put_name,
        "GetAccountInformation" => information,
        other => return Err(Refusal::not_modelled(&format!("account:{other}"))),
    };
    let target = target(context, name)?;
    operation(context, &target)
}

fn validation(message: impl Into<String>) -> Refusal {
    Refusal::new(400, "ValidationException", message)
}

/// The caller's own account, or a member of the organization whose management account lets Account
/// Management in.
fn target(context: &Context<'_>, name: &str) -> Result<String, Refusal> {
    let asked = context.text("AccountId");
    let own = asked.is_empty();
    let id = if own { &context.caller.account } else { asked };
    let world = &context.world;
    let (management, organization) = (&world.management, &world.organization_id);
    let resource = if own {
        format!("arn:aws:account::{id}:account")
    } else {
        format!("arn:aws:account::{management}:account/{organization}/{id}")
    };
    authorize(
        context,
        &format!("account:{name}"),
        &[Resource::untagged(resource)],
        &Keys::new(),
    )?;
    if own {
        return Ok(id.to_owned());
    }
    if id == context.caller.account {
        return Err(validation(
            "The management account can't specify its own AccountId; call the operation without it.",
        ));
    }
    let may_reach = context.is_management()
        && world.trusted.contains_key(TRUSTED)
        && world.accounts.contains_key(id);
    if may_reach {
        Ok(id.to_owned())
    } else {
        Err(access_denied(
            Service::Account,
            format!(
                "User: {} is not authorized to perform: account:{name}. The account must belong to \
                 an organization with trusted access for {TRUSTED}, and the caller to its \
                 management account.",
                context.caller.arn
            ),
        ))
    }
}

fn put_name(context: &mut Context<'_>, id: &str) -> Result<Value, Refusal> {
    let name = context.text("AccountName").to_owned();
    let is_allowed = |byte: u8| (b' '..=b'~').contains(&byte) && !b"<>".contains(&byte);
    if !(1..=50).contains(&name.len()) || !name.bytes().all(is_allowed) {
        return Err(validation(
            "AccountName must have 1 to 50 characters of printable ASCII without < and >.",
        ));
    }
    if let Some(account) = context.world.accounts.get_mut(id) {
        account.name = name;
    }
    Ok(nothing())
}

fn information(context: &mut Context<'_>, id: &str) -> Result<Value, Refusal> {
    let account = context
        .world
        .accounts
        .get(id)
        .ok_or_else(|| Refusal::not_modelled("accounts outside the organization"))?;
    let state = match account.state {
        // This API has no word for it.
        AccountState::PendingClosure => AccountState::Active.name(),
        state => state.name(),
    };
    Ok(json!({
        "AccountId": id,
        "AccountName": account.name,
        "AccountCreatedDate": account.joined.iso8601(),
        "AccountState": state,
    }))
}
