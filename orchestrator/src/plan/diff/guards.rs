//! What stands between an account and the OU that it shall move into.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Gap, Org, OuPath, Place, Subject, Unit};

use super::{Address, Realm};

/// What must stand before an account moves into an OU.
pub struct Guards<'a> {
    pub realm: &'a Realm,
    pub units: &'a BTreeMap<OuPath, Unit>,
    pub live: &'a Org,
}

impl Guards<'_> {
    /// The OU, and the guard rails of it and of all above it: attached, and with the right text.
    pub fn of(&self, unit: &OuPath) -> BTreeSet<Address> {
        let mut needs = BTreeSet::from([self.realm.unit(unit)]);
        for path in unit.lineage() {
            let Some(unit) = self.units.get(&path) else {
                continue;
            };
            let attached = self.live.units.get(&path).map(|unit| &unit.policies);
            needs.extend(unit.policies.iter().map(|name| {
                if attached.is_some_and(|attached| attached.contains(name)) {
                    self.realm.policy(name)
                } else {
                    self.realm.attachment(&path, name)
                }
            }));
        }
        needs
    }

    /// The other plan that manages the OU, or one above it that would have to be ours.
    pub fn rival(&self, place: &Place) -> Option<&str> {
        let Place::Unit(unit) = place else {
            return None;
        };
        let lineage = unit.lineage();
        let ours = lineage
            .iter()
            .filter(|path| path.is_within(&self.realm.base));
        ours.filter_map(|path| self.live.units.get(path))
            .find_map(|unit| self.realm.rival(&unit.tags))
    }

    /// What keeps us from knowing the OU, the OUs above it, or their guard rails.
    pub fn gap(&self, place: &Place) -> Option<&Gap> {
        let Place::Unit(unit) = place else {
            return None;
        };
        let lineage = unit.lineage();
        let units = lineage.iter().map(|path| Subject::Units(path.parent()));
        let policies = lineage
            .iter()
            .filter_map(|path| self.units.get(path))
            .flat_map(|unit| unit.policies.iter().cloned().map(Subject::Policy));
        units
            .chain([Subject::Policies])
            .chain(policies)
            .find_map(|subject| self.live.gaps.get(&subject))
    }
}
