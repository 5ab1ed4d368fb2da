//! AWS's ids by the plan's names: known from observing, completed as things come to be.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, PoisonError};

use crate::model::{AccountId, AccountName, OuPath, PolicyName, Region};

use super::known_stacks::KnownStacks;

#[derive(Debug, Default)]
pub struct Directory {
    pub root: String,
    pub stacks: KnownStacks,
    entries: Mutex<Entries>,
}

#[derive(Debug, Default)]
struct Entries {
    units: BTreeMap<OuPath, String>,
    policies: BTreeMap<PolicyName, String>,
    accounts: BTreeMap<AccountName, AccountId>,
    /// Made in this run, or minutes before it.
    young: BTreeSet<AccountId>,
    /// The ids of the root or OU that held an account when it was observed.
    parents: BTreeMap<AccountName, String>,
    /// The hub's sinks.
    sinks: BTreeMap<Region, String>,
}

impl Directory {
    pub fn new(root: String) -> Self {
        Self {
            root,
            stacks: KnownStacks::default(),
            entries: Mutex::default(),
        }
    }

    pub fn unit(&self, path: &OuPath) -> Option<String> {
        self.with(|entries| entries.units.get(path).cloned())
    }

    /// Paths by id: the given OU and those right below it.
    pub fn units_below(&self, base: &OuPath) -> BTreeMap<String, OuPath> {
        self.with(|entries| {
            let within = entries
                .units
                .iter()
                .filter(|(path, _)| path.is_within(base));
            within
                .map(|(path, id)| (id.clone(), path.clone()))
                .collect()
        })
    }

    pub fn policy(&self, name: &PolicyName) -> Option<String> {
        self.with(|entries| entries.policies.get(name).cloned())
    }

    pub fn account(&self, name: &AccountName) -> Option<AccountId> {
        self.with(|entries| entries.accounts.get(name).cloned())
    }

    pub fn parent(&self, name: &AccountName) -> Option<String> {
        self.with(|entries| entries.parents.get(name).cloned())
    }

    pub fn learn_parent(&self, name: &AccountName, id: &str) {
        self.with(|entries| entries.parents.insert(name.clone(), id.to_owned()));
    }

    pub fn learn_unit(&self, path: &OuPath, id: &str) {
        self.with(|entries| entries.units.insert(path.clone(), id.to_owned()));
    }

    pub fn learn_policy(&self, name: &PolicyName, id: &str) {
        self.with(|entries| entries.policies.insert(name.clone(), id.to_owned()));
    }

    pub fn learn_account(&self, name: &AccountName, id: &AccountId) {
        self.with(|entries| entries.accounts.insert(name.clone(), id.clone()));
    }

    /// An account that this run made, or waited for.
    pub fn learn_young_account(&self, name: &AccountName, id: &AccountId) {
        self.learn_account(name, id);
        self.with(|entries| entries.young.insert(id.clone()));
    }

    /// An account that AWS says is new, whoever made it.
    pub fn learn_youth(&self, id: &AccountId) {
        self.with(|entries| entries.young.insert(id.clone()));
    }

    pub fn is_young(&self, id: &AccountId) -> bool {
        self.with(|entries| entries.young.contains(id))
    }

    pub fn sink(&self, region: &Region) -> Option<String> {
        self.with(|entries| entries.sinks.get(region).cloned())
    }

    pub fn learn_sink(&self, region: &Region, arn: &str) {
        self.with(|entries| entries.sinks.insert(region.clone(), arn.to_owned()));
    }

    fn with<T>(&self, work: impl FnOnce(&mut Entries) -> T) -> T {
        work(&mut self.entries.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
