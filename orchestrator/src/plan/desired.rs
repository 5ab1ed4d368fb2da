//! From what the plan file says to the organization that it asks for.

use std::collections::BTreeMap;

use crate::model::{
    Account, Intent, InvalidName, Org, OuPath, Place, Seat, Standing, Tags, TeamName, Unit, tag,
};

use super::guardrail::Guardrails;

/// The wanted organization: the plan's OU, an OU for each team, accounts, guard rails.
pub fn desired(intent: &Intent, guardrails: &Guardrails) -> Result<Org, InvalidName> {
    let organization = &intent.organization;
    let own = owned(&organization.tags, &organization.name, None);
    let mut units = BTreeMap::new();
    for path in organization.ou.lineage() {
        units.insert(
            path,
            Unit {
                tags: own.clone(),
                ..Unit::default()
            },
        );
    }
    let mut accounts = Vec::new();
    for (name, team) in &intent.teams {
        let unit = organization.ou.child(name.as_str())?;
        let tags = owned(&team.tags, &organization.name, Some(name));
        accounts.extend(
            team.seats
                .iter()
                .map(|seat| account(seat, name, &unit, &tags)),
        );
        units.insert(
            unit,
            Unit {
                tags,
                ..Unit::default()
            },
        );
    }
    for (path, policies) in &guardrails.attachments {
        if let Some(unit) = units.get_mut(path) {
            unit.policies = policies.clone();
        }
    }
    let policies = guardrails
        .policies
        .iter()
        .map(|(name, policy)| {
            let mut policy = policy.clone();
            policy.tags = own.clone();
            (name.clone(), policy)
        })
        .collect();
    Ok(Org {
        policies_enabled: true,
        trusted_access: organization.manage_trusted_access.then_some(true),
        units,
        accounts,
        policies,
        stack_sets: BTreeMap::new(),
        hub: None,
        use_case: None,
        management: None,
        creations: Vec::new(),
        gaps: BTreeMap::new(),
    })
}

fn account(seat: &Seat, team: &TeamName, unit: &OuPath, tags: &Tags) -> Account {
    let (id, email) = match seat {
        Seat::ByEmail { email, .. } | Seat::KnownEmail { email, .. } => (None, Some(email.clone())),
        Seat::ById { id, .. } => (Some(id.clone()), None),
    };
    Account {
        adopted: !matches!(seat, Seat::ByEmail { .. }),
        id,
        name: seat.name().clone(),
        email,
        place: Place::Unit(unit.clone()),
        standing: Standing::Active,
        team: Some(team.clone()),
        tags: tags.clone(),
        stacks: BTreeMap::new(),
        bedrock: BTreeMap::new(),
    }
}

fn owned(tags: &Tags, owner: &str, team: Option<&TeamName>) -> Tags {
    let mut tags = tags.clone();
    tags.insert(tag::MANAGED.into(), owner.into());
    if let Some(team) = team {
        tags.insert(tag::TEAM.into(), team.to_string());
    }
    tags
}
