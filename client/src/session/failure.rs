//! What the long way ended with, for those who waited meanwhile: when nobody answers, fifty callers
//! learn it at once instead of one after the other.

use std::time::SystemTime;

use serde::{Deserialize, Serialize};

use crate::cache::memo;
use crate::context::Context;
use crate::entry::Slot;
use crate::stop::Stop;

const NAME: &str = "failure.json";

#[derive(Serialize, Deserialize)]
struct Failure {
    slot: Slot,
    at: SystemTime,
    stop: Stop,
}

pub fn tell(context: &Context, stop: &Stop) {
    let failure = Failure {
        slot: context.slot.clone(),
        at: SystemTime::now(),
        stop: stop.clone(),
    };
    memo::write(&context.home, NAME, &failure);
}

/// A failure of the same question that is younger than the wait for it.
pub fn heard(context: &Context, waiting_since: SystemTime) -> Option<Stop> {
    let failure: Failure = memo::read(&context.home, NAME)?;
    let meant = failure.slot == context.slot && failure.at > waiting_since;
    let now = SystemTime::now();
    (meant && failure.at <= now).then_some(failure.stop)
}
