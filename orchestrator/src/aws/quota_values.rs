//! What an account has of Bedrock's quotas in a Region, and what AWS gives to any.

use std::collections::BTreeMap;

use aws_sdk_servicequotas::types::ServiceQuota;

use crate::model::quota_name::Lower;
use crate::model::{QuotaValue, Region};

use super::Trouble;
use super::member::Member;

pub(super) const SERVICE: &str = "bedrock";
/// The most that AWS gives at once.
pub(super) const PAGE: i32 = 100;

/// By code; the service has a thousand quotas more than those of the plan's models.
pub(super) type ByCode = BTreeMap<String, QuotaValue>;

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
