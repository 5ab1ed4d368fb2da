//! The routing document, from the plan and from what the stacks made.

use std::collections::BTreeMap;

use bedrock_routing::{self as routing, Routes, RoutesError};

use crate::model::{AccountId, AccountName, Intent, Team, TeamName};

/// What an account's auth stack says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outputs {
    pub account: AccountId,
    pub outputs: BTreeMap<String, String>,
}

/// The document, and the accounts that are not in it yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    pub routes: Routes,
    pub left_out: Vec<LeftOut>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    pub team: TeamName,
    pub account: AccountName,
    pub why: String,
}

/// Teams by name, accounts as the plan numbers them: the same plan and stacks give the same text.
pub fn routes(
    intent: &Intent,
    outputs: &BTreeMap<(TeamName, AccountName), Outputs>,
) -> Result<Written, RoutesError> {
    let mut left_out = Vec::new();
    let teams = intent
        .teams
        .iter()
        .map(|(name, team)| routing::Team {
            name: name.to_string(),
            group: team.group.clone(),
            regions: team.regions.iter().map(ToString::to_string).collect(),
            models: models(intent, team),
            accounts: accounts(intent, name, team, outputs, &mut left_out),
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
    Ok(Written { routes, left_out })
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

fn accounts(
    intent: &Intent,
    name: &TeamName,
    team: &Team,
    outputs: &BTreeMap<(TeamName, AccountName), Outputs>,
    left_out: &mut Vec<LeftOut>,
) -> Vec<routing::Account> {
    let mut accounts = Vec::new();
    for seat in &team.seats {
        let account = seat.name().clone();
        match outputs.get(&(name.clone(), account.clone())) {
            None => left_out.push(LeftOut {
                team: name.clone(),
                account,
                why: "its auth stack is not ready".into(),
            }),
            Some(made) => match entry(intent, &account, made) {
                Ok(entry) => accounts.push(entry),
                Err(missing) => left_out.push(LeftOut {
                    team: name.clone(),
                    account,
                    why: format!("its auth stack has no output {missing}"),
                }),
            },
        }
    }
    accounts
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
        identity_pool: output("IdentityPoolId")?,
        login: output("ProviderName")?,
        role: output("RoleArn")?,
        weight: 1,
    })
}
