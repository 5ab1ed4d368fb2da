//! Puts changes in an order in which each comes after what it needs.

use std::collections::{BTreeMap, BTreeSet};

use super::change::{Address, Change};

/// The order depends on the changes alone, not on the order in which they were found.
///
/// Changes that need each other in a circle cannot be ordered; their addresses are the error.
pub fn order(changes: Vec<Change>) -> Result<Vec<Change>, BTreeSet<Address>> {
    let mut waiting: BTreeMap<Address, usize> = BTreeMap::new();
    let mut dependants: BTreeMap<Address, Vec<Address>> = BTreeMap::new();
    for change in &changes {
        waiting.insert(change.address.clone(), change.needs.len());
        for need in &change.needs {
            dependants
                .entry(need.clone())
                .or_default()
                .push(change.address.clone());
        }
    }
    let mut ready: BTreeSet<Address> = waiting
        .iter()
        .filter(|(_, needs)| **needs == 0)
        .map(|(address, _)| address.clone())
        .collect();
    let mut by_address: BTreeMap<Address, Change> = changes
        .into_iter()
        .map(|change| (change.address.clone(), change))
        .collect();
    let mut ordered = Vec::with_capacity(by_address.len());
    while let Some(address) = ready.pop_first() {
        for dependant in dependants.remove(&address).unwrap_or_default() {
            if let Some(needs) = waiting.get_mut(&dependant) {
                *needs -= 1;
                if *needs == 0 {
                    ready.insert(dependant);
                }
            }
        }
        ordered.extend(by_address.remove(&address));
    }
    if by_address.is_empty() {
        Ok(ordered)
    } else {
        Err(by_address.into_keys().collect())
    }
}
