//! From the organization that exists to the one that is wanted: pure, synchronous, no AWS.

pub mod access;
pub mod budgets;
pub mod capacity;
pub mod change;
pub mod cost;
pub mod desired;
mod diff;
pub mod digest;
mod estimate;
pub mod guardrail;
pub mod lift;
pub mod operator;
mod order;
pub mod package;
pub mod preflight;
pub mod quota_status;
pub mod quota_step;
pub mod routes;
pub mod saved;
pub mod spend;
pub mod stacks;
mod template;
mod waiting;

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use serde::Serialize;

use crate::model::{Account, Intent, InvalidName, Org, Subject, TeamName};

pub use change::{
    Action, Address, Blocked, BudgetAction, Change, Deploy, Kind, PlannedStop, Tagged, Unplanned,
};
pub use estimate::lower_bound;
pub use waiting::{Waiting, WaitingKind};

/// What was seen of the organization, and of its surroundings.
#[derive(Debug, Clone, Default)]
pub struct Observation {
    pub org: Org,
    /// Accounts of the whole organization, whatever their state.
    pub accounts_in_use: usize,
    /// AWS's limit on them, where it could be read.
    pub account_quota: Option<u32>,
}

/// Which part of the plan is asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Request {
    pub target: Option<TeamName>,
    pub delete: BTreeSet<String>,
    /// The team whose stacks go first, one account of it before the others.
    pub canary: Option<TeamName>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// The one team that was asked for.
    pub target: Option<TeamName>,
    /// The team whose stacks go first.
    pub canary: Option<TeamName>,
    /// Each after what it needs.
    pub changes: Vec<Change>,
    pub blocked: Vec<Blocked>,
    pub unplanned: Vec<Unplanned>,
    /// What AWS has yet to do, or what only people can ask it for.
    pub waiting: Vec<Waiting>,
    pub headroom: Headroom,
    pub estimate: Duration,
    /// What all of it costs, models not counted. None: a template has a value that it does not
    /// take, of which CloudFormation will tell.
    pub infrastructure: Option<cost::Infrastructure>,
    /// Of what was observed: a saved plan holds for this alone.
    pub fingerprint: String,
}

/// Whether the organization may have as many accounts as the plan needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Headroom {
    pub in_use: usize,
    pub to_create: usize,
    pub quota: Option<u32>,
}

impl Headroom {
    /// How many accounts too many, where the limit is known.
    pub fn missing(&self) -> usize {
        let needed = self.in_use + self.to_create;
        self.quota
            .map_or(0, |quota| needed.saturating_sub(quota as usize))
    }
}

/// Why there is no plan at all.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    #[error(transparent)]
    Name(#[from] InvalidName),
    #[error(transparent)]
    Guardrail(#[from] guardrail::GuardrailError),
    #[error(transparent)]
    LockedOut(#[from] preflight::LockedOut),
    #[error("the plan file has no team {0}")]
    NoSuchTeam(TeamName),
    #[error("there is nothing to delete at {address}")]
    NothingToDelete {
        address: String,
        deletable: Vec<String>,
    },
    #[error("--target team.{team} leaves out the deletion of {address}")]
    OutsideTarget { address: String, team: TeamName },
    #[error("these changes wait for each other: {0:?}")]
    Circle(BTreeSet<Address>),
}

impl Refusal {
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Name(_) => None,
            Self::Guardrail(why) => Some(why.hint()),
            Self::LockedOut(why) => Some(why.hint()),
            Self::NoSuchTeam(_) => {
                Some("--target and --canary take team.NAME as it stands in the file".into())
            }
            Self::NothingToDelete { deletable, .. } if deletable.is_empty() => Some(
                "only an empty OU, or a policy, that the plan file names no more can be deleted"
                    .into(),
            ),
            Self::NothingToDelete { deletable, .. } => {
                Some(format!("what can be deleted: {}", deletable.join(", ")))
            }
            Self::OutsideTarget { .. } => {
                Some("plan it by itself: --delete without --target".into())
            }
            Self::Circle(_) => Some("this is a fault of bedrock-org: please report it".into()),
        }
    }
}

/// The organization that the plan file asks for.
pub fn wanted(intent: &Intent) -> Result<Org, Refusal> {
    let guardrails = guardrail::guardrails(intent)?;
    preflight::preflight(intent, &guardrails)?;
    Ok(desired::desired(intent, &guardrails)?)
}

/// Compares, guards and orders.
pub fn make(intent: &Intent, observed: &Observation, request: &Request) -> Result<Plan, Refusal> {
    for team in [&request.target, &request.canary].into_iter().flatten() {
        if !intent.teams.contains_key(team) {
            return Err(Refusal::NoSuchTeam(team.clone()));
        }
    }
    let desired = wanted(intent)?;
    let realm = diff::Realm {
        owner: intent.organization.name.clone(),
        base: intent.organization.ou.clone(),
        delete: request.delete.clone(),
        canary: request.canary.clone(),
        use_case: intent.use_case.clone(),
        home: intent.organization.home_region.clone(),
        asking: diff::asking(intent),
    };
    let difference = diff::diff(&realm, &desired, &observed.org);
    refuse_unknown_deletions(request, &difference)?;
    let mut waiting = difference.waiting;
    Waiting::sort(&mut waiting);
    let (changes, blocked) = match &request.target {
        None => (difference.changes, difference.blocked),
        Some(team) => {
            let outer = format!("team.{team}");
            waiting.retain(|one| one.address.is_within(&outer));
            let blocked = only_blocked(difference.blocked, &outer);
            (only(difference.changes, &outer), blocked)
        }
    };
    if let Some(team) = &request.target {
        refuse_deletions_elsewhere(request, team, &changes, &blocked)?;
    }
    let to_create = changes
        .iter()
        .filter(|change| matches!(change.action, Action::CreateAccount { .. }));
    let headroom = Headroom {
        in_use: observed.accounts_in_use + observed.org.creations.len(),
        to_create: to_create.count(),
        quota: observed.account_quota,
    };
    Ok(Plan {
        target: request.target.clone(),
        canary: request.canary.clone(),
        estimate: estimate::estimate(&changes),
        infrastructure: cost::of(intent, &desired, &changes).ok(),
        changes: order::order(changes).map_err(Refusal::Circle)?,
        blocked,
        unplanned: difference.unplanned,
        waiting,
        headroom,
        fingerprint: fingerprint(&observed.org),
    })
}

/// Every deletion that was asked for by name must be one that the plan can make.
fn refuse_unknown_deletions(
    request: &Request,
    difference: &diff::Difference,
) -> Result<(), Refusal> {
    for address in &request.delete {
        let known = difference.changes.iter().any(|change| {
            change.action.kind() == Kind::Delete && change.address.as_str() == address
        }) || difference
            .blocked
            .iter()
            .any(|blocked| blocked.address.as_str() == address);
        if !known {
            let deletable = difference
                .unplanned
                .iter()
                .filter(|thing| thing.deletable)
                .map(|thing| thing.address.to_string())
                .collect();
            return Err(Refusal::NothingToDelete {
                address: address.clone(),
                deletable,
            });
        }
    }
    Ok(())
}

/// A deletion that was asked for is never left out in silence.
fn refuse_deletions_elsewhere(
    request: &Request,
    team: &TeamName,
    changes: &[Change],
    blocked: &[Blocked],
) -> Result<(), Refusal> {
    let planned = changes.iter().map(|change| &change.address);
    let kept: BTreeSet<&str> = planned
        .chain(blocked.iter().map(|blocked| &blocked.address))
        .map(Address::as_str)
        .collect();
    match request
        .delete
        .iter()
        .find(|one| !kept.contains(one.as_str()))
    {
        None => Ok(()),
        Some(address) => Err(Refusal::OutsideTarget {
            address: address.clone(),
            team: team.clone(),
        }),
    }
}

/// The changes of one team, and whatever they need elsewhere.
fn only(changes: Vec<Change>, outer: &str) -> Vec<Change> {
    let needs: BTreeMap<&Address, &BTreeSet<Address>> = changes
        .iter()
        .map(|change| (&change.address, &change.needs))
        .collect();
    let mut wanted = BTreeSet::new();
    let mut open: Vec<&Address> = changes
        .iter()
        .map(|change| &change.address)
        .filter(|address| address.is_within(outer))
        .collect();
    while let Some(address) = open.pop() {
        if wanted.insert(address.clone())
            && let Some(more) = needs.get(address)
        {
            open.extend(more.iter());
        }
    }
    changes
        .into_iter()
        .filter(|change| wanted.contains(&change.address))
        .collect()
}

/// What is blocked of one team, and whatever that waits for elsewhere.
fn only_blocked(blocked: Vec<Blocked>, outer: &str) -> Vec<Blocked> {
    let waits: BTreeMap<&Address, Option<&Address>> = blocked
        .iter()
        .map(|one| (&one.address, one.waits_for.as_ref()))
        .collect();
    let mut wanted: BTreeSet<Address> = BTreeSet::new();
    for one in blocked.iter().filter(|it| it.address.is_within(outer)) {
        let mut next = Some(&one.address);
        while let Some(address) = next
            && wanted.insert(address.clone())
        {
            next = waits.get(address).copied().flatten();
        }
    }
    let mut blocked = blocked;
    blocked.retain(|one| wanted.contains(&one.address));
    blocked
}

/// The same organization gives the same text, whatever the order in which AWS listed it.
fn fingerprint(org: &Org) -> String {
    // AWS decides about quotas in its own time, and asking looks again first.
    let without_quotas = |account: &Account| Account {
        quotas: BTreeMap::new(),
        ..account.clone()
    };
    let accounts = org.accounts.iter().map(without_quotas);
    let mut accounts: Vec<String> = accounts.map(|one| format!("{one:?}")).collect();
    accounts.sort();
    let Org {
        policies_enabled,
        trusted_access,
        units,
        accounts: _,
        policies,
        stack_sets,
        hub,
        budgets,
        stop,
        use_case,
        quota_defaults: _,
        management,
        organization,
        creations,
        gaps,
    } = org;
    let gaps = gaps.keys();
    let gaps: Vec<&Subject> = gaps
        .filter(|gap| !matches!(gap, Subject::Quotas(..)))
        .collect();
    let text = format!(
        "{policies_enabled:?}{trusted_access:?}{units:?}{accounts:?}{policies:?}{stack_sets:?}\
         {hub:?}{budgets:?}{stop:?}{use_case:?}{management:?}{organization:?}{creations:?}{gaps:?}"
    );
    digest::sha256([text])
}
