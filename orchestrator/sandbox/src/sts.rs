//! AWS STS: who am I, and the way into a member account.

use std::time::Duration;

use serde_json::{Value, json};

use crate::authorize::{Resource, access_denied, authorize};
use crate::call::Service;
use crate::caller::role_id;
use crate::clock::Moment;
use crate::context::{Context, Keys};
use crate::draw::Draw;
use crate::refusal::Refusal;
use crate::world::{Account, AccountState, Session};

/// A role's sessions last an hour unless the role says otherwise, which ours does not.
const LONGEST_SESSION: u64 = 3600;

pub(crate) fn answer(context: &mut Context<'_>) -> Result<Value, Refusal> {
    match context.call.operation.as_str() {
        // Needs no permission, and no policy can forbid it.
        "GetCallerIdentity" => {
            let caller = context.caller;
            Ok(json!({"UserId": caller.user_id, "Account": caller.account, "Arn": caller.arn}))
        }
        "AssumeRole" => assume_role(context),
        other => Err(Refusal::not_modelled(&format!("sts:{other}"))),
    }
}

fn validation(message: impl Into<String>) -> Refusal {
    Refusal::new(400, "ValidationError", message)
}

fn assume_role(context: &mut Context<'_>) -> Result<Value, Refusal> {
    let arn = context.text("RoleArn").to_owned();
    let name = context.text("RoleSessionName").to_owned();
    let (account, role) = role_of(&arn).ok_or_else(|| validation(format!("{arn} is invalid")))?;
    session_name(&name)?;
    let seconds = duration(context)?;
    for parameter in [
        "Policy",
        "PolicyArns.member.1.arn",
        "SerialNumber",
        "Tags.member.1.Key",
    ] {
        if !context.text(parameter).is_empty() {
            return Err(Refusal::not_modelled(&format!(
                "sts:AssumeRole with {parameter}"
            )));
        }
    }
    let refused = |context: &Context<'_>| {
        let caller = &context.caller.arn;
        access_denied(
            Service::Sts,
            format!(
                "User: {caller} is not authorized to perform: sts:AssumeRole on resource: {arn}"
            ),
        )
    };
    authorize(
        context,
        "sts:AssumeRole",
        &[Resource::untagged(&arn)],
        &Keys::new(),
    )?;
    // The role trusts the management account alone.
    let is_open = context.is_management()
        && context
            .world
            .accounts
            .get(account)
            .is_some_and(|account| lets_in(context.draw, account, role, context.now));
    if !is_open {
        return Err(refused(context));
    }
    let (account, role) = (account.to_owned(), role.to_owned());
    let serial = context.world.next_serial();
    let draw = context.draw;
    let key = format!("ASIA{}", draw.upper(16, "session-key", &serial));
    let token = draw.hex(96, "session-token", &serial);
    let expires = context.callers_now.plus(Duration::from_secs(seconds));
    let answer = json!({
        "AssumedRoleUser": {
            "Arn": format!("arn:aws:sts::{account}:assumed-role/{role}/{name}"),
            "AssumedRoleId": format!("{}:{name}", role_id(draw, &account, &role)),
        },
        "Credentials": {
            "AccessKeyId": key,
            "SecretAccessKey": draw.hex(40, "session-secret", &serial),
            "SessionToken": token,
            "Expiration": expires.iso8601(),
        },
    });
    let callers_now = context.callers_now;
    let sessions = &mut context.world.sessions;
    // A day after its end nobody holds a session any more.
    sessions.retain(|_, session| callers_now.since(session.expires) < Duration::from_secs(86_400));
    let session = Session {
        token,
        account,
        role,
        name,
        expires,
    };
    sessions.insert(key, session);
    Ok(answer)
}

/// The account and the role's name in `arn:aws:iam::ACCOUNT:role/NAME`.
fn role_of(arn: &str) -> Option<(&str, &str)> {
    let (account, role) = arn.strip_prefix("arn:aws:iam::")?.split_once(":role/")?;
    let is_account = account.len() == 12 && account.bytes().all(|byte| byte.is_ascii_digit());
    (is_account && !role.is_empty()).then_some((account, role))
}

fn session_name(name: &str) -> Result<(), Refusal> {
    let allowed = |letter: char| letter.is_ascii_alphanumeric() || "_+=,.@-".contains(letter);
    if (2..=64).contains(&name.len()) && name.chars().all(allowed) {
        Ok(())
    } else {
        Err(validation(
            "1 validation error detected: Value at 'roleSessionName' failed to satisfy constraint: \
             Member must satisfy regular expression pattern: [\\w+=,.@-]{2,64}",
        ))
    }
}

fn duration(context: &Context<'_>) -> Result<u64, Refusal> {
    let text = context.text("DurationSeconds");
    if text.is_empty() {
        return Ok(LONGEST_SESSION);
    }
    let seconds = text.parse().unwrap_or(0);
    if !(900..=43_200).contains(&seconds) {
        return Err(validation(
            "1 validation error detected: Value at 'durationSeconds' failed to satisfy constraint: \
             Member must be between 900 and 43200",
        ));
    }
    if seconds > LONGEST_SESSION {
        return Err(validation(
            "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
        ));
    }
    Ok(seconds)
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
