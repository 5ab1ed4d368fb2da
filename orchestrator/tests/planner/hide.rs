//! What a role sees that may not read everything.

use std::collections::{BTreeMap, BTreeSet};

use bedrock_org::model::{Gap, Subject};

use super::world::World;

/// So many can be hidden.
pub const PARTS: u8 = 16;

/// Hides parts of an organization, as a role that may not read them would.
pub fn hide(world: &World, hidden: &BTreeSet<u8>) -> World {
    let mut seen = world.clone();
    let org = &mut seen.org;
    let gap = || Gap {
        cause: "access denied".into(),
        hint: "ask for it".into(),
    };
    for part in hidden {
        match part {
            0 => {
                org.accounts.clear();
                org.gaps.insert(Subject::Accounts, gap());
            }
            1 => {
                let units: Vec<_> = org.units.keys().cloned().collect();
                for path in units {
                    org.gaps.insert(Subject::Units(path.parent()), gap());
                    org.units.remove(&path);
                }
                org.gaps.insert(Subject::Units(None), gap());
                org.gaps.insert(
                    Subject::Units(Some("Bedrock".parse().expect("a path"))),
                    gap(),
                );
                org.gaps.insert(
                    Subject::Units(Some("Workloads".parse().expect("a path"))),
                    gap(),
                );
                let deep = "Workloads/Bedrock".parse().expect("a path");
                org.gaps.insert(Subject::Units(Some(deep)), gap());
            }
            2 => {
                org.policies.clear();
                for unit in org.units.values_mut() {
                    unit.policies.clear();
                }
                org.gaps.insert(Subject::Policies, gap());
            }
            3 => {
                for (name, policy) in &mut org.policies {
                    policy.document.clear();
                    org.gaps.insert(Subject::Policy(name.clone()), gap());
                }
                for unit in org.units.values_mut() {
                    unit.policies.clear();
                }
            }
            4 => {
                org.trusted_access = None;
                org.gaps.insert(Subject::TrustedAccess, gap());
            }
            5 => {
                for (path, unit) in &mut org.units {
                    unit.tags.clear();
                    org.gaps.insert(Subject::TagsOfUnit(path.clone()), gap());
                }
            }
            6 => {
                org.stack_sets.clear();
                for account in &mut org.accounts {
                    account.stacks.clear();
                }
                org.gaps.insert(Subject::StackSets, gap());
            }
            7 => {
                for account in &mut org.accounts {
                    account.bedrock.clear();
                    for stack in account.stacks.values_mut().flat_map(BTreeMap::values_mut) {
                        stack.parameters.clear();
                    }
                    if let Some(id) = &account.id {
                        org.gaps.insert(Subject::Inside(id.clone()), gap());
                    }
                }
            }
            8 => {
                org.hub = None;
                org.gaps.insert(Subject::Hub, gap());
            }
            9 => {
                org.use_case = None;
                org.gaps.insert(Subject::UseCase, gap());
            }
            10 => {
                org.budgets.clear();
                org.gaps.insert(Subject::Budgets, gap());
            }
            11 => {
                for (name, budget) in &mut org.budgets {
                    for listeners in budget.alerts.values_mut() {
                        listeners.clear();
                    }
                    org.gaps.insert(Subject::Budget(name.clone()), gap());
                }
            }
            12 => {
                org.stop = None;
                org.gaps.insert(Subject::Stop, gap());
            }
            13 => {
                for account in &mut org.accounts {
                    for region in std::mem::take(&mut account.quotas).into_keys() {
                        if let Some(id) = &account.id {
                            org.gaps.insert(Subject::Quotas(id.clone(), region), gap());
                        }
                    }
                }
            }
            // Without another account's word nobody knows what a new one has.
            14 => org.quota_defaults.clear(),
            _ => {
                for account in &mut org.accounts {
                    account.tags.clear();
                    if let Some(id) = &account.id {
                        org.gaps.insert(Subject::TagsOfAccount(id.clone()), gap());
                    }
                }
            }
        }
    }
    seen
}
