//! Bedrock's quotas of the plan's models: what each account has, and what was asked of AWS.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use tokio::sync::Mutex;

use crate::aws::member::Member;
use crate::aws::quota_values::{ByCode, merged};
use crate::aws::{Aws, Directory, Door, Trouble};
use crate::model::{
    Account, AccountId, AccountName, AccountQuota, AccountQuotas, Alias, Gap, Intent, Model,
    QuotaKey, QuotaRequest, QuotaValue, Quotas, Rate, Region, Subject, Team,
};

const RATES: [Rate; 3] = [
    Rate::TokensPerMinute,
    Rate::RequestsPerMinute,
    Rate::TokensPerDay,
];

/// What the accounts of a team should have.
type Wants = BTreeMap<AccountName, BTreeMap<Region, AccountQuotas>>;

/// Which quotas matter in the accounts of a team, and how much of each it may ask for.
#[derive(Debug, Clone, Default)]
pub struct Interest<'a> {
    models: Vec<(&'a Alias, &'a Model)>,
    wanted: BTreeMap<QuotaKey, u64>,
}

impl<'a> Interest<'a> {
    /// `wanted`: by the team's accounts, of which each needs the same in each Region.
    pub fn of(intent: &'a Intent, team: &Team, wanted: Option<&Wants>) -> Self {
        let models = team.models.iter();
        let regions = wanted.and_then(|accounts| accounts.values().next());
        let place = regions.and_then(|regions| regions.values().next());
        let quotas = place.into_iter().flat_map(|place| &place.quotas);
        Self {
            models: models
                .filter_map(|alias| intent.models.get_key_value(alias))
                .collect(),
            wanted: quotas
                .filter_map(|(key, quota)| Some((key.clone(), quota.wanted?)))
                .collect(),
        }
    }

    /// What may have to be asked for, or was. Two names of one model are one quota, and the larger
    /// value is asked for.
    fn lacks<'q>(&self, there: &'q AccountQuotas) -> Vec<(u64, &'q QuotaValue)> {
        let mut lacks: BTreeMap<&str, (u64, &QuotaValue)> = BTreeMap::new();
        for (key, wanted) in &self.wanted {
            let quota = there.quotas.get(key);
            let shown = quota.and_then(|quota| quota.shown.as_ref());
            if let Some(shown) = shown.filter(|it| it.has().is_some_and(|has| has < *wanted)) {
                let most = lacks.entry(&shown.code).or_insert((*wanted, shown));
                most.0 = most.0.max(*wanted);
            }
        }
        lacks.into_values().collect()
    }
}

/// What AWS has of these models.
fn shown<'a>(
    models: impl Iterator<Item = (&'a Alias, &'a Model)>,
    quotas: &Quotas,
) -> AccountQuotas {
    let mut all = AccountQuotas::default();
    for (alias, model) in models {
        for rate in RATES {
            let Some(quota) = quotas.of(model, rate) else {
                continue;
            };
            let alias = alias.clone();
            let shown = AccountQuota {
                shown: Some(quota.clone()),
                ..AccountQuota::default()
            };
            all.quotas.insert(QuotaKey { alias, rate }, shown);
        }
    }
    all
}

/// What one account has, by Region: one that is not enabled there costs the others nothing.
pub type Read = BTreeMap<Region, Result<AccountQuotas, Trouble>>;

/// AWS's defaults, the same for all accounts: whoever needs them first reads them.
#[derive(Default)]
pub struct Defaults<'a> {
    regions: BTreeMap<&'a Region, OfRegion<'a>>,
}

#[derive(Default)]
struct OfRegion<'a> {
    /// Of all teams that work there.
    models: BTreeMap<&'a Alias, &'a Model>,
    known: Mutex<Known>,
}

#[derive(Default)]
enum Known {
    #[default]
    Unasked,
    /// The management account may not read them, or has not opted into the Region.
    NotFromManagement(Trouble),
    Read(Arc<ByCode>),
}

impl<'a> Defaults<'a> {
    pub fn of(teams: impl Iterator<Item = (&'a [Region], &'a Interest<'a>)>) -> Self {
        let mut regions: BTreeMap<&Region, OfRegion<'_>> = BTreeMap::new();
        for (its, interest) in teams {
            for region in its {
                let models = &mut regions.entry(region).or_default().models;
                models.extend(interest.models.iter().copied());
            }
        }
        Self { regions }
    }
}

impl Aws {
    /// From the management account, else from the account that needs them.
    pub(in crate::aws) async fn defaults_in(
        &self,
        door: Door<'_>,
        defaults: &Defaults<'_>,
        region: &Region,
        member: Option<&Member<'_>>,
    ) -> Result<Arc<ByCode>, Trouble> {
        let Some(slot) = defaults.regions.get(region) else {
            return Ok(Arc::default());
        };
        let mut known = slot.known.lock().await;
        if let (Known::Unasked, Some(management)) = (&*known, self.management.get()) {
            let management = self.member(door, management, false).await?;
            *known = match management.default_quotas(region).await {
                Ok(quotas) => Known::Read(Arc::new(quotas)),
                Err(trouble) => Known::NotFromManagement(trouble),
            };
        }
        match (&*known, member) {
            (Known::Read(quotas), _) => Ok(Arc::clone(quotas)),
            (_, Some(member)) => {
                let quotas = Arc::new(member.default_quotas(region).await?);
                *known = Known::Read(Arc::clone(&quotas));
                Ok(quotas)
            }
            (Known::NotFromManagement(trouble), None) => Err(trouble.clone()),
            (Known::Unasked, None) => Ok(Arc::default()),
        }
    }

    /// Of one account in its team's Regions.
    pub(super) async fn account_quotas(
        &self,
        door: Door<'_>,
        defaults: &Defaults<'_>,
        member: &Member<'_>,
        (regions, interest): (&[Region], &Interest<'_>),
    ) -> Read {
        let mut all = Read::new();
        for region in regions {
            let there = self.quotas_in(region, door, defaults, (member, interest));
            all.insert(region.clone(), there.await);
        }
        let mut seen = all.values().flatten();
        if !seen.any(|there| !interest.lacks(there).is_empty()) {
            return all;
        }
        // AWS counts the open requests of all Regions together.
        for (region, read) in &mut all {
            let Ok(there) = read else { continue };
            let lacks = interest.lacks(there);
            match member.asked_before(region, &lacks).await {
                Ok(requests) => note(there, &requests),
                Err(trouble) => *read = Err(trouble),
            }
        }
        all
    }

    async fn quotas_in(
        &self,
        region: &Region,
        door: Door<'_>,
        defaults: &Defaults<'_>,
        (member, interest): (&Member<'_>, &Interest<'_>),
    ) -> Result<AccountQuotas, Trouble> {
        let standard = self.defaults_in(door, defaults, region, Some(member));
        let standard = standard.await?;
        let applied = member.applied_quotas(region).await?;
        let quotas = Quotas(merged(ByCode::clone(&standard), applied));
        Ok(shown(interest.models.iter().copied(), &quotas))
    }

    /// What an account that does not exist yet is taken to have, by Region.
    pub(super) async fn quota_defaults(
        &self,
        door: Door<'_>,
        defaults: &Defaults<'_>,
        gaps: &mut BTreeMap<Subject, Gap>,
    ) -> BTreeMap<Region, AccountQuotas> {
        let mut all = BTreeMap::new();
        for (region, OfRegion { models, .. }) in &defaults.regions {
            match self.defaults_in(door, defaults, region, None).await {
                Ok(standard) => {
                    let quotas = Quotas(standard.values().cloned().collect());
                    let models = models.iter().map(|(alias, model)| (*alias, *model));
                    all.insert((*region).clone(), shown(models, &quotas));
                }
                Err(trouble) => {
                    let management = self.management.get().cloned();
                    let gap = gap_of_defaults(&trouble, region);
                    let here = management.map(|it| Subject::Quotas(it, (*region).clone()));
                    gaps.extend(here.map(|here| (here, gap)));
                }
            }
        }
        all
    }
}

fn note(there: &mut AccountQuotas, requests: &[QuotaRequest]) {
    let mut codes = BTreeSet::new();
    for quota in there.quotas.values_mut() {
        if let Some(shown) = &quota.shown {
            let of_this = requests.iter().filter(|one| one.code == shown.code);
            quota.requests = of_this.cloned().collect();
            codes.insert(shown.code.as_str());
        }
    }
    let others = requests
        .iter()
        .filter(|one| !codes.contains(one.code.as_str()));
    there.others_open = others.filter(|one| one.state.is_open()).count();
}

pub(super) fn fill(
    account: &mut Account,
    id: &AccountId,
    read: Read,
    directory: &Directory,
    gaps: &mut BTreeMap<Subject, Gap>,
) {
    for (region, read) in read {
        match read {
            Ok(quotas) => drop(account.quotas.insert(region, quotas)),
            // An apply waits for the account to open, and looks again before it asks.
            Err(trouble) if directory.is_young(id) && trouble.may_be_youth() => {}
            Err(trouble) => {
                let cause = format!("could not read the quotas in {region}: {trouble}");
                let hint = trouble.hint();
                gaps.insert(Subject::Quotas(id.clone(), region), Gap { cause, hint });
            }
        }
    }
}

fn gap_of_defaults(trouble: &Trouble, region: &Region) -> Gap {
    Gap {
        cause: format!("could not read AWS's default quotas in {region}: {trouble}"),
        hint: "give the role what `bedrock-org permissions read` prints; a Region that has to be \
               opted into is read once there is an account in it"
            .into(),
    }
}
