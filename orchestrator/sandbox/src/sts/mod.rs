//! AWS STS: who am I, and the ways into a role.

mod assume_role;
mod session;
mod web_identity;

use serde_json::{Value, json};

use crate::context::Context;
use crate::refusal::Refusal;

pub(crate) use session::{Opening, are_session_tags, open};

pub(crate) fn answer(context: &mut Context<'_>) -> Result<Value, Refusal> {
    match context.call.operation.as_str() {
        // Needs no permission, and no policy can forbid it.
        "GetCallerIdentity" => {
            let caller = context.caller;
            Ok(json!({"UserId": caller.user_id, "Account": caller.account, "Arn": caller.arn}))
        }
        "AssumeRole" => assume_role::assume(context),
        "AssumeRoleWithWebIdentity" => web_identity::assume(context),
        other => Err(Refusal::not_modelled(&format!("sts:{other}"))),
    }
}

fn validation(message: impl Into<String>) -> Refusal {
    Refusal::new(400, "ValidationError", message)
}

/// The account and the role's name in `arn:aws:iam::ACCOUNT:role/NAME`.
pub(crate) fn role_of(arn: &str) -> Option<(&str, &str)> {
    let (account, role) = arn.strip_prefix("arn:aws:iam::")?.split_once(":role/")?;
    let is_account = account.len() == 12 && account.bytes().all(|byte| byte.is_ascii_digit());
    (is_account && !role.is_empty()).then_some((account, role))
}
