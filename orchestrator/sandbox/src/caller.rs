//! Who calls.

use std::collections::HashMap;
use std::sync::Arc;

use bedrock_policy::Document;

use crate::call::{Call, Key, Protocol};
use crate::clock::Moment;
use crate::draw::Draw;
use crate::refusal::Refusal;
use crate::setup::{Principal, administrator};
use crate::world::{AccountState, World};

#[derive(Debug, Clone)]
pub(crate) struct Caller {
    pub(crate) arn: String,
    /// The role's own ARN for a session.
    pub(crate) principal_arn: String,
    pub(crate) user_id: String,
    pub(crate) account: String,
    pub(crate) policies: Arc<[Document]>,
}

/// The holders of long-lived keys, and the policies behind every assumed role.
#[derive(Debug)]
pub(crate) struct Directory {
    principals: HashMap<String, Caller>,
    administrator: Arc<[Document]>,
}

impl Directory {
    pub(crate) fn new(principals: &[Principal], draw: Draw) -> Self {
        let entry = |principal: &Principal| {
            let caller = Caller {
                arn: principal.arn.clone(),
                principal_arn: role_arn(&principal.arn),
                user_id: format!("AIDA{}", draw.upper(17, "user", &principal.arn)),
                account: principal.account.clone(),
                policies: principal.policies.clone().into(),
            };
            (principal.access_key_id.clone(), caller)
        };
        Self {
            principals: principals.iter().map(entry).collect(),
            administrator: administrator().into(),
        }
    }

    /// `now` is the time on the callers' clocks, by which sessions end.
    pub(crate) fn identify(
        &self,
        world: &World,
        draw: Draw,
        now: Moment,
        call: &Call,
    ) -> Result<Caller, Refusal> {
        let protocol = call.service.protocol();
        let Some(key) = &call.key else {
            return Err(match protocol {
                Protocol::Query(_) => Refusal::new(
                    403,
                    "MissingAuthenticationToken",
                    "Request is missing Authentication Token",
                ),
                Protocol::Json | Protocol::Rest => Refusal::new(
                    if protocol == Protocol::Rest { 403 } else { 400 },
                    "MissingAuthenticationTokenException",
                    "Missing Authentication Token",
                ),
            });
        };
        let caller = match self.principals.get(&key.id) {
            Some(caller) => Some(caller.clone()),
            None => self.of_session(world, draw, now, key, protocol)?,
        };
        caller
            .filter(|caller| can_sign_in(world, caller))
            .ok_or_else(|| unknown_key(protocol))
    }

    fn of_session(
        &self,
        world: &World,
        draw: Draw,
        now: Moment,
        key: &Key,
        protocol: Protocol,
    ) -> Result<Option<Caller>, Refusal> {
        let Some(session) = world.sessions.get(&key.id) else {
            return Ok(None);
        };
        if key.session_token.as_deref() != Some(session.token.as_str()) {
            return Ok(None);
        }
        if session.expires <= now {
            return Err(expired(protocol));
        }
        let (account, role, name) = (&session.account, &session.role, &session.name);
        Ok(Some(Caller {
            arn: format!("arn:aws:sts::{account}:assumed-role/{role}/{name}"),
            principal_arn: format!("arn:aws:iam::{account}:role/{role}"),
            user_id: format!("{}:{name}", role_id(draw, account, role)),
            account: account.clone(),
            policies: Arc::clone(&self.administrator),
        }))
    }
}

pub(crate) fn role_id(draw: Draw, account: &str, role: &str) -> String {
    format!(
        "AROA{}",
        draw.upper(17, "role", &format!("{account}/{role}"))
    )
}

/// Nobody of a closed account signs in any more.
fn can_sign_in(world: &World, caller: &Caller) -> bool {
    world
        .accounts
        .get(&caller.account)
        .is_none_or(|account| account.state == AccountState::Active)
}

fn unknown_key(protocol: Protocol) -> Refusal {
    let message = "The security token included in the request is invalid.";
    match protocol {
        Protocol::Query(_) => Refusal::new(403, "InvalidClientTokenId", message),
        Protocol::Rest => Refusal::new(403, "UnrecognizedClientException", message),
        Protocol::Json => Refusal::new(400, "UnrecognizedClientException", message),
    }
}

fn expired(protocol: Protocol) -> Refusal {
    let message = "The security token included in the request is expired";
    match protocol {
        Protocol::Query(_) => Refusal::new(403, "ExpiredToken", message),
        Protocol::Rest => Refusal::new(403, "ExpiredTokenException", message),
        Protocol::Json => Refusal::new(400, "ExpiredTokenException", message),
    }
}

/// `arn:aws:sts::1:assumed-role/R/S` is a session of `arn:aws:iam::1:role/R`.
fn role_arn(arn: &str) -> String {
    let role = arn
        .strip_prefix("arn:aws:sts::")
        .and_then(|rest| rest.split_once(":assumed-role/"))
        .and_then(|(account, rest)| Some((account, rest.split('/').next()?)));
    match role {
        Some((account, role)) => format!("arn:aws:iam::{account}:role/{role}"),
        None => arn.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_is_its_role_to_a_policy() {
        assert_eq!(
            role_arn("arn:aws:sts::111122223333:assumed-role/Deploy/ci"),
            "arn:aws:iam::111122223333:role/Deploy"
        );
        let user = "arn:aws:iam::111122223333:user/operator";
        assert_eq!(role_arn(user), user);
    }
}
