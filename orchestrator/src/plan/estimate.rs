//! How long the changes take at AWS at the least: what its published limits and the creations
//! themselves cost, whatever the executor does.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::model::{AccountName, Email, Region, Set, limits};

use super::change::{Action, Change};

/// The lower bound of applying `changes`, given how long each account's creation takes.
///
/// Every bucket bounds the whole from below, and so do the creations, five at a time; the largest
/// bound holds. What must follow the last creation (its move, its stacks) is not counted.
pub fn lower_bound(
    changes: &[Change],
    creation: impl Fn(&AccountName, &Email) -> Duration,
    stack: impl Fn(&AccountName, Set, &Region) -> Duration,
) -> Duration {
    let mut calls: BTreeMap<&'static str, usize> = BTreeMap::new();
    let mut creations = BTreeMap::new();
    let mut quotas: BTreeMap<(&AccountName, &Region), usize> = BTreeMap::new();
    let mut stacks: BTreeMap<Set, BTreeMap<&AccountName, Vec<Duration>>> = BTreeMap::new();
    for change in changes {
        if !shares_calls(&change.action) {
            *calls.entry(change.action.operation()).or_default() += 1;
        }
        if let Action::CreateAccount { account, email, .. }
        | Action::AwaitAccount { account, email, .. } = &change.action
        {
            creations.insert(account, creation(account, email));
        }
        if let Action::RequestQuota {
            account, region, ..
        } = &change.action
        {
            *quotas.entry((account, region)).or_default() += 1;
        }
        if let Action::DeployStack {
            set,
            account,
            region,
            ..
        } = &change.action
        {
            let of_set = stacks.entry(*set).or_default();
            let took = stack(account, *set, region);
            of_set.entry(account).or_default().push(took);
        }
    }
    let buckets = calls
        .iter()
        .map(|(operation, count)| limits::of(operation).least_time(*count));
    let created: Duration = creations.values().sum();
    let created = created / limits::CREATIONS_AT_ONCE as u32;
    let deployed = stacks.values().map(|accounts| {
        let all: Duration = accounts.values().flatten().sum();
        all / limits::STACKS_AT_ONCE as u32
    });
    // An account comes before its stacks.
    let chains = stacks.values().flatten().map(|(account, stacks)| {
        let longest = stacks.iter().max().copied().unwrap_or_default();
        longest + creations.get(account).copied().unwrap_or_default()
    });
    // AWS counts them in each account and Region by themselves.
    let asking = limits::of("servicequotas.RequestServiceQuotaIncrease");
    let asked = quotas.iter().map(|((account, _), requests)| {
        let created = creations.get(account).copied().unwrap_or_default();
        created + asking.least_time(*requests)
    });
    let alone = creations.values().copied();
    buckets
        .chain(deployed)
        .chain(chains)
        .chain(asked)
        .chain(alone)
        .chain([created])
        .max()
        .unwrap_or_default()
}

/// Whether one call may serve many such changes, or is made at another account's expense.
fn shares_calls(action: &Action) -> bool {
    matches!(
        action,
        Action::DeployStack { .. }
            | Action::DeleteStack { .. }
            | Action::DeployHub { .. }
            | Action::SetInvocationLogging { .. }
            | Action::AcceptModel { .. }
            | Action::SendUseCase { .. }
            | Action::DeployStop { .. }
            | Action::RequestQuota { .. }
    )
}

/// What to tell a person: the bound with a typical creation.
pub fn estimate(changes: &[Change]) -> Duration {
    lower_bound(
        changes,
        |_, _| limits::TYPICAL_CREATION,
        |_, _, _| limits::TYPICAL_STACK,
    )
}
