//! Whether an account's quotas leave room for a call.
//!
//! A request reserves what it might use when it begins, and is charged what it used when it ends.
//! Minutes and days are fixed windows of the organization's own time.

use super::geography::Reach;
use super::region;
use super::target::Profile;
use super::tokens::{Tokens, asked, thinking};
use crate::context::Context;
use crate::quotas::{Counts, Scope, limits, model, usable};
use crate::refusal::Refusal;
use crate::world::{Charge, Running};

/// What a call reserves whose model no quota knows, and which says nothing itself.
const LONGEST: u64 = 128_000;
/// Above this a prompt is counted against the quotas of the long context, where a model has them.
const ORDINARY_CONTEXT: u64 = 200_000;

/// The call's tokens, when there is room for it.
pub(super) fn admit(context: &mut Context<'_>, profile: &Profile) -> Result<Tokens, Refusal> {
    let known = model(&profile.model);
    let longest = known.map_or(LONGEST, |model| model.longest);
    let longest = asked(context.call).unwrap_or(longest);
    let tokens = Tokens::of(context.call, longest);
    let reserved = tokens
        .input
        .saturating_add(tokens.cache_read)
        .saturating_add(tokens.cache_write)
        .saturating_add(longest);
    let settled = tokens
        .input
        .saturating_add(tokens.cache_write)
        .saturating_add(tokens.output * known.map_or(1, |model| model.burndown));
    let (account, region) = (context.caller.account.clone(), region(context).to_owned());
    let meters = context.world.quotas.meters.entry(account.clone());
    let meter = meters.or_default().entry(region.clone()).or_default();
    meter.settle(context.now);
    let charges = charges(context, profile, &tokens, (reserved, settled));
    let charges = charges.inspect_err(|_| {
        let bedrock = &mut context.world.bedrock;
        bedrock.usage_of(&account, &region, &profile.id).throttled += 1;
    })?;
    let until = context.now.plus(thinking(context.call));
    let meters = context.world.quotas.meters.entry(account).or_default();
    let meter = meters.entry(region).or_default();
    meter.running.push(Running { until, charges });
    meter.settle(context.now);
    Ok(tokens)
}

/// What the call takes of each quota, or the words for the first that has no room.
fn charges(
    context: &Context<'_>,
    profile: &Profile,
    tokens: &Tokens,
    (reserved, settled): (u64, u64),
) -> Result<Vec<Charge>, Refusal> {
    let world = &context.world;
    let (region, account) = (region(context), context.caller.account.as_str());
    let scope = match profile.reach {
        Reach::Global => Scope::Global,
        Reach::Regions(_) => Scope::Geographic,
    };
    let prompt = tokens.input + tokens.cache_read + tokens.cache_write;
    let long = prompt > ORDINARY_CONTEXT;
    let meter = world.quotas.meters.get(account);
    let meter = meter.and_then(|regions| regions.get(region));
    let mut charges = Vec::new();
    for (quota, measure) in limits(world, region, account, &profile.model, scope, long) {
        let (reserved, settled, words) = match (measure.counts, measure.daily) {
            (Counts::Requests, _) => (1, 1, "Too many requests"),
            (Counts::Tokens, false) => (reserved, settled, "Too many tokens"),
            (Counts::Tokens, true) => (reserved, settled, "Too many tokens per day"),
        };
        let used = meter.map_or(0, |meter| {
            meter.used(&quota.code, context.now.0 / measure.window())
        });
        let room = usable(world, account, region, quota) * measure.times;
        #[allow(clippy::cast_precision_loss, reason = "quotas are far below 2^53")]
        if used.saturating_add(reserved) as f64 > room {
            return Err(Refusal::new(
                429,
                "ThrottlingException",
                format!("{words}, please wait before trying again."),
            ));
        }
        charges.push(Charge {
            code: quota.code.clone(),
            reserved,
            settled,
            window: measure.window(),
        });
    }
    Ok(charges)
}
