//! Bedrock's quotas in the plan's accounts: what is applied there, and AWS's defaults.

use std::collections::BTreeMap;
use std::sync::Arc;

use futures_util::{StreamExt as _, stream};

use crate::model::{
    AccountId, AccountName, Gap, Here, LiveQuotas, Org, Organization, Quotas, Region, Seat,
    Subject, Team,
};

use super::observe::ACCOUNTS_AT_ONCE;
use super::observe::quotas::{Defaults, Interest};
use super::quota_values::{ByCode, merged};
use super::{Aws, Directory, Door, Progress, Trouble};

struct Visit<'a> {
    name: &'a AccountName,
    id: AccountId,
    regions: &'a [Region],
}

/// What an account says in each Region: AWS's defaults, and its own.
type Answers = Vec<(
    Region,
    Result<Arc<ByCode>, Trouble>,
    Result<ByCode, Trouble>,
)>;

impl Aws {
    /// The quotas of every account of these teams, in every Region of its team.
    pub async fn quotas<'a>(
        &self,
        org: &Org,
        directory: &Directory,
        organization: &Organization,
        teams: impl IntoIterator<Item = &'a Team>,
        progress: Progress<'_>,
    ) -> LiveQuotas {
        let mut live = LiveQuotas::default();
        let door = Door::of(organization);
        let visits = visits(org, directory, teams, &mut live);
        let none = Interest::default();
        let defaults = Defaults::of(visits.iter().map(|visit| (visit.regions, &none)));
        let defaults = &defaults;
        let of = visits.len();
        let mut reading = stream::iter(&visits)
            .map(|visit| {
                // Boxed: the SDK's futures are large.
                Box::pin(async move { (visit, self.answers(door, visit, defaults).await) })
            })
            .buffer_unordered(ACCOUNTS_AT_ONCE);
        let mut applied: BTreeMap<Here, ByCode> = BTreeMap::new();
        let (mut known, mut refused) = (BTreeMap::new(), BTreeMap::new());
        let mut done = 0;
        while let Some((visit, answers)) = reading.next().await {
            done += 1;
            progress("quotas", done, of);
            for (region, standard, answer) in answers {
                match standard {
                    Ok(quotas) => drop(known.insert(region.clone(), quotas)),
                    Err(trouble) if answer.is_ok() => {
                        refused.insert(region.clone(), trouble);
                    }
                    // That the account does not answer is told of it alone.
                    Err(_) => {}
                }
                let here = (visit.name.clone(), region);
                match answer {
                    Ok(quotas) => drop(applied.insert(here, quotas)),
                    Err(trouble) => drop(live.unread.insert(here, gap(&trouble))),
                }
            }
        }
        drop(reading);
        for (here, quotas) in applied {
            // They are the same for all accounts, so one that answers is enough in each Region.
            let standard = known.get(&here.1);
            let unread = refused.get(&here.1).filter(|_| standard.is_none());
            if let Some(trouble) = unread {
                let Gap { cause, hint } = gap(trouble);
                let cause = format!("AWS's defaults: {cause}");
                live.unread.insert(here.clone(), Gap { cause, hint });
            }
            let standard = standard.map(|standard| ByCode::clone(standard));
            let merged = Quotas(merged(standard.unwrap_or_default(), quotas));
            live.read.insert(here, merged);
        }
        live
    }

    async fn answers(&self, door: Door<'_>, visit: &Visit<'_>, defaults: &Defaults<'_>) -> Answers {
        let member = self.member(door, &visit.id, false).await;
        let mut answers = Answers::new();
        for region in visit.regions {
            let (standard, applied) = match &member {
                Ok(member) => {
                    let standard = self.defaults_in(door, defaults, region, Some(member));
                    (standard.await, member.applied_quotas(region).await)
                }
                Err(trouble) => (Err(trouble.clone()), Err(trouble.clone())),
            };
            answers.push((region.clone(), standard, applied));
        }
        answers
    }
}

/// The plan's accounts that AWS has. An account that is not in a list that could not be read in full is
/// not absent.
fn visits<'a>(
    org: &Org,
    directory: &Directory,
    teams: impl IntoIterator<Item = &'a Team>,
    live: &mut LiveQuotas,
) -> Vec<Visit<'a>> {
    let mut visits = Vec::new();
    for team in teams {
        for name in team.seats.iter().map(Seat::name) {
            match (directory.account(name), org.gaps.get(&Subject::Accounts)) {
                (Some(id), _) => visits.push(Visit {
                    name,
                    id,
                    regions: &team.regions,
                }),
                (None, None) => live.absent.push(name.clone()),
                (None, Some(gap)) => {
                    let here = team.regions.iter();
                    let here = here.map(|region| ((name.clone(), region.clone()), gap.clone()));
                    live.unread.extend(here);
                }
            }
        }
    }
    visits
}

pub(super) fn gap(trouble: &Trouble) -> Gap {
    let hint = match trouble.operation {
        "sts.AssumeRole" if trouble.may_be_youth() => {
            "if the account is minutes old, run again in some minutes; else the operator may not assume \
             the access role there"
                .to_owned()
        }
        _ => trouble.hint(),
    };
    Gap {
        cause: trouble.to_string(),
        hint,
    }
}
