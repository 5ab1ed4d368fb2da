//! What an account has asked of Service Quotas, open and decided.

use aws_sdk_servicequotas::types::{RequestStatus, RequestedServiceQuotaChange};

use crate::model::{QuotaRequest, Region, RequestState};

use super::Trouble;
use super::member::Member;

/// The most that AWS gives at once.
const PAGE: i32 = 100;

impl Member<'_> {
    /// Of all quotas of Bedrock in a Region, the newest first.
    pub async fn quota_requests(&self, region: &Region) -> Result<Vec<QuotaRequest>, Trouble> {
        let client = self.quotas(region);
        let listed = self
            .caller()
            .pages(
                "servicequotas.ListRequestedServiceQuotaChangeHistory",
                |token| {
                    let request = client.list_requested_service_quota_change_history();
                    let request = request.service_code("bedrock").max_results(PAGE);
                    request.set_next_token(token).send()
                },
                |page| (page.requested_quotas, page.next_token),
            )
            .await?;
        let mut requests: Vec<QuotaRequest> = listed.into_iter().filter_map(request).collect();
        requests.sort_by(|one, other| (other.asked, &other.id).cmp(&(one.asked, &one.id)));
        Ok(requests)
    }
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
