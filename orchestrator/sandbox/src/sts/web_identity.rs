//! AssumeRoleWithWebIdentity: a token of the company's, or of Cognito's classic flow, for a role.

use std::collections::BTreeMap;

use bedrock_policy::Who;
use serde_json::{Map, Value};

use super::session::{self, Opening, are_session_tags, open};
use super::{role_of, validation};
use crate::authorize::access_denied;
use crate::call::Service;
use crate::cognito::{ISSUER as COGNITO_ISSUER, PROVIDER as COGNITO_PROVIDER};
use crate::context::{Context, Keys};
use crate::refusal::Refusal;
use crate::token::{Audience, COGNITO, COMPANY, Token, TokenFault, provider_name};
use crate::trust::Knock;
use crate::world::{OidcProvider, Role};

const TAGS: &str = "https://aws.amazon.com/tags";
const SOURCE_IDENTITY: &str = "https://aws.amazon.com/source_identity";

pub(super) fn assume(context: &mut Context<'_>) -> Result<Value, Refusal> {
    let arn = context.text("RoleArn").to_owned();
    let name = context.text("RoleSessionName").to_owned();
    let (account, role) = role_of(&arn).ok_or_else(|| validation(format!("{arn} is invalid")))?;
    session::name(&name)?;
    let seconds = session::duration(context)?;
    for parameter in ["Policy", "PolicyArns.member.1.arn", "ProviderId"] {
        if !context.text(parameter).is_empty() {
            let what = format!("sts:AssumeRoleWithWebIdentity with {parameter}");
            return Err(Refusal::not_modelled(&what));
        }
    }
    let visitor = visitor(context, account)?;
    let Some(known) = context.world.identity.role(account, role).cloned() else {
        return Err(denied());
    };
    let source_identity = visitor.claims.get(SOURCE_IDENTITY).and_then(Value::as_str);
    let tags = tags(&visitor.claims)?;
    if !visitor.is_let_in(&known, &name, &tags, source_identity)? {
        return Err(denied());
    }
    let mut opening = Opening::new(account, role, &known.role_id, &name);
    opening.seconds = seconds;
    opening.tags = tags;
    opening.source_identity = source_identity.map(ToOwned::to_owned);
    opening.provider = Some(visitor.provider.clone());
    let mut answer = open(context, opening).answer();
    answer["SubjectFromWebIdentityToken"] = visitor.claims["sub"].clone();
    answer["Provider"] = visitor.provider.into();
    answer["Audience"] = visitor.audience.into();
    Ok(answer)
}

/// Somebody whose token holds.
struct Visitor {
    /// The principal of a trust policy.
    provider: String,
    /// What its context keys begin with.
    prefix: String,
    audience: String,
    claims: Map<String, Value>,
}

fn visitor(context: &Context<'_>, account: &str) -> Result<Visitor, Refusal> {
    let text = context.text("WebIdentityToken");
    let token = (text.len() <= 20_000).then(|| Token::read(text)).flatten();
    let Some(token) = token else {
        return Err(invalid("The ID Token provided is not a valid JWT."));
    };
    let issuer = token.issuer().to_owned();
    let now = context.callers_now;
    if issuer == COGNITO_ISSUER {
        let claims = token
            .check(&COGNITO, &Audience::Any, now)
            .map_err(|fault| faulty(&fault))?;
        return Ok(Visitor::new(COGNITO_PROVIDER, COGNITO_PROVIDER, claims));
    }
    let provider = provider_name(&issuer)
        .map(|url| OidcProvider::arn_of(account, url))
        .and_then(|arn| context.world.identity.provider(account, &arn))
        .ok_or_else(|| {
            invalid(format!(
                "No OpenIDConnect provider found in your account for {issuer}"
            ))
        })?;
    let claims = token
        .check(&COMPANY, &Audience::OneOf(&provider.client_ids), now)
        .map_err(|fault| faulty(&fault))?;
    Ok(Visitor::new(&provider.arn, &provider.url, claims))
}

impl Visitor {
    fn new(provider: &str, prefix: &str, claims: Map<String, Value>) -> Self {
        let first = |claim: &Value| claim.as_array().and_then(|all| all.first()).cloned();
        let audience = claims
            .get("aud")
            .map(|aud| first(aud).unwrap_or(aud.clone()));
        let audience = audience.as_ref().and_then(Value::as_str);
        Self {
            provider: provider.to_owned(),
            prefix: prefix.to_owned(),
            audience: audience.unwrap_or_default().to_owned(),
            claims,
        }
    }

    /// Of all claims, a trust policy sees these three alone.
    fn is_let_in(
        &self,
        role: &Role,
        name: &str,
        tags: &BTreeMap<String, String>,
        source_identity: Option<&str>,
    ) -> Result<bool, Refusal> {
        let mut keys = Keys::from([
            ("sts:RoleSessionName".to_owned(), vec![name.to_owned()]),
            (
                "aws:FederatedProvider".to_owned(),
                vec![self.provider.clone()],
            ),
        ]);
        for claim in ["aud", "sub", "amr"] {
            let values = texts(self.claims.get(claim));
            keys.insert(format!("{}:{claim}", self.prefix), values);
        }
        role.lets_in(&Knock {
            who: Who::Federated(&self.provider),
            principal_arn: "",
            action: "sts:AssumeRoleWithWebIdentity",
            keys,
            tags,
            source_identity,
        })
    }
}

fn texts(claim: Option<&Value>) -> Vec<String> {
    match claim {
        Some(Value::String(one)) => vec![one.clone()],
        Some(Value::Array(many)) => many
            .iter()
            .filter_map(Value::as_str)
            .map(ToOwned::to_owned)
            .collect(),
        _ => Vec::new(),
    }
}

/// Session tags that the issuer put into the token.
fn tags(claims: &Map<String, Value>) -> Result<BTreeMap<String, String>, Refusal> {
    let Some(claim) = claims.get(TAGS) else {
        return Ok(BTreeMap::new());
    };
    let unfit = || invalid("The tags in the token are not valid.");
    let one = |value: &Value| match value.as_array().map(Vec::as_slice) {
        Some([Value::String(one)]) => Some(one.clone()),
        _ => None,
    };
    let tags: Option<BTreeMap<_, _>> = claim["principal_tags"]
        .as_object()
        .ok_or_else(unfit)?
        .iter()
        .map(|(key, value)| Some((key.clone(), one(value)?)))
        .collect();
    tags.filter(are_session_tags).ok_or_else(unfit)
}

fn denied() -> Refusal {
    access_denied(
        Service::Sts,
        "Not authorized to perform sts:AssumeRoleWithWebIdentity",
    )
}

fn invalid(message: impl Into<String>) -> Refusal {
    Refusal::new(400, "InvalidIdentityToken", message)
}

fn faulty(fault: &TokenFault) -> Refusal {
    match fault {
        TokenFault::Signature => invalid(
            "Couldn't retrieve verification key from your identity provider, please reference \
             AssumeRoleWithWebIdentity documentation for requirements",
        ),
        TokenFault::Audience => invalid("Incorrect token audience"),
        TokenFault::NoSubject => invalid("Missing a required claim: sub"),
        TokenFault::Times => invalid("The token's times (exp, nbf) do not admit it now."),
        TokenFault::Expired { now, expires } => Refusal::new(
            400,
            "ExpiredTokenException",
            format!(
                "Token expired: current date/time {now} must be before the expiration date/time \
                 {expires}"
            ),
        ),
    }
}
