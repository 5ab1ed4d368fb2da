//! Bedrock's quotas in the plan's accounts: what is applied there, and AWS's defaults.

use std::collections::BTreeMap;
use std::sync::Arc;

use aws_sdk_servicequotas::types::ServiceQuota;
use futures_util::{StreamExt as _, stream};

use crate::model::quota_name::Lower;
use crate::model::{
    AccountId, AccountName, Gap, LiveQuotas, Org, Organization, QuotaValue, Quotas, Region, Seat,
    Subject, Team,
};

use super::member::Member;
use super::observe::ACCOUNTS_AT_ONCE;
use super::observe::quotas::{Defaults, Interest};
use super::quota_history::Here;
use super::{Aws, Directory, Door, Progress, Trouble};

const SERVICE: &str = "bedrock";

/// By code; the service has a thousand quotas more than those of the plan's models.
pub(super) type ByCode = BTreeMap<String, QuotaValue>;

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

impl Member<'_> {
    /// Of some quotas AWS shows the default alone.
    pub(super) async fn applied_quotas(&self, region: &Region) -> Result<ByCode, Trouble> {
        let client = self.quotas(region);
        let quotas = self
            .caller()
            .pages(
                "servicequotas.ListServiceQuotas",
                |token| {
                    let request = client.list_service_quotas().service_code(SERVICE);
                    request.max_results(PAGE).set_next_token(token).send()
                },
                |page| (page.quotas, page.next_token),
            )
            .await?;
        Ok(by_code(quotas, |quota, value| quota.applied = value))
    }

    pub(super) async fn default_quotas(&self, region: &Region) -> Result<ByCode, Trouble> {
        let client = self.quotas(region);
        let quotas = self
            .caller()
            .pages(
                "servicequotas.ListAWSDefaultServiceQuotas",
                |token| {
                    let request = client.list_aws_default_service_quotas();
                    let request = request.service_code(SERVICE);
                    request.max_results(PAGE).set_next_token(token).send()
                },
                |page| (page.quotas, page.next_token),
            )
            .await?;
        Ok(by_code(quotas, |quota, value| quota.default = value))
    }
}

/// The most that AWS gives at once.
const PAGE: i32 = 100;

fn by_code(quotas: Vec<ServiceQuota>, put: impl Fn(&mut QuotaValue, Option<u64>)) -> ByCode {
    let understood = quotas.into_iter().filter_map(|quota| {
        let (code, name) = (quota.quota_code?, quota.quota_name?);
        Lower::of(&name).is_understood().then(|| {
            let mut value = QuotaValue {
                code: code.clone(),
                name,
                default: None,
                applied: None,
                adjustable: quota.adjustable,
            };
            put(&mut value, quota.value.and_then(whole));
            (code, value)
        })
    });
    understood.collect()
}

/// AWS sends a float. What is no number tells nothing, and least of all that there is nothing.
pub(super) fn whole(number: f64) -> Option<u64> {
    (number.is_finite() && number >= 0.0).then_some(number as u64)
}

pub(super) fn merged(defaults: ByCode, applied: ByCode) -> Vec<QuotaValue> {
    let mut all = applied;
    for (code, default) in defaults {
        match all.get_mut(&code) {
            Some(quota) => quota.default = default.default,
            None => drop(all.insert(code, default)),
        }
    }
    all.into_values().collect()
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

#[cfg(test)]
mod tests {
    use super::whole;

    #[test]
    fn what_is_no_number_is_not_nothing() {
        for odd in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, -1.0] {
            assert_eq!(whole(odd), None, "{odd}");
        }
        assert_eq!((whole(0.0), whole(6e7)), (Some(0), Some(60_000_000)));
    }
}
