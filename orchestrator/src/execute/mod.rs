//! Walks changes in the order of their needs, as many at once as their lanes take. What a change
//! does is the caller's business.

mod bucket;
mod event;

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::future::Future;

use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::model::limits;
use crate::plan::{Action, Address, Change};

pub use bucket::Pace;
pub use event::{Ending, Event, Failure};

/// How many accounts are changed from inside at once.
const IN_ACCOUNTS_AT_ONCE: usize = 64;

/// What became of every change.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Outcome {
    pub done: usize,
    pub failed: BTreeMap<Address, Failure>,
    pub skipped: BTreeSet<Address>,
    /// Not begun, or going on without us, because we were asked to stop.
    pub left: BTreeSet<Address>,
}

impl Outcome {
    pub fn is_complete(&self) -> bool {
        self.failed.is_empty() && self.skipped.is_empty() && self.left.is_empty()
    }
}

/// Performs `changes`, each after what it needs.
///
/// A failure skips what depends on it and nothing else. After `stop`, nothing new begins and what
/// is under way may end. `creation_slots`: how many accounts AWS may be asked for at once.
pub async fn walk<F, Fut>(
    changes: &[Change],
    creation_slots: usize,
    stop: &CancellationToken,
    emit: &dyn Fn(Event),
    perform: F,
) -> Outcome
where
    F: Fn(usize) -> Fut,
    Fut: Future<Output = Ending>,
{
    let mut walk = Walk::new(changes, creation_slots, emit);
    let mut under_way = FuturesUnordered::new();
    let mut stopping = false;
    loop {
        while !stopping && let Some(index) = walk.next() {
            emit(Event::Started {
                address: changes[index].address.clone(),
            });
            let began = Instant::now();
            let work = perform(index);
            under_way.push(async move { (index, began, work.await) });
        }
        if under_way.is_empty() {
            break;
        }
        tokio::select! {
            biased;
            () = stop.cancelled(), if !stopping => {
                stopping = true;
                emit(Event::Stopping { under_way: under_way.len() });
            }
            Some((index, began, ending)) = under_way.next() => {
                walk.end(index, began, ending);
            }
        }
    }
    walk.leave_the_rest();
    walk.outcome
}

/// Which changes are ready, by lane, and which wait for what.
struct Walk<'a> {
    changes: &'a [Change],
    emit: &'a dyn Fn(Event),
    waiting: Vec<usize>,
    dependants: Vec<Vec<usize>>,
    lanes: BTreeMap<&'static str, Lane>,
    ended: Vec<bool>,
    outcome: Outcome,
}

/// Changes that spend the same limit.
struct Lane {
    ready: VecDeque<usize>,
    free: usize,
}

impl<'a> Walk<'a> {
    fn new(changes: &'a [Change], creation_slots: usize, emit: &'a dyn Fn(Event)) -> Self {
        let index: BTreeMap<&Address, usize> = changes
            .iter()
            .enumerate()
            .map(|(index, change)| (&change.address, index))
            .collect();
        let mut walk = Self {
            changes,
            emit,
            waiting: vec![0; changes.len()],
            dependants: vec![Vec::new(); changes.len()],
            lanes: BTreeMap::new(),
            ended: vec![false; changes.len()],
            outcome: Outcome::default(),
        };
        for (this, change) in changes.iter().enumerate() {
            let lane = lane(&change.action);
            let width = width(lane, creation_slots);
            walk.lanes.entry(lane).or_insert(Lane {
                ready: VecDeque::new(),
                free: width,
            });
            for need in change.needs.iter().filter_map(|need| index.get(need)) {
                walk.waiting[this] += 1;
                walk.dependants[*need].push(this);
            }
            if walk.waiting[this] == 0 {
                walk.ready(this);
            }
        }
        walk
    }

    fn ready(&mut self, index: usize) {
        if let Some(lane) = self.lanes.get_mut(lane(&self.changes[index].action)) {
            lane.ready.push_back(index);
        }
    }

    /// A change that may begin now; it holds a place in its lane until it ends.
    fn next(&mut self) -> Option<usize> {
        let lane = self
            .lanes
            .values_mut()
            .find(|lane| lane.free > 0 && !lane.ready.is_empty())?;
        lane.free -= 1;
        lane.ready.pop_front()
    }

    fn end(&mut self, index: usize, began: Instant, ending: Ending) {
        if let Some(lane) = self.lanes.get_mut(lane(&self.changes[index].action)) {
            lane.free += 1;
        }
        self.ended[index] = true;
        let address = self.changes[index].address.clone();
        match ending {
            Ending::Done { note } => {
                (self.emit)(Event::Finished {
                    address,
                    took: began.elapsed(),
                    note,
                });
                self.outcome.done += 1;
                for dependant in std::mem::take(&mut self.dependants[index]) {
                    self.waiting[dependant] -= 1;
                    if self.waiting[dependant] == 0 && !self.ended[dependant] {
                        self.ready(dependant);
                    }
                }
            }
            Ending::Failed(failure) => {
                (self.emit)(Event::Failed {
                    address: address.clone(),
                    failure: failure.clone(),
                });
                self.outcome.failed.insert(address, failure);
                self.skip_dependants(index);
            }
            Ending::Left { note } => {
                (self.emit)(Event::Left {
                    address: address.clone(),
                    note,
                });
                self.outcome.left.insert(address);
            }
        }
    }

    fn skip_dependants(&mut self, failed: usize) {
        let mut open = vec![failed];
        while let Some(index) = open.pop() {
            for dependant in std::mem::take(&mut self.dependants[index]) {
                if !std::mem::replace(&mut self.ended[dependant], true) {
                    let address = self.changes[dependant].address.clone();
                    let because = self.changes[failed].address.clone();
                    (self.emit)(Event::Skipped {
                        address: address.clone(),
                        because,
                    });
                    self.outcome.skipped.insert(address);
                    open.push(dependant);
                }
            }
        }
    }

    fn leave_the_rest(&mut self) {
        let rest = self
            .changes
            .iter()
            .zip(&self.ended)
            .filter(|(_, ended)| !**ended);
        self.outcome
            .left
            .extend(rest.map(|(change, _)| change.address.clone()));
    }
}

/// Waiting for an account takes one of the same few places as creating it.
fn lane(action: &Action) -> &'static str {
    match action {
        Action::AwaitAccount { .. } => "organizations.CreateAccount",
        other => other.operation(),
    }
}

/// Enough at once to fill the lane's rate at a usual latency; the rate itself is [`Pace`]'s.
fn width(lane: &'static str, creation_slots: usize) -> usize {
    match lane {
        "organizations.CreateAccount" => creation_slots.max(1),
        // Stacks of one set go out together: as many as AWS works on, and as many that come next.
        "cloudformation.CreateStackInstances"
        | "cloudformation.UpdateStackInstances"
        | "cloudformation.DeleteStackInstances" => 2 * limits::STACKS_AT_ONCE,
        // Each spends the rate of the account that it is for.
        other if other.starts_with("bedrock.") => IN_ACCOUNTS_AT_ONCE,
        "servicequotas.RequestServiceQuotaIncrease" => IN_ACCOUNTS_AT_ONCE,
        "cloudformation.CreateStack" | "cloudformation.UpdateStack" => IN_ACCOUNTS_AT_ONCE,
        other => limits::of(other).burst.max(4) as usize,
    }
}
