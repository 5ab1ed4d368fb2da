//! The ways into an account: through the pool's role mapping, and past it.

mod knock;

use std::collections::BTreeMap;

use bedrock_policy::EvaluationError;
use bedrock_policy::role_mapping::{Mapped, RoleMapping};
use serde::Serialize;
use serde_json::{Map, Value};

use crate::model::Identity;

use super::call::Decided;
use super::deployed::{Deployed, Pool};

use knock::{Knock, Trial, admits};

/// Anybody can make a pool of their own, in an account of their own, that takes any token.
const FOREIGN_POOL: &str = "us-east-1:ffffffff-ffff-4fff-bfff-ffffffffffff";

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// GetCredentialsForIdentity, which asks the role mapping.
    RoleMapping,
    /// GetOpenIdToken, then AssumeRoleWithWebIdentity: no role mapping is asked.
    ClassicFlow,
    /// Without signing in at all.
    Guest,
    /// AssumeRoleWithWebIdentity with a token of somebody else's pool.
    ForeignPool,
    /// AssumeRoleWithWebIdentity with the identity provider's own token.
    OwnToken,
}

/// Somebody tried one way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    pub way: Way,
    /// What they became; several where they may choose.
    pub sessions: Vec<Session>,
    /// Why nothing, or nothing more.
    pub refused: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    pub role: String,
    pub tags: BTreeMap<String, String>,
    /// The rule, and the statement of the trust policy.
    pub by: String,
}

impl Attempt {
    pub fn is_in(&self) -> bool {
        !self.sessions.is_empty()
    }
}

type Judged<T> = Result<T, EvaluationError>;

/// The way that a well-behaved client takes, with these claims.
pub(super) fn by_role_mapping(
    deployed: &Deployed,
    identity: &Identity,
    claims: &Map<String, Value>,
) -> Judged<Attempt> {
    let mut attempt = Attempt {
        way: Way::RoleMapping,
        sessions: Vec::new(),
        refused: None,
    };
    for pool in &deployed.pools {
        let Some(provider) = Provider::of(pool, identity) else {
            attempt.refused = Some("the pool does not know the identity provider".into());
            continue;
        };
        let (granted, why) = granted(pool, &provider, claims);
        attempt.refused = why;
        let tags = pool.principal_tags.get(&provider.name);
        let tags = tags
            .map(|map| session_tags(map, claims))
            .unwrap_or_default();
        for (arn, rule) in granted {
            let trusted = match deployed.roles.iter().find(|role| role.arn == arn) {
                None => Decided::refused(format!("the stack has no role {arn}")),
                Some(role) => admits(
                    role,
                    &Knock::pool(&pool.id, "authenticated", &arn, !tags.is_empty()),
                )?,
            };
            if trusted.allowed {
                attempt.sessions.push(Session {
                    tags: of_role(deployed, &arn, &tags),
                    role: arn,
                    by: format!("{rule}; {}", trusted.by),
                });
            } else {
                attempt.refused = Some(format!("{rule}, but {}", trusted.by));
            }
        }
    }
    if deployed.pools.is_empty() {
        attempt.refused = Some("there is no identity pool".into());
    }
    Ok(attempt)
}

/// The ways that ask for no group: open to all, or to none.
pub(super) fn past_the_mapping(deployed: &Deployed, identity: &Identity) -> Judged<Vec<Attempt>> {
    let mut classic = Trial::of(deployed, Way::ClassicFlow);
    let mut guest = Trial::of(deployed, Way::Guest);
    for pool in &deployed.pools {
        if pool.classic {
            classic.knock(|role| Knock::pool(&pool.id, "authenticated", &role.arn, false))?;
        }
        if pool.guests {
            guest.knock(|role| Knock::pool(&pool.id, "unauthenticated", &role.arn, false))?;
        }
    }
    classic.refused_by("AllowClassicFlow is false");
    guest.refused_by("AllowUnauthenticatedIdentities is false");
    let mut foreign = Trial::of(deployed, Way::ForeignPool);
    foreign.knock(|role| Knock::pool(FOREIGN_POOL, "authenticated", &role.arn, false))?;
    let mut own = Trial::of(deployed, Way::OwnToken);
    for provider in &deployed.providers {
        own.knock(|_| Knock::token(provider, identity))?;
    }
    own.refused_by("the account has no OpenID provider");
    Ok([classic, guest, foreign, own]
        .map(|trial| trial.attempt)
        .into())
}

/// How a pool calls the plan's identity provider.
struct Provider {
    /// In role mappings.
    key: String,
    /// In principal tags.
    name: String,
}

impl Provider {
    fn of(pool: &Pool, identity: &Identity) -> Option<Self> {
        let issuer = &identity.issuer;
        let issuer = issuer.strip_prefix("https://").unwrap_or(issuer);
        let ending = format!(":oidc-provider/{issuer}");
        let open_id = pool.providers.iter().find(|arn| arn.ends_with(&ending));
        let user_pool = pool
            .user_pools
            .iter()
            .find(|(name, client)| name == issuer && *client == identity.client_id);
        match (open_id, user_pool) {
            (Some(arn), _) => Some(Self {
                key: arn.clone(),
                name: arn.clone(),
            }),
            (None, Some((name, client))) => Some(Self {
                key: format!("{name}:{client}"),
                name: name.clone(),
            }),
            (None, None) => None,
        }
    }
}

/// Every role that the pool would give, with the rule, and why there is no more.
fn granted(
    pool: &Pool,
    provider: &Provider,
    claims: &Map<String, Value>,
) -> (Vec<(String, String)>, Option<String>) {
    let default = || match pool.default_roles.get("authenticated") {
        Some(role) => {
            let why = "no rule matches, and the pool has a default role for all who signed in";
            (vec![(role.clone(), why.to_owned())], None)
        }
        None => (
            Vec::new(),
            Some("no rule matches, and there is no default role".into()),
        ),
    };
    let Some(mapping) = pool.mappings.get(&provider.key) else {
        return default();
    };
    match mapping.decide(claims) {
        Mapped::Denied { why } => (Vec::new(), Some(why)),
        Mapped::Default => default(),
        Mapped::Role { arn, rule } => {
            let first = (arn.to_owned(), told(mapping, rule));
            // By a role's ARN its holder may ask for what a later rule gives.
            let later = mapping.rules.iter().enumerate().skip(rule + 1);
            let more = later
                .filter(|(_, rule)| rule.role_arn != arn && mapping.admits(claims, &rule.role_arn))
                .map(|(index, rule)| (rule.role_arn.clone(), told(mapping, index)));
            ([first].into_iter().chain(more).collect(), None)
        }
    }
}

fn told(mapping: &RoleMapping, rule: usize) -> String {
    let found = &mapping.rules[rule];
    format!(
        "rule {} ({} {} {})",
        rule + 1,
        found.claim,
        found.match_type.name(),
        found.value
    )
}

fn session_tags(
    map: &BTreeMap<String, String>,
    claims: &Map<String, Value>,
) -> BTreeMap<String, String> {
    let value = |claim: &String| claims.get(claim)?.as_str().map(str::to_owned);
    map.iter()
        .filter_map(|(tag, claim)| Some((tag.clone(), value(claim)?)))
        .collect()
}

/// A session's tags stand before its role's.
fn of_role(
    deployed: &Deployed,
    arn: &str,
    session: &BTreeMap<String, String>,
) -> BTreeMap<String, String> {
    let role = deployed.roles.iter().find(|role| role.arn == arn);
    let mut tags = role.map(|role| role.tags.clone()).unwrap_or_default();
    tags.extend(session.clone());
    tags
}
