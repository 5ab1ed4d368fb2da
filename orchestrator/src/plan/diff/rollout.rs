//! The stacks of one account.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{
    Account, AccountId, Gap, Org, Parameter, Region, Set, Stack, StackState, Subject,
};

use super::stacks::{address, set_address};
use super::{Action, Address, Change, Difference, Realm, Unplanned, parameters};
use crate::plan::Deploy;

/// What an account's stacks depend on, whatever account it is.
pub struct Rollout<'a> {
    pub realm: &'a Realm,
    pub live: &'a Org,
    /// Sets that every stack has to follow.
    pub moved_on: BTreeSet<Set>,
    /// The sinks that exist and stay.
    pub sinks: BTreeMap<Region, String>,
}

impl Rollout<'_> {
    /// The stacks of an account that the plan has.
    pub fn account(
        &self,
        difference: &mut Difference,
        at: &Address,
        wanted: &Account,
        live: Option<&Account>,
    ) {
        let id = live.and_then(|live| live.id.as_ref());
        let inside = id.and_then(|id| self.live.gaps.get(&Subject::Inside(id.clone())));
        let gap = self.live.gaps.get(&Subject::StackSets).or(inside);
        for (set, stacks) in &wanted.stacks {
            for (region, stack) in stacks {
                let existing = live.and_then(|live| live.stacks.get(set)?.get(region));
                let Some(Step {
                    deploy,
                    reason,
                    told,
                }) = self.step(*set, &known(stack, id), existing)
                else {
                    continue;
                };
                let name = || set.name(&self.realm.owner);
                let (before, after) = told.map_or_else(
                    || (existing.map(|_| name()), name()),
                    |(before, after)| (Some(before), after),
                );
                let change = Change {
                    address: address(at, *set, region),
                    before,
                    after: Some(after),
                    reason,
                    needs: self.needs(at, *set, region, stack),
                    action: Action::DeployStack {
                        set: *set,
                        name: set.name(&self.realm.owner),
                        account: wanted.name.clone(),
                        region: region.clone(),
                        parameters: stack.parameters.clone(),
                        deploy,
                    },
                };
                difference.change_unless(gap, change);
            }
        }
        if let Some(live) = live {
            self.unplanned(difference, at, wanted, live, gap);
        }
    }

    fn needs(&self, at: &Address, set: Set, region: &Region, stack: &Stack) -> BTreeSet<Address> {
        let mut needs = BTreeSet::from([
            super::trusted_access_address(),
            at.clone(),
            at.part("place"),
            set_address(set),
        ]);
        let sinks = stack.parameters.values().filter_map(|value| match value {
            Parameter::Sink { sink } => Some(super::hub::address(sink)),
            Parameter::Text(_) => None,
        });
        needs.extend(sinks);
        // Nothing shall still be sent to a log group that goes away.
        if stack.parameters.get("InvocationLogs") == Some(&"off".into()) {
            needs.insert(super::bedrock::logging_address(at, region));
        }
        needs
    }

    /// What there is to do, and why; nothing when the stack is as it is wanted.
    fn step(&self, set: Set, wanted: &Stack, live: Option<&Stack>) -> Option<Step> {
        // Outputs are what an observed stack tells.
        let Stack {
            parameters,
            state: _,
            outputs: _,
        } = wanted;
        let Some(live) = live else {
            return Some(Step::new(
                Deploy::Create,
                "the account does not have it yet",
            ));
        };
        let changed: Vec<&str> = parameters
            .iter()
            .filter(|(key, value)| !self.is(value, live.parameters.get(*key)))
            .map(|(key, _)| key.as_str())
            .collect();
        let moved_on = self.moved_on.contains(&set);
        Some(match &live.state {
            StackState::Missing { reason } => {
                Step::new(Deploy::Create, format!("creating it failed: {reason}"))
            }
            StackState::Inoperable { reason } => {
                let reason = format!("CloudFormation gave it up: {reason}");
                Step::new(Deploy::Replace, reason)
            }
            StackState::Busy { operation } => {
                let reason = format!("{operation} is under way");
                let operation = operation.clone();
                Step::new(Deploy::After { operation }, reason)
            }
            // Its parameters could not be read.
            StackState::Outdated { reason } if live.parameters.is_empty() => {
                Step::new(Deploy::Update, reason.as_str())
            }
            StackState::Current | StackState::Outdated { .. } if !changed.is_empty() => Step {
                told: Some(parameters::told(&changed, &live.parameters, parameters)),
                ..Step::new(Deploy::Update, "its parameters have changed")
            },
            StackState::Current | StackState::Outdated { .. } if moved_on => {
                Step::new(Deploy::Update, "its set has changed")
            }
            StackState::Outdated { reason } => {
                Step::new(Deploy::Update, format!("it is outdated: {reason}"))
            }
            StackState::Current => return None,
        })
    }

    fn is(&self, wanted: &Parameter, live: Option<&Parameter>) -> bool {
        match (wanted, live) {
            (Parameter::Sink { sink }, Some(Parameter::Text(live))) => {
                self.sinks.get(sink) == Some(live)
            }
            (wanted, live) => Some(wanted) == live,
        }
    }

    /// Stacks in Regions that the plan names no more.
    fn unplanned(
        &self,
        difference: &mut Difference,
        at: &Address,
        wanted: &Account,
        live: &Account,
        gap: Option<&Gap>,
    ) {
        for (set, stacks) in &live.stacks {
            let kept = wanted.stacks.get(set);
            for region in stacks.keys() {
                if kept.is_none_or(|kept| !kept.contains_key(region)) {
                    let address = match set {
                        Set::Auth => at.part(&format!("stackset.auth/{region}")),
                        Set::Monitoring => address(at, *set, region),
                    };
                    self.leave_or_delete(difference, address, (*set, region), live, gap);
                }
            }
        }
    }

    /// Stacks of an account that the plan names no more: its auth stack goes on letting people in.
    pub fn stray(&self, difference: &mut Difference, at: &Address, live: &Account) {
        let Some(id) = &live.id else { return };
        let gap = self.live.gaps.get(&Subject::StackSets);
        for (set, stacks) in &live.stacks {
            for region in stacks.keys() {
                // Two accounts may have the same name.
                let address = at.part(&format!("{id}/stackset.{set}/{region}"));
                self.leave_or_delete(difference, address, (*set, region), live, gap);
            }
        }
    }

    fn leave_or_delete(
        &self,
        difference: &mut Difference,
        address: Address,
        (set, region): (Set, &Region),
        live: &Account,
        gap: Option<&Gap>,
    ) {
        let what = format!("{} in {region}", set.name(&self.realm.owner));
        let Some(id) = &live.id else { return };
        if !self.realm.delete.contains(address.as_str()) {
            difference.unplanned.push(Unplanned {
                address,
                what,
                deletable: gap.is_none(),
                account: None,
            });
            return;
        }
        let change = Change {
            address,
            action: Action::DeleteStack {
                set,
                name: set.name(&self.realm.owner),
                account: live.name.clone(),
                id: id.clone(),
                region: region.clone(),
            },
            before: Some(what),
            after: None,
            reason: "the plan names it no more, and its deletion was asked for".into(),
            needs: BTreeSet::new(),
        };
        difference.change_unless(gap, change);
    }
}

/// The stack as it is wanted in this very account.
fn known(stack: &Stack, id: Option<&AccountId>) -> Stack {
    let Some(id) = id else {
        return stack.clone();
    };
    let parameters = stack.parameters.iter();
    Stack {
        parameters: parameters
            .map(|(key, value)| (key.clone(), value.in_account(id)))
            .collect(),
        ..stack.clone()
    }
}

/// What to do with a stack, and what to tell of it.
struct Step {
    deploy: Deploy,
    reason: String,
    /// What was and what will be, where that is more than the stack itself.
    told: Option<(String, String)>,
}

impl Step {
    fn new(deploy: Deploy, reason: impl Into<String>) -> Self {
        Self {
            deploy,
            reason: reason.into(),
            told: None,
        }
    }
}
