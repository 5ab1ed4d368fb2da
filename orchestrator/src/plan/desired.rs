//! From what the plan file says to the organization that it asks for.

use std::collections::BTreeMap;

use crate::model::{
    Account, Bedrock, Hub, Intent, InvalidName, InvocationLogs, Logging, Org, OuPath, Place,
    Readiness, Region, Seat, Set, Stack, Standing, Tags, Team, TeamName, Unit, geography, tag,
};

use super::guardrail::Guardrails;
use super::{budgets, capacity, stacks};

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
    let mut quotas = capacity::wants(intent);
    for (name, team) in &intent.teams {
        let unit = organization.ou.child(name.as_str())?;
        let tags = owned(&team.tags, &organization.name, Some(name));
        let inside = Inside {
            stacks: stacks::of_team(intent, name, team),
            bedrock: settings(intent, team),
        };
        let mut quotas = quotas.remove(name).unwrap_or_default();
        accounts.extend(team.seats.iter().map(|seat| Account {
            quotas: quotas.remove(seat.name()).unwrap_or_default(),
            ..account(seat, name, &unit, &tags, &inside)
        }));
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
        stack_sets: stacks::sets(intent, &own),
        hub: intent.hub.as_ref().map(|hub| Hub {
            account: hub.account.clone(),
            stacks: stacks::hub(intent, hub),
        }),
        budgets: budgets::of_plan(intent)?,
        stop: budgets::stop(intent),
        use_case: None,
        quota_defaults: BTreeMap::new(),
        management: None,
        organization: None,
        creations: Vec::new(),
        gaps: BTreeMap::new(),
    })
}

/// What every account of a team has inside.
struct Inside {
    stacks: BTreeMap<Set, BTreeMap<Region, Stack>>,
    bedrock: BTreeMap<Region, Bedrock>,
}

/// Bedrock's settings in each of a team's Regions.
fn settings(intent: &Intent, team: &Team) -> BTreeMap<Region, Bedrock> {
    let logging = match team.monitoring.invocation_logs {
        InvocationLogs::Off => Logging::Off,
        content => Logging::Ours(content),
    };
    let models = team
        .models
        .iter()
        .filter_map(|alias| intent.models.get(alias))
        .map(|model| (model.id.clone(), Readiness::Ready))
        .collect();
    let one = Bedrock {
        logging,
        models,
        use_case: None,
    };
    let asks_itself = |region: &Region| intent.use_case.is_some() && geography::is_opt_in(region);
    let of_region = |region: &Region| Bedrock {
        use_case: asks_itself(region).then_some(true),
        ..one.clone()
    };
    team.regions
        .iter()
        .map(|region| (region.clone(), of_region(region)))
        .collect()
}

fn account(seat: &Seat, team: &TeamName, unit: &OuPath, tags: &Tags, inside: &Inside) -> Account {
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
        stacks: inside.stacks.clone(),
        bedrock: inside.bedrock.clone(),
        quotas: BTreeMap::new(),
    }
}

pub(super) fn owned(tags: &Tags, owner: &str, team: Option<&TeamName>) -> Tags {
    let mut tags = tags.clone();
    tags.insert(tag::MANAGED.into(), owner.into());
    if let Some(team) = team {
        tags.insert(tag::TEAM.into(), team.to_string());
    }
    tags
}
