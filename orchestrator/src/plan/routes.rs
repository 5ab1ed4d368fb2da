//! The routing document, from the plan and from what the stacks made.

mod weights;

use std::collections::BTreeMap;

use bedrock_routing::{self as routing, Routes, RoutesError};

use crate::model::{AccountId, AccountName, Intent, LiveQuotas, Team, TeamName};

pub use weights::{MOST_WEIGHT, in_proportion, weights};

/// What an account's auth stack says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outputs {
    pub account: AccountId,
    pub outputs: BTreeMap<String, String>,
}

/// Whose account.
pub type Whose = (TeamName, AccountName);

/// What is known of the accounts' auth stacks. An account in neither has none.
#[derive(Debug, Clone, Copy)]
pub struct Known<'a> {
    pub read: &'a BTreeMap<Whose, Outputs>,
    /// Those that could not be read, and why.
    pub unread: &'a BTreeMap<Whose, String>,
    /// The document as it was: what could not be read is not taken for gone.
    pub before: Option<&'a Routes>,
    /// What the accounts may use; without it, nobody's share changes.
    pub quotas: Option<&'a LiveQuotas>,
}

/// The document, and the accounts of which it does not say what is there now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    pub routes: Routes,
    /// Not in it yet.
    pub left_out: Vec<Unsure>,
    /// Could not be read: what the document said of them before stays.
    pub kept: Vec<Unsure>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unsure {
    pub team: TeamName,
    pub account: AccountName,
    pub why: String,
}

/// Teams in the plan file's order, accounts as the plan numbers them: the same plan and stacks give the same text.
pub fn routes(intent: &Intent, known: Known<'_>) -> Result<Written, RoutesError> {
    let (mut left_out, mut kept) = (Vec::new(), Vec::new());
    let mut in_order: Vec<_> = intent.teams.iter().collect();
    in_order.sort_by_key(|(_, team)| team.place);
    let teams = in_order
        .into_iter()
        .map(|(name, team)| routing::Team {
            name: name.to_string(),
            group: team.group.clone(),
            regions: team.regions.iter().map(ToString::to_string).collect(),
            models: models(intent, team),
            accounts: accounts(intent, name, team, known, &mut left_out, &mut kept),
        })
        .collect();
    let identity = &intent.identity;
    let routes = Routes {
        organization: intent.organization.name.clone(),
        issuer: identity.issuer.clone(),
        client_id: identity.client_id.clone(),
        groups_claim: identity.groups_claim.clone(),
        redirect_ports: identity.redirect_ports.clone(),
        teams,
    };
    routes.check()?;
    Ok(Written {
        routes,
        left_out,
        kept,
    })
}

fn models(intent: &Intent, team: &Team) -> Vec<routing::Model> {
    let known = |alias| intent.models.get_key_value(alias);
    team.models
        .iter()
        .filter_map(known)
        .map(|(alias, model)| routing::Model {
            alias: alias.to_string(),
            id: format!("{}.{}", model.profile, model.id),
        })
        .collect()
}

const NO_TOKENS: &str = "it may use no tokens per minute yet, and others of its team may";

fn accounts(
    intent: &Intent,
    name: &TeamName,
    team: &Team,
    known: Known<'_>,
    left_out: &mut Vec<Unsure>,
    kept: &mut Vec<Unsure>,
) -> Vec<routing::Account> {
    let mut accounts = Vec::new();
    let weights = known
        .quotas
        .and_then(|quotas| weights(intent, team, quotas));
    for seat in &team.seats {
        let whose = (name.clone(), seat.name().clone());
        let (mut entry, mut why) = account(intent, &whose, known);
        let weight = weights.as_ref().and_then(|all| all.get(seat.name()));
        let others = |all: &BTreeMap<AccountName, u32>| {
            let others = all.iter().filter(|(_, weight)| **weight > 0);
            others
                .map(|(name, _)| (whose.0.clone(), name.clone()))
                .any(|other| account(intent, &other, known).0.is_some())
        };
        if weight == Some(&0) && entry.is_some() && weights.as_ref().is_some_and(others) {
            entry = None;
            why = Some(NO_TOKENS.into());
        }
        if let Some(entry) = &mut entry {
            let before = entry_before(&whose, known).map(|before| before.weight);
            entry.weight = weight.copied().or(before).unwrap_or(1).max(1);
        }
        let list = match entry {
            Some(_) => &mut *kept,
            None => &mut *left_out,
        };
        let (team, account) = whose;
        list.extend(why.map(|why| Unsure { team, account, why }));
        accounts.extend(entry);
    }
    accounts
}

/// The account's entry, if it has one, and why it is not what is there now, if it is not.
fn account(
    intent: &Intent,
    whose: &Whose,
    known: Known<'_>,
) -> (Option<routing::Account>, Option<String>) {
    if let Some(made) = known.read.get(whose) {
        return match entry(intent, &whose.1, made) {
            Ok(entry) => (Some(entry), None),
            Err(missing) => (
                None,
                Some(format!("its auth stack has no output {missing}")),
            ),
        };
    }
    let Some(why) = known.unread.get(whose) else {
        return (None, Some("its auth stack is not ready".into()));
    };
    let before = entry_before(whose, known);
    let why = match before {
        Some(_) => why.clone(),
        None => format!("its auth stack could not be read: {why}"),
    };
    (before.cloned(), Some(why))
}

fn entry_before<'a>(whose: &Whose, known: Known<'a>) -> Option<&'a routing::Account> {
    let mut teams = known.before?.teams.iter();
    let team = teams.find(|team| team.name == whose.0.as_str())?;
    let mut accounts = team.accounts.iter();
    accounts.find(|account| account.name == whose.1.as_str())
}

/// Or the output that is missing.
fn entry(
    intent: &Intent,
    account: &AccountName,
    made: &Outputs,
) -> Result<routing::Account, &'static str> {
    let output = |key: &'static str| match made.outputs.get(key) {
        Some(value) if !value.is_empty() => Ok(value.clone()),
        _ => Err(key),
    };
    Ok(routing::Account {
        name: account.to_string(),
        id: made.account.to_string(),
        region: intent.organization.home_region.to_string(),
        exchange: routing::Exchange::Cognito {
            identity_pool: output("IdentityPoolId")?,
            login: output("ProviderName")?,
        },
        role: output("RoleArn")?,
        weight: 1,
    })
}
