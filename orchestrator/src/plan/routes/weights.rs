//! An account's share of its team's developers, by what it may use.
//!
//! Whoever's account changes signs in anew and finds other limits there, so a weight is another than 1
//! only where accounts really have less than their siblings, and less than they need.

use std::collections::BTreeMap;

use crate::model::{AccountName, Intent, LiveQuotas, QuotaValue, Rate, Team};
use crate::plan::capacity::Need;

/// More would only tell apart what nobody feels.
pub const MOST_WEIGHT: u32 = 20;

/// `None` while it is not known of every account: what could not be read moves nobody. 0 for those that
/// may use nothing while others may: new accounts can begin so.
pub fn weights(
    intent: &Intent,
    team: &Team,
    live: &LiveQuotas,
) -> Option<BTreeMap<AccountName, u32>> {
    let names: Vec<&AccountName> = team.seats.iter().map(|seat| seat.name()).collect();
    if let [only] = names[..] {
        return Some(BTreeMap::from([(only.clone(), 1)]));
    }
    let enough = Need::of(team, names.len() as u64).tpm;
    let rooms: Option<Vec<u64>> = names
        .iter()
        .map(|name| Some(room(intent, team, name, live)?.min(enough)))
        .collect();
    let rooms = rooms?;
    let some: Vec<u64> = rooms.iter().copied().filter(|room| *room > 0).collect();
    let weights = match some.len() {
        0 => vec![1; rooms.len()],
        _ => {
            let mut weights = in_proportion(&some).into_iter();
            let one = |room: &u64| match *room {
                0 => 0,
                _ => weights.next().unwrap_or(1),
            };
            rooms.iter().map(one).collect()
        }
    };
    let named = names.into_iter().cloned().zip(weights);
    Some(named.collect())
}

/// Tokens per minute, of the model and in the Region where they are scarcest.
fn room(intent: &Intent, team: &Team, name: &AccountName, live: &LiveQuotas) -> Option<u64> {
    let mut least = None;
    for region in &team.regions {
        let here = (name.clone(), region.clone());
        // What is missing in one that was read in part may be there all the same.
        let read = live.read.get(&here);
        let quotas = read.filter(|_| !live.unread.contains_key(&here))?;
        let models = team.models.iter().filter_map(|it| intent.models.get(it));
        let has = models
            .filter_map(|model| quotas.of(model, Rate::TokensPerMinute))
            .filter_map(QuotaValue::has);
        least = has.chain(least).min();
    }
    least
}

/// The smallest whole numbers of which each account's share is within a twentieth of what is due to it;
/// as near as numbers up to the most weight come where none are. Nobody gets none.
pub fn in_proportion(rooms: &[u64]) -> Vec<u32> {
    let most = rooms.iter().copied().max().unwrap_or(0);
    if rooms.iter().all(|room| *room == most) {
        return vec![1; rooms.len()];
    }
    let scaled = |scale: u32| -> Vec<u32> {
        let one = |room: &u64| {
            let twice = u128::from(*room) * u128::from(scale) * 2 / u128::from(most);
            u32::try_from(twice.div_ceil(2)).unwrap_or(scale).max(1)
        };
        rooms.iter().map(one).collect()
    };
    let mut scales = (1..=MOST_WEIGHT).map(scaled);
    let close = scales.find(|weights| are_close(weights, rooms));
    close.unwrap_or_else(|| scaled(MOST_WEIGHT))
}

fn are_close(weights: &[u32], rooms: &[u64]) -> bool {
    let whole: u128 = weights.iter().map(|weight| u128::from(*weight)).sum();
    let all: u128 = rooms.iter().map(|room| u128::from(*room)).sum();
    weights.iter().zip(rooms).all(|(weight, room)| {
        let (is, due) = (u128::from(*weight) * all, u128::from(*room) * whole);
        // Of its own: what is little of the whole may be all that a weak account has.
        is.abs_diff(due) * 20 <= due
    })
}
