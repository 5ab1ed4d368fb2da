//! Following operations to their ends: one who waits asks for all.

use std::collections::BTreeMap;
use std::time::Duration;

use aws_sdk_cloudformation::types::{
    StackSetOperationResultStatus, StackSetOperationResultSummary, StackSetOperationStatus,
};
use tokio::sync::oneshot;
use tokio::time::Instant;

use crate::aws::{Instance, Trouble};

use super::super::Performer;
use super::{Answer, Operation, Rollout, Site};

/// Hardly a stack of ours takes less.
pub const FIRST_LOOK: Duration = Duration::from_secs(25);
pub const SOONEST_LOOK: Duration = Duration::from_secs(8);
const LATEST_LOOK: Duration = Duration::from_secs(30);
const SHORTEST_REST: Duration = Duration::from_secs(1);

impl Performer<'_> {
    /// Waits for an operation that was sent otherwise, and looks at it for the first time then.
    pub(super) async fn follow_operation(
        &self,
        site: &Site<'_>,
        id: &str,
        look_at: Duration,
    ) -> Answer {
        let rollout = self.rollouts.of(site.set);
        let (tell, answer) = oneshot::channel();
        rollout.operations(|operations| {
            let operation = operations
                .entry(id.to_owned())
                .or_insert_with(|| Operation {
                    began: Instant::now(),
                    look_at,
                    met_again: false,
                    removes: false,
                    waiting: BTreeMap::new(),
                });
            operation.waiting.insert(site.instance.clone(), tell);
        });
        self.wait(site, rollout, answer).await
    }

    /// One look at everything that is under way at the set, after a while.
    pub(super) async fn follow_all(&self, site: &Site<'_>, rollout: &Rollout) {
        let pace = &self.aws.pace;
        let due_in = rollout.operations(|operations| {
            let due = operations
                .values()
                .map(|one| one.look_at.saturating_sub(pace.since(one.began)));
            due.min().unwrap_or(SOONEST_LOOK)
        });
        if !self.aws.rested(due_in.max(SHORTEST_REST)).await {
            return;
        }
        let open: Vec<String> = rollout.operations(|operations| {
            let due = operations.iter_mut().filter_map(|(id, one)| {
                let age = pace.since(one.began) + SHORTEST_REST;
                let due = one.look_at <= age;
                if due {
                    one.look_at = age + (age / 8).clamp(SOONEST_LOOK, LATEST_LOOK);
                }
                due.then(|| id.clone())
            });
            due.collect()
        });
        let statuses = match self.aws.statuses(site.name, &open).await {
            Ok(statuses) => statuses,
            Err(trouble) => return rollout.give_up(&open, &trouble),
        };
        for id in open {
            match statuses.get(&id) {
                None => self.close(site, rollout, &id, Vec::new()).await,
                Some(StackSetOperationStatus::Queued) => {}
                Some(StackSetOperationStatus::Running | StackSetOperationStatus::Stopping) => {
                    if rollout.waiting_for(&id) > 1 {
                        match self.aws.operation_results(site.name, &id).await {
                            Ok(results) => self.tell(site, rollout, &id, results).await,
                            Err(trouble) => rollout.give_up(&[id], &trouble),
                        }
                    }
                }
                Some(_) => match self.aws.operation_results(site.name, &id).await {
                    Ok(results) => self.close(site, rollout, &id, results).await,
                    Err(trouble) => rollout.give_up(&[id], &trouble),
                },
            }
        }
    }

    /// Tells whoever waits for a stack that is done with, while the operation goes on elsewhere.
    async fn tell(
        &self,
        site: &Site<'_>,
        rollout: &Rollout,
        id: &str,
        results: Vec<StackSetOperationResultSummary>,
    ) {
        for (instance, answer) in results.iter().filter_map(|result| ended(id, result)) {
            let Some((tell, doubtful, removes)) = rollout.take(id, &instance) else {
                continue;
            };
            let answer = match doubtful {
                false => answer,
                true => {
                    self.confirmed(site.name, &instance, id, removes, answer)
                        .await
                }
            };
            // Whoever gave up waiting needs no answer.
            tell.send(answer).ok();
        }
        rollout.operations(|operations| {
            operations.retain(|_, operation| !operation.waiting.is_empty());
        });
    }

    /// The operation has ended: who is not among its results was not touched.
    async fn close(
        &self,
        site: &Site<'_>,
        rollout: &Rollout,
        id: &str,
        results: Vec<StackSetOperationResultSummary>,
    ) {
        self.tell(site, rollout, id, results).await;
        let Some(operation) = rollout.operations(|operations| operations.remove(id)) else {
            return;
        };
        for tell in operation.waiting.into_values() {
            let answer = match operation.met_again {
                true => Answer::Stale,
                false => Answer::Untouched,
            };
            tell.send(answer).ok();
        }
    }

    /// Of an operation whose id was known before we sent it: whether it is the last that happened
    /// to this stack.
    async fn confirmed(
        &self,
        set: &str,
        (account, region): &Instance,
        id: &str,
        removes: bool,
        answer: Answer,
    ) -> Answer {
        match self
            .aws
            .stack_instance(set, account.as_str(), region.as_str())
            .await
        {
            Ok(Some(instance)) if instance.last_operation_id() == Some(id) => answer,
            Ok(None) if removes => answer,
            Ok(_) => Answer::Stale,
            Err(trouble) => Answer::Trouble(trouble),
        }
    }
}

impl Rollout {
    fn waiting_for(&self, id: &str) -> usize {
        self.operations(|operations| operations.get(id).map_or(0, |one| one.waiting.len()))
    }

    fn take(&self, id: &str, instance: &Instance) -> Option<(oneshot::Sender<Answer>, bool, bool)> {
        self.operations(|operations| {
            let operation = operations.get_mut(id)?;
            let tell = operation.waiting.remove(instance)?;
            Some((tell, operation.met_again, operation.removes))
        })
    }

    fn give_up(&self, ids: &[String], trouble: &Trouble) {
        let waiting: Vec<_> = self.operations(|operations| {
            let closed = ids.iter().filter_map(|id| operations.remove(id));
            closed
                .flat_map(|operation| operation.waiting.into_values())
                .collect()
        });
        for tell in waiting {
            tell.send(Answer::Trouble(trouble.clone())).ok();
        }
    }
}

fn ended(id: &str, result: &StackSetOperationResultSummary) -> Option<(Instance, Answer)> {
    let account = result.account()?.parse().ok()?;
    let region = result.region()?.parse().ok()?;
    let operation = id.to_owned();
    let answer = match result.status()? {
        StackSetOperationResultStatus::Pending | StackSetOperationResultStatus::Running => {
            return None;
        }
        StackSetOperationResultStatus::Succeeded => Answer::Succeeded { operation },
        status => Answer::Failed {
            operation,
            reason: result.status_reason().unwrap_or(status.as_str()).to_owned(),
        },
    };
    Some(((account, region), answer))
}
