//! What an account has of a quota.

use super::catalogue::{ACCOUNTS, ORGANIZATIONS, Quota};
use crate::draw::Draw;
use crate::setup::Setup;
use crate::world::World;

/// How many quotas have no applied value until somebody changes them.
const DEFAULT_ALONE: f64 = 0.2;

/// The value that was applied; of some quotas there is only AWS's default until one is.
pub(super) fn applied(
    world: &World,
    setup: &Setup,
    draw: Draw,
    (account, region): (&str, &str),
    quota: &Quota,
) -> Option<f64> {
    if quota.service == ORGANIZATIONS {
        return Some(f64::from(account_limit(world, setup)));
    }
    let quotas = &world.quotas;
    let share = quotas.shares.get(account);
    let share = share.map(|share| (quota.default * share).floor());
    let alone = draw.chance(DEFAULT_ALONE, "default-alone", &quota.code);
    quotas
        .applied(account, region, &quota.code)
        .or(share)
        .or((!alone).then_some(quota.default))
}

/// What calls are held against.
pub(crate) fn usable(world: &World, account: &str, region: &str, quota: &Quota) -> f64 {
    let share = world.quotas.shares.get(account).copied().unwrap_or(1.0);
    let applied = world.quotas.applied(account, region, &quota.code);
    applied.unwrap_or((quota.default * share).floor())
}

/// How many accounts the organization may have.
pub(crate) fn account_limit(world: &World, setup: &Setup) -> u32 {
    let applied = world
        .quotas
        .applied(&world.management, "us-east-1", ACCOUNTS);
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a cast of a float stops at the bounds"
    )]
    applied.map_or(setup.account_quota, |value| value as u32)
}
