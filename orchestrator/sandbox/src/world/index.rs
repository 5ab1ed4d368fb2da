use std::collections::{BTreeMap, BTreeSet};

use super::{BudgetAction, Event, Outcome, PolicyTypeStatus, World};
use crate::clock::Moment;

/// What can be found again from the rest of the world.
#[derive(Debug, Clone, Default)]
pub(crate) struct Index {
    /// Account ids by address in lower case.
    pub(crate) emails: BTreeMap<String, String>,
    /// Account ids by parent.
    pub(crate) accounts: BTreeMap<String, BTreeSet<String>>,
    /// Unit ids by parent.
    pub(crate) units: BTreeMap<String, BTreeSet<String>>,
    /// Targets by policy.
    pub(crate) targets: BTreeMap<String, BTreeSet<String>>,
    /// Creations in progress.
    pub(crate) creating: BTreeSet<String>,
    /// How many sessions there may be before those long ended are dropped.
    pub(crate) sessions_to_sweep: usize,
    /// What happens by itself, and when.
    pub(crate) due: BTreeSet<(Moment, Event)>,
}

impl Index {
    pub(crate) fn place_account(&mut self, parent: &str, id: &str) {
        self.accounts
            .entry(parent.to_owned())
            .or_default()
            .insert(id.to_owned());
    }

    pub(crate) fn place_unit(&mut self, parent: &str, id: &str) {
        self.units
            .entry(parent.to_owned())
            .or_default()
            .insert(id.to_owned());
    }

    pub(crate) fn unplace(&mut self, parent: &str, id: &str) {
        for children in [&mut self.accounts, &mut self.units] {
            if let Some(children) = children.get_mut(parent) {
                children.remove(id);
            }
        }
    }

    pub(crate) fn attach(&mut self, policy: &str, target: &str) {
        self.targets
            .entry(policy.to_owned())
            .or_default()
            .insert(target.to_owned());
    }

    pub(crate) fn detach(&mut self, policy: &str, target: &str) {
        if let Some(targets) = self.targets.get_mut(policy) {
            targets.remove(target);
        }
    }
}

impl World {
    /// After a world was read from a file.
    pub(crate) fn rebuild_index(&mut self) {
        let mut index = Index::default();
        for (id, account) in &self.accounts {
            index
                .emails
                .insert(account.email.to_lowercase(), id.clone());
            index.place_account(&account.parent, id);
        }
        for (id, unit) in &self.units {
            index.place_unit(&unit.parent, id);
        }
        for (target, policies) in &self.attachments {
            for policy in policies {
                index.attach(policy, target);
            }
        }
        for (id, creation) in &self.creations {
            if creation.outcome == Outcome::InProgress {
                index.creating.insert(id.clone());
                index
                    .due
                    .insert((creation.due, Event::Creation(id.clone())));
            }
        }
        for (kind, status) in &self.policy_types {
            let (PolicyTypeStatus::PendingEnable { until }
            | PolicyTypeStatus::PendingDisable { until }) = status
            else {
                continue;
            };
            index.due.insert((*until, Event::PolicyType(kind.clone())));
        }
        for (id, at) in &self.closing {
            index.due.insert((*at, Event::Closing(id.clone())));
        }
        for (id, stack) in &self.formation.stacks {
            if let Some(change) = stack.change.as_ref().filter(|change| change.alone) {
                index.due.insert((change.due, Event::Stack(id.clone())));
            }
        }
        for (key, set) in &self.formation.sets {
            for (at, operation, spot) in set.waits() {
                let event = Event::StackInstance(key.clone(), operation, spot);
                index.due.insert((at, event));
            }
        }
        index.due.extend(self.quotas.waits());
        let money = &self.money;
        index.due.extend(money.due.map(|due| (due, Event::Bill)));
        let hour = money.scenario.next();
        index.due.extend(hour.map(|hour| (hour, Event::Spending)));
        for (owner, budgets) in &money.budgets {
            for (name, budget) in budgets {
                let due = |(id, action): (&String, &BudgetAction)| {
                    let event = Event::BudgetAction(owner.clone(), name.clone(), id.clone());
                    action.due.map(|due| (due, event))
                };
                index.due.extend(budget.actions.iter().filter_map(due));
            }
        }
        self.index = index;
    }
}
