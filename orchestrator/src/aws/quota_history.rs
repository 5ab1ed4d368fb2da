//! What accounts of the plan have asked of Service Quotas, read once and again.

use std::collections::BTreeMap;

use futures_util::{StreamExt as _, stream};

use crate::model::{
    AccountId, Gap, Here, LiveQuotas, Organization, QuotaRequest, QuotaValue, Quotas, Region,
};

use crate::plan::quota_status::Lacks;

use super::capacity::gap;
use super::observe::ACCOUNTS_AT_ONCE;
use super::quota_values::ByCode;
use super::{Aws, Directory, Door, Progress, Trouble};

/// Who is asked.
#[derive(Clone, Copy)]
pub struct Accounts<'a> {
    pub directory: &'a Directory,
    pub organization: &'a Organization,
}

impl Aws {
    /// The history of each, the newest first: all of what it lacks, and of other quotas what was asked
    /// lately.
    pub async fn quota_requests(
        &self,
        accounts: Accounts<'_>,
        (places, lacks): (&[Here], &Lacks),
        progress: Progress<'_>,
    ) -> BTreeMap<Here, Result<Vec<QuotaRequest>, Gap>> {
        let door = Door::of(accounts.organization);
        let read = async |here: &Here| match accounts.directory.account(&here.0) {
            None => Ok(Vec::new()),
            Some(id) => {
                let member = self.member(door, &id, false).await?;
                let lacks = lacks.get(here).into_iter().flatten();
                let lacks: Vec<_> = lacks.map(|(value, quota)| (*value, quota)).collect();
                member.asked_before(&here.1, &lacks).await
            }
        };
        let mut all = BTreeMap::new();
        let mut reading = stream::iter(places)
            // Boxed: the SDK's futures are large.
            .map(|here| Box::pin(async move { (here, read(here).await) }))
            .buffer_unordered(ACCOUNTS_AT_ONCE);
        while let Some((here, answer)) = reading.next().await {
            all.insert(
                here.clone(),
                answer.map_err(|trouble: Trouble| gap(&trouble)),
            );
            progress("quota requests", all.len(), places.len());
        }
        all
    }

    /// What these have now, and what could not be read. AWS's defaults do not change while somebody
    /// watches.
    pub async fn apply_anew(
        &self,
        accounts: Accounts<'_>,
        places: &[Here],
        live: &mut LiveQuotas,
    ) -> BTreeMap<Here, Gap> {
        let door = Door::of(accounts.organization);
        let read = async |id: AccountId, region: &Region| {
            let member = self.member(door, &id, false).await?;
            member.applied_quotas(region).await
        };
        let there = places.iter().filter_map(|here| {
            let id = accounts.directory.account(&here.0)?;
            Some((here, id))
        });
        let mut reading = stream::iter(there)
            // Boxed: the SDK's futures are large.
            .map(|(here, id)| Box::pin(async move { (here, read(id, &here.1).await) }))
            .buffer_unordered(ACCOUNTS_AT_ONCE);
        let mut unread = BTreeMap::new();
        while let Some((here, answer)) = reading.next().await {
            match (answer, live.read.get_mut(here)) {
                (Ok(applied), Some(known)) => apply(applied, known),
                (Ok(_), None) => {}
                // What was read before holds until something newer is known.
                (Err(trouble), _) => drop(unread.insert(here.clone(), gap(&trouble))),
            }
        }
        unread
    }
}

fn apply(mut applied: ByCode, known: &mut Quotas) {
    for quota in &mut known.0 {
        if let Some(QuotaValue { applied, .. }) = applied.remove(&quota.code) {
            quota.applied = applied;
        }
    }
}
