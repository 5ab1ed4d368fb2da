//! Closing an account.

use std::time::Duration;

use serde_json::Value;
use winterbaume_organizations::model;

use super::{accounts, check};
use crate::context::{Context, nothing};
use crate::refusal::Refusal;
use crate::world::AccountState;

const AT_ONCE: usize = 3;
const WINDOW: Duration = Duration::from_secs(30 * 24 * 3600);

pub(super) fn close(context: &mut Context<'_>) -> Result<Value, Refusal> {
    let input: model::CloseAccountRequest = context.input()?;
    let id = input.account_id;
    check::account_id(&id)?;
    let now = context.now;
    let takes = context.draw.between(
        Duration::from_secs(60),
        Duration::from_secs(300),
        "closing-time",
        &id,
    );
    let world = &mut *context.world;
    if id == world.management {
        return Err(Refusal::constraint(
            "CANNOT_CLOSE_MANAGEMENT_ACCOUNT",
            "You attempted to close the management account.",
        ));
    }
    let account = world.accounts.get(&id).ok_or_else(accounts::not_found)?;
    match account.state {
        AccountState::Active => {}
        AccountState::PendingClosure => {
            return Err(Refusal::exception(
                "ConflictException",
                "The request failed because it conflicts with the current state of the specified \
                 resource.",
            ));
        }
        AccountState::Closed | AccountState::Suspended => {
            return Err(Refusal::exception(
                "AccountAlreadyClosedException",
                "You attempted to close an account that is already closed.",
            ));
        }
    }
    let closing = world
        .closing
        .keys()
        .filter_map(|id| world.accounts.get(id))
        .filter(|account| account.state == AccountState::PendingClosure)
        .count();
    if closing >= AT_ONCE {
        return Err(Refusal::constraint(
            "CLOSE_ACCOUNT_REQUESTS_LIMIT_EXCEEDED",
            "You attempted to exceed the number of accounts that you can close at a time.",
        ));
    }
    world.closures.retain(|at| now.since(*at) < WINDOW);
    // A fifth of the member accounts, but at least 250 and at most 1,000.
    let quota = ((world.accounts.len() - 1) / 5).clamp(250, 1000);
    if world.closures.len() >= quota {
        return Err(Refusal::constraint(
            "CLOSE_ACCOUNT_QUOTA_EXCEEDED",
            "You have exceeded close account quota for the past 30 days.",
        ));
    }
    world.closures.push(now);
    world.start_closing(&id, now.plus(takes));
    Ok(nothing())
}
