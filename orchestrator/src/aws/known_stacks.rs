//! What this run knows of the sets' stacks: from observing, and from what it deployed.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use crate::model::{AccountId, Region, Set};

/// One stack of a set: in which account, in which Region.
pub type Instance = (AccountId, Region);

#[derive(Debug, Default)]
pub struct KnownStacks {
    entries: Mutex<Entries>,
}

#[derive(Debug, Default)]
struct Entries {
    stacks: BTreeMap<(Set, AccountId, Region), KnownStack>,
    /// Each set's template as it was last written there.
    templates: BTreeMap<Set, String>,
}

#[derive(Debug, Default, Clone)]
pub struct KnownStack {
    pub id: Option<String>,
    pub parameters: BTreeMap<String, String>,
    /// Whether these parameters are what the set remembers for it: the last operation succeeded.
    pub settled: bool,
    /// Whether this run has brought it to the set's present template.
    pub updated: bool,
    pub outputs: Option<BTreeMap<String, String>>,
    pub last_operation: Option<String>,
}

impl KnownStacks {
    pub fn get(&self, set: Set, (account, region): &Instance) -> Option<KnownStack> {
        let key = (set, account.clone(), region.clone());
        self.with(|entries| entries.stacks.get(&key).cloned())
    }

    pub fn learn(&self, set: Set, (account, region): &Instance, stack: KnownStack) {
        let key = (set, account.clone(), region.clone());
        self.with(|entries| entries.stacks.insert(key, stack));
    }

    pub fn forget(&self, set: Set, (account, region): &Instance) {
        let key = (set, account.clone(), region.clone());
        self.with(|entries| entries.stacks.remove(&key));
    }

    pub fn template(&self, set: Set) -> String {
        self.with(|entries| entries.templates.get(&set).cloned().unwrap_or_default())
    }

    pub fn learn_template(&self, set: Set, template: &str) {
        self.with(|entries| entries.templates.insert(set, template.to_owned()));
    }

    fn with<T>(&self, work: impl FnOnce(&mut Entries) -> T) -> T {
        work(&mut self.entries.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
