//! Stack sets. CloudFormation takes one call for many stacks and works on a hundred at once, so
//! changes of single stacks gather: whoever's turn it is sends one operation for all who want the
//! same, and whoever waits asks how the operations are getting on for all who wait.

mod answer;
mod asking;
mod clearing;
mod deploy;
mod failure;
mod following;
mod looking;
mod operation;
mod set;
mod template;

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::oneshot;
use tokio::time::Instant;

use crate::aws::Instance;
use crate::model::{AccountName, Set};

pub(super) use answer::Answer;
pub(super) use operation::{Verb, id as operation_id};
pub(super) use template::{Body, capabilities};

/// One stack of a set, by all its names.
pub struct Site<'a> {
    pub set: Set,
    /// The set's name at CloudFormation.
    pub name: &'a str,
    pub account: &'a AccountName,
    pub instance: Instance,
}

impl Site<'_> {
    /// For `could not ...`.
    fn object(&self, verb: &str) -> String {
        let region = &self.instance.1;
        format!(
            "{verb} the {} stack in {} ({region})",
            self.set, self.account
        )
    }
}

/// What is under way at each set.
#[derive(Default)]
pub struct Rollouts {
    auth: Rollout,
    monitoring: Rollout,
}

impl Rollouts {
    fn of(&self, set: Set) -> &Rollout {
        match set {
            Set::Auth => &self.auth,
            Set::Monitoring => &self.monitoring,
        }
    }
}

#[derive(Default)]
struct Rollout {
    asks: Mutex<Vec<Ask>>,
    operations: Mutex<BTreeMap<String, Operation>>,
    /// Held by the one who sends for all.
    sending: tokio::sync::Mutex<()>,
    /// Held by the one who follows for all.
    polling: tokio::sync::Mutex<()>,
}

/// A stack that waits for its operation to be sent.
struct Ask {
    instance: Instance,
    errand: Errand,
    tell: oneshot::Sender<Answer>,
}

/// What is to be done with a stack, and what makes this attempt another than the last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Errand {
    pub verb: Verb,
    /// `None`: those that it has.
    pub overrides: Option<BTreeMap<String, String>>,
    pub attempt: u32,
    /// The last operation on this stack that is known.
    pub after: Option<String>,
}

/// An operation that was sent, and who waits for it.
struct Operation {
    began: Instant,
    /// How old it is when it is looked at next.
    look_at: Duration,
    /// CloudFormation knew its id already: from an answer that was lost, or from long ago.
    met_again: bool,
    removes: bool,
    waiting: BTreeMap<Instance, oneshot::Sender<Answer>>,
}

impl Rollout {
    fn asks<T>(&self, work: impl FnOnce(&mut Vec<Ask>) -> T) -> T {
        work(&mut self.asks.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn operations<T>(&self, work: impl FnOnce(&mut BTreeMap<String, Operation>) -> T) -> T {
        work(
            &mut self
                .operations
                .lock()
                .unwrap_or_else(PoisonError::into_inner),
        )
    }
}
