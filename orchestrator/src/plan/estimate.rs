//! How long the changes take at AWS at the least: what its published limits and the creations
//! themselves cost, whatever the executor does.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::model::{AccountName, Email, limits};

use super::change::{Action, Change};

/// The lower bound of applying `changes`, given how long each account's creation takes.
///
/// Every bucket bounds the whole from below, and so do the creations, five at a time; the largest
/// bound holds. What must follow the last creation (its move) is not counted.
pub fn lower_bound(
    changes: &[Change],
    creation: impl Fn(&AccountName, &Email) -> Duration,
) -> Duration {
    let mut calls: BTreeMap<&'static str, usize> = BTreeMap::new();
    let mut creations = Vec::new();
    for change in changes {
        *calls.entry(change.action.operation()).or_default() += 1;
        if let Action::CreateAccount { account, email, .. }
        | Action::AwaitAccount { account, email, .. } = &change.action
        {
            creations.push(creation(account, email));
        }
    }
    let buckets = calls
        .iter()
        .map(|(operation, count)| limits::of(operation).least_time(*count));
    let shared = creations.iter().sum::<Duration>() / limits::CREATIONS_AT_ONCE as u32;
    let longest = creations.iter().max().copied().unwrap_or_default();
    buckets.chain([shared, longest]).max().unwrap_or_default()
}

/// What to tell a person: the bound with a typical creation.
pub fn estimate(changes: &[Change]) -> Duration {
    lower_bound(changes, |_, _| limits::TYPICAL_CREATION)
}
