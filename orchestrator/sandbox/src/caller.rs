//! Who calls.

use std::collections::HashMap;
use std::sync::Arc;

use bedrock_policy::Document;
use serde_json::Value;

use crate::call::{Call, Key, Protocol, Service};
use crate::clock::Moment;
use crate::context::Keys;
use crate::draw::Draw;
use crate::refusal::Refusal;
use crate::setup::{Principal, administrator};
use crate::sts;
use crate::world::{AccountState, Holder, Role, Session, World};

#[derive(Debug, Clone)]
pub(crate) struct Caller {
    pub(crate) arn: String,
    /// The role's own ARN for a session.
    pub(crate) principal_arn: String,
    pub(crate) user_id: String,
    pub(crate) account: String,
    pub(crate) policies: Arc<[Document]>,
    /// What conditions see of the caller: tags and the like.
    pub(crate) keys: Arc<Keys>,
    pub(crate) source_identity: Option<String>,
}

impl Caller {
    /// Somebody without AWS credentials, whose call counts for the account that it is about.
    pub(crate) fn anonymous(world: &World, call: &Call) -> Self {
        Self {
            arn: "anonymous".into(),
            principal_arn: "anonymous".into(),
            user_id: "anonymous".into(),
            account: owner(world, call),
            policies: Arc::new([]),
            keys: Arc::default(),
            source_identity: None,
        }
    }
}

/// The account that a call without a signature is about.
fn owner(world: &World, call: &Call) -> String {
    let text = |field: &str| {
        call.input
            .get(field)
            .and_then(Value::as_str)
            .unwrap_or_default()
    };
    let account = match call.service {
        Service::Sts => sts::role_of(text("RoleArn")).map(|(account, _)| account),
        _ => {
            let identity = &world.identity;
            let pool = identity
                .identities
                .get(text("IdentityId"))
                .map_or(text("IdentityPoolId"), |known| known.pool.as_str());
            identity.pools.get(pool).map(|pool| pool.account.as_str())
        }
    };
    account.unwrap_or_default().to_owned()
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
                keys: Arc::default(),
                source_identity: None,
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
                Protocol::Query(_) | Protocol::Object => Refusal::new(
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
        let known = match session.holder {
            Holder::Access => None,
            Holder::Role => match world.identity.role(account, role) {
                // With a role its sessions end.
                None => return Ok(None),
                known => known,
            },
        };
        let role_id = known.map_or_else(
            || role_id(draw, account, role),
            |known| known.role_id.clone(),
        );
        let policies = match known {
            None => Arc::clone(&self.administrator),
            Some(known) => policies_of(world, known)?.into(),
        };
        let user_id = format!("{role_id}:{name}");
        Ok(Some(Caller {
            arn: format!("arn:aws:sts::{account}:assumed-role/{role}/{name}"),
            principal_arn: format!("arn:aws:iam::{account}:role/{role}"),
            keys: keys_of(session, known, &user_id).into(),
            user_id,
            account: account.clone(),
            policies,
            source_identity: session.source_identity.clone(),
        }))
    }
}

/// A role's own policies and the managed ones that are attached to it.
pub(crate) fn policies_of(world: &World, role: &Role) -> Result<Vec<Document>, Refusal> {
    let inline = role.policies.values().map(Ok);
    let managed = role.managed.iter().map(|arn| {
        world
            .identity
            .managed_policies
            .get(arn)
            .ok_or_else(|| Refusal::not_modelled(&format!("the managed policy {arn}")))
    });
    inline
        .chain(managed)
        .map(|text| {
            Document::parse(text?).map_err(|cause| {
                Refusal::not_modelled(&format!("a policy of {}: {cause}", role.arn()))
            })
        })
        .collect()
}

/// A session's tags hide the role's own of the same key.
fn keys_of(session: &Session, role: Option<&Role>, user_id: &str) -> Keys {
    let role_tags = role.into_iter().flat_map(|role| &role.tags);
    let mut keys: Keys = role_tags
        .chain(&session.tags)
        .map(|(key, value)| (format!("aws:PrincipalTag/{key}"), vec![value.clone()]))
        .collect();
    keys.insert("aws:userid".into(), vec![user_id.to_owned()]);
    let named = [
        ("aws:SourceIdentity", &session.source_identity),
        ("aws:FederatedProvider", &session.provider),
    ];
    for (key, value) in named {
        if let Some(value) = value {
            keys.insert(key.into(), vec![value.clone()]);
        }
    }
    keys
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
        Protocol::Object => Refusal::new(403, "InvalidAccessKeyId", message),
        Protocol::Rest => Refusal::new(403, "UnrecognizedClientException", message),
        Protocol::Json => Refusal::new(400, "UnrecognizedClientException", message),
    }
}

fn expired(protocol: Protocol) -> Refusal {
    let message = "The security token included in the request is expired";
    match protocol {
        Protocol::Query(_) => Refusal::new(403, "ExpiredToken", message),
        Protocol::Object => Refusal::new(400, "ExpiredToken", message),
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
