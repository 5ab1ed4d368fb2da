//! What accounts may use that share a team's developers: their weights follow it.

use crate::aws::{Aws, Seen};
use crate::model::{Here, Intent, LiveQuotas, Quotas, Seat, Team};
use crate::plan::routes::Unsure;

/// The quotas of accounts that share a team's developers: of a team with one account, nobody needs to
/// know. What was read already is not read again.
pub(super) async fn shared_quotas(aws: &Aws, seen: &Seen, intent: &Intent) -> LiveQuotas {
    let org = &seen.observation.org;
    let shared = intent.teams.values().filter(|team| team.seats.len() > 1);
    let (mut known, mut others) = (LiveQuotas::default(), Vec::new());
    for team in shared {
        match observed(seen, team) {
            Some(quotas) => known.read.extend(quotas),
            None => others.push(team),
        }
    }
    let organization = &intent.organization;
    let read = aws.quotas(org, &seen.directory, organization, others, &|_, _, _| {});
    let LiveQuotas {
        read,
        requests: _,
        unread,
        absent,
    } = Box::pin(read).await;
    known.read.extend(read);
    LiveQuotas {
        unread,
        absent,
        ..known
    }
}

/// Of all accounts of the team in all of its Regions, where they were looked into.
fn observed(seen: &Seen, team: &Team) -> Option<Vec<(Here, Quotas)>> {
    let mut read = Vec::new();
    for name in team.seats.iter().map(Seat::name) {
        let id = seen.directory.account(name)?;
        let mut accounts = seen.observation.org.accounts.iter();
        let account = accounts.find(|account| account.id.as_ref() == Some(&id))?;
        for region in &team.regions {
            let quotas = account.quotas.get(region)?.quotas.values();
            let shown = quotas.filter_map(|quota| quota.shown.clone());
            read.push(((name.clone(), region.clone()), Quotas(shown.collect())));
        }
    }
    Some(read)
}

/// Whose shares stay as they were because of it.
pub(super) fn unweighed(intent: &Intent, quotas: &LiveQuotas) -> Vec<Unsure> {
    let mut unsure = Vec::new();
    for (name, team) in &intent.teams {
        for seat in &team.seats {
            let mut gaps = quotas.unread.iter();
            let gap = gaps.find(|((account, _), _)| account == seat.name());
            unsure.extend(gap.map(|((account, region), gap)| Unsure {
                team: name.clone(),
                account: account.clone(),
                why: format!("its quotas in {region} could not be read: {}", gap.cause),
            }));
        }
    }
    unsure
}
