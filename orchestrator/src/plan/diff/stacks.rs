//! The stack sets themselves: what they are, not where.

use std::collections::{BTreeMap, BTreeSet};

use bedrock_template::Template;

use crate::model::{Account, AccountName, Org, Region, Set, StackSet, StackState, Subject, Tags};

use super::{Action, Address, Change, Difference, Realm};

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
    first: impl Fn(Set) -> Option<(AccountName, Region)>,
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
        change.action = Action::UpdateStackSet {
            set: *set,
            name: name.clone(),
            template: template.clone(),
            parameters: parameters.clone(),
            tags: tags.clone(),
            first: first(*set),
        };
        change.before = Some(name);
        change.reason = reasons.join(", ");
        // Without a first stack CloudFormation updates all at once: only when there is none.
        let gap = gap.or(accounts_gap);
        difference.change_unless(gap, change);
    }
}

/// The stack that CloudFormation updates together with its set: the canary's, or any.
pub fn first(
    realm: &Realm,
    set: Set,
    wanted: &[Account],
    found: &[Option<usize>],
    live: &Org,
) -> Option<(AccountName, Region)> {
    let is_canary = |account: &Account| realm.canary.is_some() && account.team == realm.canary;
    let mut having: Vec<(bool, &AccountName, &Region)> = wanted
        .iter()
        .zip(found)
        .filter_map(|(account, found)| {
            let stacks = live.accounts.get((*found)?)?.stacks.get(&set)?;
            let (region, _) = stacks.iter().find(|(_, stack)| operable(&stack.state))?;
            Some((!is_canary(account), &account.name, region))
        })
        .collect();
    having.sort_unstable();
    let (_, name, region) = having.first()?;
    Some(((*name).clone(), (*region).clone()))
}

fn operable(state: &StackState) -> bool {
    matches!(state, StackState::Current | StackState::Outdated { .. })
}

/// Whether two templates say the same, whatever their comments and order. What is not a template
/// is like nothing else.
pub fn same_meaning(one: &str, other: &str) -> bool {
    if one == other {
        return true;
    }
    match (Template::parse(one), Template::parse(other)) {
        (Ok(one), Ok(other)) => one.meaning() == other.meaning(),
        _ => false,
    }
}

/// Whether what is wanted is there; others may have added to it.
fn holds(wanted: &Tags, live: &Tags) -> bool {
    wanted
        .iter()
        .all(|(key, value)| live.get(key) == Some(value))
}
