//! How the operations of a set go on: which may run beside which, how many instances at once, and when
//! a Region is given up.

use std::collections::BTreeSet;

use crate::clock::Moment;
use crate::draw::Draw;
use crate::world::{Action, Detail, Drift, Operation, OperationStatus, Spot, StackSet, World};

/// How many instances of a set are worked on at once, whatever its operations ask for.
const AT_ONCE: usize = 100;

impl World {
    /// Begins what may begin on a set, and ends what has nothing left to do.
    pub(crate) fn advance_set(&mut self, draw: Draw, key: &str, at: Moment) {
        let Some(mut set) = self.formation.sets.remove(key) else {
            return;
        };
        loop {
            set.release_queued();
            let ended = set.end_finished(at);
            self.fill(draw, key, &mut set, at);
            if !ended {
                break;
            }
        }
        self.formation.sets.insert(key.to_owned(), set);
    }

    fn fill(&mut self, draw: Draw, key: &str, set: &mut StackSet, at: Moment) {
        for id in set.active.clone() {
            while set.running < AT_ONCE
                && let Some(spot) = set.next_spot(&id)
            {
                set.running += 1;
                self.start_instance(draw, key, set, &id, &spot, at);
            }
        }
    }
}

impl StackSet {
    /// An operation waits for the ones before it that touch what it touches.
    fn release_queued(&mut self) {
        let statuses = self.active.iter().filter_map(|id| self.operations.get(id));
        if !statuses
            .clone()
            .any(|operation| operation.status == OperationStatus::Queued)
        {
            return;
        }
        let mut taken: BTreeSet<&Spot> = BTreeSet::new();
        let mut released = Vec::new();
        let mut first = true;
        let mut changing = false;
        for operation in statuses {
            let alone = operation.changes_set;
            let blocked = changing
                || (alone && !first)
                || operation.results.keys().any(|spot| taken.contains(spot));
            if operation.status == OperationStatus::Queued && !blocked {
                released.push(operation.id.clone());
            }
            taken.extend(operation.results.keys());
            changing |= alone;
            first = false;
        }
        for id in released {
            if let Some(operation) = self.operations.get_mut(&id) {
                operation.status = OperationStatus::Running;
            }
        }
    }

    /// Where an operation goes on next, if it may now.
    fn next_spot(&mut self, id: &str) -> Option<Spot> {
        let operation = self.operations.get_mut(id)?;
        if operation.status != OperationStatus::Running {
            return None;
        }
        let preferences = operation.preferences.clone();
        for lane in &mut operation.lanes {
            if lane.running < preferences.at_once(lane)
                && let Some(account) = lane.pending.pop_front()
            {
                lane.running += 1;
                return Some(Spot::new(&account, &lane.region));
            }
            let busy = lane.running > 0 || !lane.pending.is_empty();
            if busy && !preferences.parallel_regions {
                return None;
            }
        }
        None
    }

    /// One instance of an operation is done.
    pub(super) fn settle_instance(&mut self, id: &str, spot: &Spot, failed: bool) {
        self.running = self.running.saturating_sub(1);
        let Some(operation) = self.operations.get_mut(id) else {
            return;
        };
        let preferences = operation.preferences.clone();
        let mut gave_up = false;
        for lane in &mut operation.lanes {
            if lane.region == spot.region() {
                lane.running = lane.running.saturating_sub(1);
                lane.failed += usize::from(failed);
                lane.given_up = lane.failed > preferences.tolerance(lane);
                gave_up = lane.given_up;
            }
        }
        if gave_up {
            let regions: Vec<_> = if preferences.parallel_regions {
                vec![spot.region().to_owned()]
            } else {
                // No Region after this one is attempted.
                let lanes = operation.lanes.iter();
                lanes.map(|lane| lane.region.clone()).collect()
            };
            self.cancel(
                id,
                &regions,
                "Cancelled since failure tolerance has exceeded",
            );
        }
    }

    /// What has not begun in these Regions will not.
    pub(super) fn cancel(&mut self, id: &str, regions: &[String], why: &str) {
        let Some(operation) = self.operations.get_mut(id) else {
            return;
        };
        for lane in &mut operation.lanes {
            if !regions.contains(&lane.region) {
                continue;
            }
            for account in std::mem::take(&mut lane.pending) {
                let spot = Spot::new(&account, &lane.region);
                if let Some(result) = operation.results.get_mut(&spot) {
                    result.detail = Detail::Cancelled;
                    result.reason = Some(why.to_owned());
                }
                if operation.action != Action::DetectDrift
                    && let Some(instance) = self.instances.get_mut(&spot)
                {
                    instance.detail = Detail::Cancelled;
                    instance.reason = Some(why.to_owned());
                }
            }
        }
    }

    /// Whether any operation ended.
    fn end_finished(&mut self, at: Moment) -> bool {
        let mut ended = Vec::new();
        for id in &self.active {
            let Some(operation) = self.operations.get_mut(id) else {
                continue;
            };
            let lanes = &operation.lanes;
            let idle = |lane: &crate::world::Lane| lane.running == 0 && lane.pending.is_empty();
            if operation.status == OperationStatus::Queued || !lanes.iter().all(idle) {
                continue;
            }
            operation.status = match operation.status {
                OperationStatus::Stopping => OperationStatus::Stopped,
                _ if lanes.iter().any(|lane| lane.given_up) => OperationStatus::Failed,
                _ => OperationStatus::Succeeded,
            };
            operation.ended = Some(at);
            ended.push(id.clone());
        }
        for id in &ended {
            if let Some(operation) = self.operations.get(id)
                && operation.action == Action::DetectDrift
            {
                self.drift = Some(self.drift_after(operation, at));
            }
        }
        self.active.retain(|id| !ended.contains(id));
        !ended.is_empty()
    }

    fn drift_after(&self, operation: &Operation, at: Moment) -> Drift {
        let instances = self.instances.values();
        let drifted = instances.filter(|instance| instance.drifted == Some(true));
        let results = operation.results.values();
        let failed = results.filter(|result| result.detail == Detail::Failed);
        Drift {
            at,
            total: operation.results.len(),
            drifted: drifted.count(),
            failed: failed.count(),
        }
    }
}
