//! The stack sets themselves: what they are, not where.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Account, AccountName, Org, Region, Set, StackSet, StackState, Subject, Tags};

use super::{Action, Address, Change, Difference, Realm};
use crate::plan::stacks::same_meaning;

pub fn set_address(set: Set) -> Address {
    Address::new(format!("organization/stackset.{set}"))
}

/// The monitoring set has a stack in each Region, the auth set one alone.
pub fn address(account: &Address, set: Set, region: &Region) -> Address {
    match set {
        Set::Auth => account.part("stackset.auth"),
        Set::Monitoring => account.part(&format!("stackset.monitoring/{region}")),
    }
}

pub fn sets(
    difference: &mut Difference,
    realm: &Realm,
    wanted: &BTreeMap<Set, StackSet>,
    live: &Org,
    first: impl Fn(Set) -> First,
) {
    let gap = live.gaps.get(&Subject::StackSets);
    let accounts_gap = live.gaps.get(&Subject::Accounts);
    for (set, wanted) in wanted {
        let StackSet {
            template,
            parameters,
            managed_execution,
            tags,
        } = wanted;
        let name = set.name(&realm.owner);
        let mut change = Change {
            address: set_address(*set),
            action: Action::CreateStackSet {
                set: *set,
                name: name.clone(),
                template: template.clone(),
                parameters: parameters.clone(),
                tags: tags.clone(),
            },
            before: None,
            after: Some(name.clone()),
            reason: "every team account gets its stacks from it".into(),
            needs: BTreeSet::from([super::trusted_access_address()]),
        };
        let Some(live) = live.stack_sets.get(set) else {
            difference.change_unless(gap, change);
            continue;
        };
        if let Some(rival) = realm.rival(&live.tags) {
            difference.block_rival(change.address, rival);
            continue;
        }
        let reasons = [
            (!same_meaning(template, &live.template)).then_some("its template has changed"),
            (!holds(parameters, &live.parameters)).then_some("its parameters have changed"),
            (*managed_execution && !live.managed_execution)
                .then_some("its operations would wait for each other"),
            (!holds(tags, &live.tags)).then_some("its tags have changed"),
        ];
        let reasons: Vec<&str> = reasons.into_iter().flatten().collect();
        if reasons.is_empty() {
            continue;
        }
        let first = match first(*set) {
            First::Stack(account, region) => Some((account, region)),
            First::Nobody => None,
            First::NoneOfTheCanary => {
                difference.block(
                    change.address,
                    "the canary's team has no stack of this set to try the change on",
                    "name a team that has one, or apply without --canary",
                );
                continue;
            }
            First::Strangers => {
                difference.block(
                    change.address,
                    "only accounts that the plan no longer names have stacks of this set, and all of \
                     them would be updated at once",
                    "put their teams back into the plan file, or delete those stacks: --delete with their addresses",
                );
                continue;
            }
        };
        change.action = Action::UpdateStackSet {
            set: *set,
            name: name.clone(),
            template: template.clone(),
            parameters: parameters.clone(),
            tags: tags.clone(),
            first,
        };
        change.before = Some(name);
        change.reason = reasons.join(", ");
        // Without a first stack CloudFormation updates all at once: only when there is none.
        let gap = gap.or(accounts_gap);
        difference.change_unless(gap, change);
    }
}

/// The stack that CloudFormation updates together with its set. Without one it updates all of them.
pub enum First {
    Stack(AccountName, Region),
    /// The set has no stack at all.
    Nobody,
    NoneOfTheCanary,
    Strangers,
}

/// The canary's, or any; one that can be updated before one that is busy or broken.
pub fn first(
    realm: &Realm,
    set: Set,
    wanted: &[Account],
    found: &[Option<usize>],
    live: &Org,
) -> First {
    let of_canary = |account: &Account| realm.canary.is_none() || account.team == realm.canary;
    let pairs = wanted.iter().zip(found);
    let having = pairs.flat_map(|(account, found)| {
        let stacks = found.and_then(|index| live.accounts[index].stacks.get(&set));
        let stacks = stacks.into_iter().flatten();
        stacks.map(move |(region, stack)| (rank(&stack.state), account, region))
    });
    let having: Vec<(u8, &Account, &Region)> = having.collect();
    let candidates = having.iter().filter(|(_, account, _)| of_canary(account));
    match candidates.min_by_key(|(rank, account, region)| (*rank, &account.name, *region)) {
        Some((_, account, region)) => First::Stack(account.name.clone(), (*region).clone()),
        None if !having.is_empty() => First::NoneOfTheCanary,
        None if live
            .accounts
            .iter()
            .any(|one| one.stacks.contains_key(&set)) =>
        {
            First::Strangers
        }
        None => First::Nobody,
    }
}

fn rank(state: &StackState) -> u8 {
    match state {
        StackState::Current | StackState::Outdated { .. } => 0,
        StackState::Busy { .. } => 1,
        StackState::Missing { .. } | StackState::Inoperable { .. } => 2,
    }
}

/// Whether what is wanted is there; others may have added to it.
fn holds(wanted: &Tags, live: &Tags) -> bool {
    wanted
        .iter()
        .all(|(key, value)| live.get(key) == Some(value))
}
