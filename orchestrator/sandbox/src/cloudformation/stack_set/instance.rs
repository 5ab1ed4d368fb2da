//! One instance of a stack set, while an operation works on it.

use std::time::Duration;

use crate::clock::Moment;
use crate::cloudformation::stack::stack_time;
use crate::draw::Draw;
use crate::world::{AccountState, Action, Detail, Event, InstanceStatus, Spot, StackSet, World};

/// What needs no work in the account takes about as long as asking.
const NO_WORK: Duration = Duration::from_secs(1);

const INOPERABLE: &str = "The stack instance is INOPERABLE: delete it with RetainStacks, and delete \
                          its stack by itself";

/// How an instance's turn came out.
enum Outcome {
    Done,
    Failed(String),
    Skipped,
}

impl World {
    pub(super) fn start_instance(
        &mut self,
        draw: Draw,
        key: &str,
        set: &mut StackSet,
        id: &str,
        spot: &Spot,
        at: Moment,
    ) {
        let Some(operation) = set.operations.get(id) else {
            return;
        };
        let (action, retain) = (operation.action, operation.retain);
        let works = !retain && self.is_active(spot.account());
        let takes = if works {
            self.instance_time(draw, &set.name, spot)
        } else {
            NO_WORK
        };
        let due = at.plus(takes);
        if works {
            match action {
                Action::Create | Action::Update => {
                    self.begin_stack(draw, set, spot, at, due);
                }
                Action::Delete => self.begin_deletion(set, spot, at, due),
                Action::DetectDrift => {}
            }
        }
        if action != Action::DetectDrift
            && let Some(instance) = set.instances.get_mut(spot)
        {
            instance.detail = Detail::Running;
            instance.reason = None;
        }
        if let Some(operation) = set.operations.get_mut(id)
            && let Some(result) = operation.results.get_mut(spot)
        {
            result.detail = Detail::Running;
            result.due = Some(due);
        }
        let event = Event::StackInstance(key.to_owned(), id.to_owned(), spot.clone());
        self.index.due.insert((due, event));
    }

    fn is_active(&self, account: &str) -> bool {
        let account = self.accounts.get(account);
        account.is_some_and(|account| account.state == AccountState::Active)
    }

    pub(crate) fn instance_time(&self, draw: Draw, set: &str, spot: &Spot) -> Duration {
        let account = self.accounts.get(spot.account());
        let email = account.map_or(spot.account(), |account| account.email.as_str());
        stack_time(draw, set, email, spot.region())
    }

    /// An instance's time is over.
    pub(crate) fn finish_instance(
        &mut self,
        draw: Draw,
        key: &str,
        id: &str,
        spot: &Spot,
        at: Moment,
    ) {
        let Some(mut set) = self.formation.sets.remove(key) else {
            return;
        };
        let operation = set.operations.get(id);
        let plan = operation.map(|operation| (operation.action, operation.retain));
        if let Some((action, retain)) = plan {
            let outcome = self.conclude(draw, &mut set, spot, action, retain, at);
            record(&mut set, id, spot, action, &outcome);
            let failed = matches!(outcome, Outcome::Failed(_));
            set.settle_instance(id, spot, failed);
        }
        self.formation.sets.insert(key.to_owned(), set);
        self.advance_set(draw, key, at);
    }

    fn conclude(
        &mut self,
        draw: Draw,
        set: &mut StackSet,
        spot: &Spot,
        action: Action,
        retain: bool,
        at: Moment,
    ) -> Outcome {
        let Some(instance) = set.instances.get_mut(spot) else {
            return Outcome::Done;
        };
        let stack = instance.stack.clone();
        if action == Action::Delete && retain {
            if let Some(stack) = stack.and_then(|id| self.formation.stacks.get_mut(&id)) {
                stack.set = None;
            }
            return Outcome::Done;
        }
        let stack = stack.unwrap_or_default();
        // What began before the account was suspended still ends.
        let worked_on = self.formation.stacks.get(&stack);
        let worked_on = worked_on.and_then(|stack| stack.change.as_ref());
        let worked_on = worked_on.is_some_and(|change| !change.alone);
        if !worked_on && !self.is_active(spot.account()) {
            return Outcome::Skipped;
        }
        if action == Action::DetectDrift {
            let found = self.formation.stacks.get(&stack);
            instance.drifted = Some(found.is_some_and(|stack| stack.drifted));
            instance.drift_checked = Some(at);
            return Outcome::Done;
        }
        if instance.status == InstanceStatus::Inoperable {
            return Outcome::Failed(INOPERABLE.into());
        }
        if worked_on {
            return match self.finish_stack(draw, &stack) {
                Ok(()) => Outcome::Done,
                Err(failed) => Outcome::Failed(failed.to_string()),
            };
        }
        match self.formation.stacks.get(&stack) {
            Some(found) if action == Action::Delete && found.deleted.is_some() => Outcome::Done,
            None if action == Action::Delete => Outcome::Done,
            Some(found) if action != Action::Delete && found.status.is_updatable() => Outcome::Done,
            Some(found) => Outcome::Failed(format!(
                "Stack:{stack} is in {} state and can not be updated.",
                found.status.name()
            )),
            None => Outcome::Failed("The stack does not exist".into()),
        }
    }
}

/// What the instance and the operation's results say afterwards.
fn record(set: &mut StackSet, id: &str, spot: &Spot, action: Action, outcome: &Outcome) {
    let (detail, reason) = match outcome {
        Outcome::Done => (Detail::Succeeded, None),
        Outcome::Failed(reason) => (Detail::Failed, Some(reason.clone())),
        Outcome::Skipped => (
            Detail::SkippedSuspendedAccount,
            Some("The account is suspended".to_owned()),
        ),
    };
    if let Some(operation) = set.operations.get_mut(id)
        && let Some(result) = operation.results.get_mut(spot)
    {
        result.due = None;
        result.reason.clone_from(&reason);
        result.detail = match detail {
            // Results have no word of their own for it.
            Detail::SkippedSuspendedAccount => Detail::Cancelled,
            detail => detail,
        };
    }
    if action == Action::DetectDrift {
        return;
    }
    if action == Action::Delete && detail == Detail::Succeeded {
        set.instances.remove(spot);
        return;
    }
    let Some(instance) = set.instances.get_mut(spot) else {
        return;
    };
    instance.detail = detail;
    instance.reason = reason;
    match (action, detail) {
        (Action::Delete, Detail::Failed) => {
            instance.status = InstanceStatus::Inoperable;
            instance.detail = Detail::Inoperable;
        }
        (_, Detail::Succeeded) => instance.status = InstanceStatus::Current,
        _ if instance.status == InstanceStatus::Inoperable => {
            instance.detail = Detail::Inoperable;
        }
        _ => instance.status = InstanceStatus::Outdated,
    }
}
