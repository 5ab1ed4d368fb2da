//! GetCredentialsForIdentity: the rules decide the role, and the role's trust policy whether it is given.

use std::collections::BTreeMap;

use bedrock_policy::Who;
use bedrock_policy::role_mapping::Mapped;
use serde_json::{Value, json};

use super::identity::{login_of, methods};
use super::login::Login;
use super::{PROVIDER, known, not_authorized};
use crate::context::{Context, Keys};
use crate::refusal::Refusal;
use crate::sts::{Opening, are_session_tags, open, role_of};
use crate::trust::Knock;
use crate::world::IdentityPool;

/// What AWS names the sessions that Cognito opens.
const SESSION: &str = "CognitoIdentityCredentials";

pub(super) fn get(context: &mut Context<'_>) -> Result<Value, Refusal> {
    let identity = context.text("IdentityId").to_owned();
    let (known, pool) = known(context)?;
    let login = login_of(context, known, pool)?;
    let arn = match &login {
        Some(login) => role_for(pool, login, context.text("CustomRoleArn"))?,
        None => default_role(pool, "unauthenticated")?,
    };
    let tags = login
        .as_ref()
        .map(|login| tags(pool, login))
        .unwrap_or_default();
    let opening = opening(context, pool, &arn, &identity, login.as_ref(), tags)?;
    let opened = open(context, opening);
    Ok(json!({
        "IdentityId": identity,
        "Credentials": {
            "AccessKeyId": opened.key,
            "SecretKey": opened.secret,
            "SessionToken": opened.token,
            "Expiration": opened.expires.seconds(),
        },
    }))
}

/// By the rules of the provider; without any, the pool's role for everybody who signed in.
fn role_for(pool: &IdentityPool, login: &Login, custom: &str) -> Result<String, Refusal> {
    let denied =
        |why: &str| not_authorized(format!("Access to a role of the pool is denied: {why}."));
    let Some(mapping) = pool.mappings.get(&login.mapping) else {
        let role = default_role(pool, "authenticated")?;
        return if custom.is_empty() || custom == role {
            Ok(role)
        } else {
            Err(denied("the identity provider does not offer this role"))
        };
    };
    if !custom.is_empty() {
        return if mapping.admits(&login.claims, custom) {
            Ok(custom.to_owned())
        } else {
            Err(denied("no rule that matches has this role"))
        };
    }
    match mapping.decide(&login.claims) {
        Mapped::Role { arn, .. } => Ok(arn.to_owned()),
        Mapped::Default => default_role(pool, "authenticated"),
        Mapped::Denied { why } => Err(denied(&why)),
    }
}

fn default_role(pool: &IdentityPool, kind: &str) -> Result<String, Refusal> {
    pool.default_roles
        .get(kind)
        .cloned()
        .ok_or_else(misconfigured)
}

/// Also when STS refuses the role.
fn misconfigured() -> Refusal {
    Refusal::exception(
        "InvalidIdentityPoolConfigurationException",
        "Invalid identity pool configuration. Check assigned IAM roles for this pool.",
    )
}

/// The claims that the pool makes tags of; a list cannot become a tag and is handed on as it is
/// written, for STS to refuse.
pub(super) fn tags(pool: &IdentityPool, login: &Login) -> BTreeMap<String, String> {
    let text = |claim: &Value| match claim {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    };
    pool.principal_tags
        .get(&login.tagging)
        .into_iter()
        .flatten()
        .filter_map(|(tag, claim)| Some((tag.clone(), text(login.claims.get(claim)?)?)))
        .collect()
}

/// As AssumeRoleWithWebIdentity would, with the token that the classic flow would have given.
fn opening(
    context: &Context<'_>,
    pool: &IdentityPool,
    arn: &str,
    identity: &str,
    login: Option<&Login>,
    tags: BTreeMap<String, String>,
) -> Result<Opening, Refusal> {
    let (account, name) = role_of(arn).ok_or_else(misconfigured)?;
    let role = context.world.identity.role(account, name);
    let role = role.ok_or_else(misconfigured)?;
    let one = |key: &str, value: &str| (format!("{PROVIDER}:{key}"), vec![value.to_owned()]);
    let mut keys = Keys::from([one("aud", &pool.id), one("sub", identity)]);
    keys.insert(format!("{PROVIDER}:amr"), methods(login));
    keys.insert("sts:RoleSessionName".into(), vec![SESSION.into()]);
    let is_let_in = are_session_tags(&tags)
        && role.lets_in(&Knock {
            who: Who::Federated(PROVIDER),
            principal_arn: "",
            action: "sts:AssumeRoleWithWebIdentity",
            keys,
            tags: &tags,
            source_identity: None,
        })?;
    if !is_let_in {
        return Err(misconfigured());
    }
    let mut opening = Opening::new(account, name, &role.role_id, SESSION);
    opening.tags = tags;
    opening.provider = Some(PROVIDER.into());
    Ok(opening)
}
