//! What an account has asked of Service Quotas, open and decided.

use aws_sdk_servicequotas::types::{RequestStatus, RequestedServiceQuotaChange};

use crate::model::{QuotaRequest, QuotaValue, Region, RequestState};
use crate::plan::quota_step::{Step, step};

use super::Trouble;
use super::member::Member;

const SERVICE: &str = "bedrock";
/// The most that AWS gives at once.
const PAGE: i32 = 100;

impl Member<'_> {
    /// All that has to be known before more is asked for, the newest first: what was asked lately, and
    /// of what is to be asked for, so much of each quota, all that was ever asked.
    pub async fn asked_before(
        &self,
        region: &Region,
        wanted: &[(u64, &QuotaValue)],
    ) -> Result<Vec<QuotaRequest>, Trouble> {
        let mut known = self.lately(region).await?;
        for (value, quota) in wanted {
            let of_it = known.iter().filter(|one| one.code == quota.code);
            let of_it: Vec<_> = of_it.cloned().collect();
            if step(*value, quota, &of_it) == Step::Ask {
                let ever = self.requests_of(region, &quota.code).await?;
                known.extend(ever.into_iter().filter(|one| !of_it.contains(one)));
            }
        }
        sort(&mut known);
        Ok(known)
    }

    /// Of all quotas of Bedrock in a Region. AWS forgets here what is older than 90 days.
    async fn lately(&self, region: &Region) -> Result<Vec<QuotaRequest>, Trouble> {
        let client = self.quotas(region);
        let listed = self
            .caller()
            .pages(
                "servicequotas.ListRequestedServiceQuotaChangeHistory",
                |token| {
                    let request = client.list_requested_service_quota_change_history();
                    let request = request.service_code(SERVICE).max_results(PAGE);
                    request.set_next_token(token).send()
                },
                |page| (page.requested_quotas, page.next_token),
            )
            .await?;
        Ok(understood(listed))
    }

    /// Of one quota, however long ago, the newest first.
    pub async fn requests_of(
        &self,
        region: &Region,
        code: &str,
    ) -> Result<Vec<QuotaRequest>, Trouble> {
        let client = self.quotas(region);
        let listed = self.grown_up(|| {
            self.caller().pages(
                "servicequotas.ListRequestedServiceQuotaChangeHistoryByQuota",
                |token| {
                    let request = client.list_requested_service_quota_change_history_by_quota();
                    let request = request.service_code(SERVICE).quota_code(code);
                    request.max_results(PAGE).set_next_token(token).send()
                },
                |page| (page.requested_quotas, page.next_token),
            )
        });
        let mut requests = understood(listed.await?);
        sort(&mut requests);
        Ok(requests)
    }

    /// Asks AWS for a higher value. Whoever calls looks for itself what became of a lost answer: AWS
    /// knows no token that would make two requests one.
    pub async fn request_quota(
        &self,
        region: &Region,
        code: &str,
        value: u64,
    ) -> Result<Option<QuotaRequest>, Trouble> {
        let client = self.quotas(region);
        let answer = self
            .call_once("servicequotas.RequestServiceQuotaIncrease", || {
                client
                    .request_service_quota_increase()
                    .service_code(SERVICE)
                    .quota_code(code)
                    .desired_value(value as f64)
                    .send()
            })
            .await?;
        Ok(answer.requested_quota.and_then(request))
    }
}

fn understood(listed: Vec<RequestedServiceQuotaChange>) -> Vec<QuotaRequest> {
    listed.into_iter().filter_map(request).collect()
}

/// The newest first.
fn sort(requests: &mut [QuotaRequest]) {
    requests.sort_by(|one, other| (other.asked, &other.id).cmp(&(one.asked, &one.id)));
}

/// `None`: AWS names neither the request nor its quota.
pub(super) fn request(shown: RequestedServiceQuotaChange) -> Option<QuotaRequest> {
    let seconds = |at: Option<aws_smithy_types::DateTime>| at.map_or(0, |at| at.secs());
    let asked = seconds(shown.created);
    Some(QuotaRequest {
        id: shown.id?,
        case: shown.case_id.filter(|case| !case.is_empty()),
        code: shown.quota_code?,
        value: shown.desired_value.unwrap_or_default() as u64,
        state: state(shown.status.as_ref()),
        asked,
        touched: seconds(shown.last_updated).max(asked),
    })
}

fn state(status: Option<&RequestStatus>) -> RequestState {
    match status {
        Some(RequestStatus::Pending) | None => RequestState::Pending,
        Some(RequestStatus::CaseOpened) => RequestState::CaseOpened,
        Some(RequestStatus::Approved) => RequestState::Approved,
        Some(RequestStatus::Denied) => RequestState::Denied,
        Some(RequestStatus::CaseClosed) => RequestState::CaseClosed,
        Some(RequestStatus::NotApproved) => RequestState::NotApproved,
        Some(RequestStatus::InvalidRequest) => RequestState::Invalid,
        Some(other) => RequestState::Other(other.as_str().to_owned()),
    }
}
