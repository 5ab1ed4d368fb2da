//! Automatic deployment: accounts that come below a targeted unit get stacks, and accounts that leave
//! it lose them unless the set says otherwise.

use std::collections::{BTreeMap, BTreeSet};

use super::launch::Request;
use crate::clock::Moment;
use crate::cloudformation::make::uuid;
use crate::draw::Draw;
use crate::world::{
    Action, Detail, Instance, InstanceStatus, Preferences, Spot, StackSet, Targets, World,
};

impl World {
    /// What automatic deployment makes of the accounts that moved since it last looked.
    pub(crate) fn follow_moves(&mut self, draw: Draw, now: Moment) {
        for account in std::mem::take(&mut self.formation.moved) {
            let keys: Vec<String> = self.formation.sets.keys().cloned().collect();
            for key in keys {
                if let Some(request) = self.follow(draw, &key, &account) {
                    if let Some(set) = self.formation.sets.get_mut(&key) {
                        set.take_on(request, now);
                    }
                    self.advance_set(draw, &key, now);
                }
            }
        }
    }

    fn follow(&mut self, draw: Draw, key: &str, account: &str) -> Option<Request> {
        let set = self.formation.sets.get(key)?;
        if !set.auto_deployment.enabled || account == self.management {
            return None;
        }
        let lineage = self.lineage(account);
        let unit = set
            .units
            .iter()
            .find(|unit| lineage.contains(&unit.as_str()));
        let unit = unit.cloned();
        let own: BTreeSet<Spot> = set
            .instances
            .keys()
            .filter(|spot| spot.account() == account)
            .cloned()
            .collect();
        let (action, spots, retain) = match unit {
            Some(unit) => {
                let spots = new_spots(set, account, &unit);
                (Action::Create, spots, false)
            }
            None => {
                let spots = own.into_iter().map(|spot| (spot, String::new())).collect();
                (Action::Delete, spots, set.auto_deployment.retain)
            }
        };
        if spots.is_empty() {
            return None;
        }
        let serial = self.next_serial();
        let id = uuid(draw, "operation", &serial);
        let set = self.formation.sets.get_mut(key)?;
        if action == Action::Create {
            for (spot, unit) in &spots {
                set.instances.insert(spot.clone(), plain(unit));
            }
        }
        Some(Request {
            id,
            action,
            preferences: Preferences::default(),
            targets: Targets::default(),
            retain,
            spots,
            changes_set: false,
        })
    }
}

/// One in every Region that the set is deployed in.
fn new_spots(set: &StackSet, account: &str, unit: &str) -> BTreeMap<Spot, String> {
    let regions: BTreeSet<&str> = set.instances.keys().map(Spot::region).collect();
    let spots = regions.into_iter().map(|region| Spot::new(account, region));
    spots
        .filter(|spot| !set.instances.contains_key(spot))
        .map(|spot| (spot, unit.to_owned()))
        .collect()
}

/// With the set's own parameters: what others override is not passed on.
fn plain(unit: &str) -> Instance {
    Instance {
        unit: unit.to_owned(),
        overrides: BTreeMap::new(),
        stack: None,
        status: InstanceStatus::Outdated,
        detail: Detail::Pending,
        reason: None,
        last_operation: String::new(),
        drifted: None,
        drift_checked: None,
    }
}
