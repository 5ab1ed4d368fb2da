//! The map of logins: a provider's name and its token.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::{PROVIDER, not_authorized};
use crate::context::Context;
use crate::refusal::Refusal;
use crate::token::{Audience, COMPANY, Token, TokenFault, provider_name};
use crate::world::IdentityPool;

/// Somebody whose token a pool takes.
pub(super) struct Login {
    /// As in the map of logins.
    pub(super) provider: String,
    /// As in the pool's role mappings.
    pub(super) mapping: String,
    /// As in the pool's principal tags.
    pub(super) tagging: String,
    pub(super) claims: Map<String, Value>,
}

impl Login {
    pub(super) fn subject(&self) -> &str {
        self.claims["sub"].as_str().unwrap_or_default()
    }
}

/// What a pool knows of one of its providers.
struct Provider<'a> {
    client_ids: Vec<String>,
    /// Of an OpenID provider.
    arn: Option<&'a str>,
}

/// The login of the request, if it has one.
pub(super) fn of(context: &Context<'_>, pool: &IdentityPool) -> Result<Option<Login>, Refusal> {
    let logins: BTreeMap<String, String> = match context.call.input.get("Logins") {
        None | Some(Value::Null) => BTreeMap::new(),
        Some(logins) => serde_json::from_value(logins.clone()).map_err(|_| {
            Refusal::new(400, "SerializationException", "Logins is a map of strings")
        })?,
    };
    if logins.len() > 1 {
        return Err(Refusal::not_modelled("identities with several logins"));
    }
    let Some((name, text)) = logins.into_iter().next() else {
        return Ok(None);
    };
    if name == PROVIDER {
        return Err(Refusal::not_modelled("Cognito's own token as a login"));
    }
    let provider = provider(context, pool, &name).ok_or_else(unsupported)?;
    let token = (text.len() <= 50_000).then(|| Token::read(&text)).flatten();
    let token = token.ok_or_else(|| {
        not_authorized("Invalid login token. Not a valid OpenId Connect identity token.")
    })?;
    if provider_name(token.issuer()) != Some(&name) {
        return Err(not_authorized(
            "Invalid login token. Issuer doesn't match providerName",
        ));
    }
    let audience = Audience::OneOf(&provider.client_ids);
    let claims = token
        .check(&COMPANY, &audience, context.callers_now)
        .map_err(|fault| faulty(&fault, &provider))?;
    let mapping = match provider.arn {
        Some(arn) => arn.to_owned(),
        None => format!("{name}:{}", client_of(&provider.client_ids, &claims)),
    };
    Ok(Some(Login {
        tagging: provider.arn.unwrap_or(&name).to_owned(),
        provider: name,
        mapping,
        claims,
    }))
}

fn provider<'a>(context: &Context<'_>, pool: &'a IdentityPool, name: &str) -> Option<Provider<'a>> {
    let is_named = |arn: &&String| {
        let url = arn.split_once(":oidc-provider/").map(|(_, url)| url);
        url == Some(name)
    };
    if let Some(arn) = pool.providers.iter().find(is_named) {
        let provider = context.world.identity.provider(&pool.account, arn)?;
        return Some(Provider {
            client_ids: provider.client_ids.clone(),
            arn: Some(arn),
        });
    }
    let of_pool = pool.user_pools.iter().filter(|(own, _)| own == name);
    let client_ids: Vec<_> = of_pool.map(|(_, client)| client.clone()).collect();
    (!client_ids.is_empty()).then_some(Provider {
        client_ids,
        arn: None,
    })
}

/// The client of a user pool for which a token was issued.
fn client_of<'a>(client_ids: &'a [String], claims: &Map<String, Value>) -> &'a str {
    let audience = claims.get("aud").and_then(Value::as_str);
    let mut clients = client_ids.iter().map(String::as_str);
    clients
        .find(|client| Some(*client) == audience)
        .unwrap_or_default()
}

fn unsupported() -> Refusal {
    not_authorized("Token is not from a supported provider of this identity pool.")
}

fn faulty(fault: &TokenFault, provider: &Provider<'_>) -> Refusal {
    let why = match fault {
        TokenFault::Audience if provider.arn.is_none() => return unsupported(),
        TokenFault::Audience => "Incorrect token audience.".to_owned(),
        TokenFault::Signature => "Token signature invalid.".to_owned(),
        TokenFault::NoSubject => "Missing a required claim: sub.".to_owned(),
        TokenFault::Times => "Its times (exp, nbf) do not admit it now.".to_owned(),
        TokenFault::Expired { now, expires } => format!("Token expired: {now} >= {expires}"),
    };
    not_authorized(format!("Invalid login token. {why}"))
}
