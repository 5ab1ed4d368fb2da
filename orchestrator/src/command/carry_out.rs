//! Carries out a plan: what `apply` and `rehearse` share.

use tokio_util::sync::CancellationToken;

use crate::aws::{Aws, Performer, Seen};
use crate::execute::{self, Event, Outcome};
use crate::model::{Intent, limits};
use crate::plan::{Action, Plan};

pub async fn carry_out(
    aws: &Aws,
    seen: &Seen,
    intent: &Intent,
    plan: &Plan,
    stop: &CancellationToken,
    emit: &dyn Fn(Event),
) -> Outcome {
    aws.heed(stop);
    let performer = Performer::new(aws, &seen.directory, &intent.organization, emit);
    let slots = creation_slots(seen, plan);
    execute::walk(&plan.changes, slots, stop, emit, |index| {
        performer.perform(&plan.changes[index])
    })
    .await
}

/// What other people's creations leave of AWS's five.
fn creation_slots(seen: &Seen, plan: &Plan) -> usize {
    let awaited = plan
        .changes
        .iter()
        .filter(|it| matches!(it.action, Action::AwaitAccount { .. }))
        .count();
    let strangers = seen.observation.org.creations.len().saturating_sub(awaited);
    limits::CREATIONS_AT_ONCE.saturating_sub(strangers)
}
