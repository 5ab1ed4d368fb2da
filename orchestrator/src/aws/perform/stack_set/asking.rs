//! Gathering: stacks that want the same go out in one operation.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use tokio::sync::oneshot;
use tokio::time::Instant;

use crate::aws::Instance;
use crate::aws::trouble::Kind;
use crate::model::{AccountId, Region};

use super::super::Performer;
use super::following::FIRST_LOOK;
use super::operation::Batch;
use super::{Answer, Ask, Errand, Operation, Rollout, Site};

/// What becomes ready within this time goes out together: nothing against the minute that a stack
/// takes.
const GATHER: Duration = Duration::from_secs(1);
/// One request holds the ids of this many accounts with ease.
const MOST_ACCOUNTS: usize = 500;

impl Performer<'_> {
    /// Has an errand run and waits for what becomes of it.
    pub(super) async fn ask(&self, site: &Site<'_>, errand: Errand) -> Answer {
        let rollout = self.rollouts.of(site.set);
        let (tell, answer) = oneshot::channel();
        let instance = site.instance.clone();
        rollout.asks(|asks| {
            asks.push(Ask {
                instance,
                errand,
                tell,
            });
        });
        self.wait(site, rollout, answer).await
    }

    /// Waits for an answer; meanwhile sends or follows for everyone, where nobody else does.
    pub(super) async fn wait(
        &self,
        site: &Site<'_>,
        rollout: &Rollout,
        mut answer: oneshot::Receiver<Answer>,
    ) -> Answer {
        loop {
            if let Ok(answer) = answer.try_recv() {
                return answer;
            }
            let unsent = rollout.has_unsent(&site.instance);
            if self.aws.is_stopping() {
                rollout.withdraw(&site.instance);
                return Answer::Left(match unsent {
                    true => "not asked for yet".into(),
                    false => "CloudFormation goes on with it".into(),
                });
            }
            let task = if unsent {
                &rollout.sending
            } else {
                &rollout.polling
            };
            tokio::select! {
                biased;
                told = &mut answer => {
                    return told.unwrap_or_else(|_| Answer::Left("nobody followed it".into()));
                }
                _mine = task.lock() => {
                    if unsent != rollout.has_unsent(&site.instance) {
                        continue;
                    }
                    // Boxed: hundreds wait here, and one of them works.
                    if unsent {
                        Box::pin(self.send_a_batch(site, rollout)).await;
                    } else {
                        Box::pin(self.follow_all(site, rollout)).await;
                    }
                }
            }
        }
    }

    async fn send_a_batch(&self, site: &Site<'_>, rollout: &Rollout) {
        if !self.aws.rested(GATHER).await {
            return;
        }
        let Some(verb) = rollout.asks(|asks| Some(asks.first()?.errand.verb)) else {
            return;
        };
        if !self
            .aws
            .unless_stopped(self.aws.pace.turn(verb.operation()))
            .await
        {
            return;
        }
        let Some(batch) = rollout.asks(take_batch) else {
            return;
        };
        let unit = self
            .directory
            .unit(&self.organization.ou)
            .unwrap_or_default();
        let id = batch.id(site.name, &self.directory.stacks.template(site.set));
        let sent = self.send(site.name, &unit, &id, &batch).await;
        let met_again = match sent {
            Ok(()) => false,
            Err(trouble) if trouble.is("OperationIdAlreadyExistsException") => true,
            Err(trouble) => {
                let answer = match trouble.kind {
                    Kind::Stopped => Answer::Left("not asked for yet".into()),
                    _ if trouble.is("StackInstanceNotFoundException") => Answer::NoInstance,
                    _ => Answer::Trouble(trouble),
                };
                for ask in batch.asks {
                    // Whoever gave up waiting needs no answer.
                    ask.tell.send(answer.clone()).ok();
                }
                return;
            }
        };
        let operation = Operation {
            began: Instant::now(),
            look_at: match met_again {
                true => Duration::ZERO,
                false => FIRST_LOOK,
            },
            met_again,
            removes: batch.verb.removes(),
            waiting: batch
                .asks
                .into_iter()
                .map(|ask| (ask.instance, ask.tell))
                .collect(),
        };
        rollout.operations(|operations| operations.insert(id, operation));
    }
}

impl Rollout {
    fn has_unsent(&self, instance: &Instance) -> bool {
        self.asks(|asks| asks.iter().any(|ask| ask.instance == *instance))
    }

    fn withdraw(&self, instance: &Instance) {
        self.asks(|asks| asks.retain(|ask| ask.instance != *instance));
    }
}

/// The oldest ask, and all that fit into one operation with it: the same errand, in the same Regions.
fn take_batch(asks: &mut Vec<Ask>) -> Option<Batch> {
    let (verb, overrides) = {
        let errand = &asks.first()?.errand;
        (errand.verb, errand.overrides.clone())
    };
    let alike = |ask: &Ask| ask.errand.verb == verb && ask.errand.overrides == overrides;
    let mut regions_of: BTreeMap<AccountId, BTreeSet<Region>> = BTreeMap::new();
    for ask in asks.iter().filter(|ask| alike(ask)) {
        let (account, region) = ask.instance.clone();
        regions_of.entry(account).or_default().insert(region);
    }
    let oldest = asks.first()?.instance.0.clone();
    let regions = regions_of.get(&oldest)?.clone();
    let mut accounts: BTreeSet<AccountId> = regions_of
        .into_iter()
        .filter(|(account, its)| *its == regions && *account != oldest)
        .map(|(account, _)| account)
        .take(MOST_ACCOUNTS - 1)
        .collect();
    accounts.insert(oldest);
    let (taken, rest) = std::mem::take(asks)
        .into_iter()
        .partition(|ask| alike(ask) && accounts.contains(&ask.instance.0));
    *asks = rest;
    Some(Batch {
        verb,
        overrides,
        accounts,
        regions,
        asks: taken,
    })
}
