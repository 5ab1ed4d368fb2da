//! What an account has asked of Service Quotas, open and decided.

use std::time::UNIX_EPOCH;

use aws_sdk_servicequotas::types::{RequestStatus, RequestedServiceQuotaChange};

use crate::model::{QuotaRequest, QuotaValue, Region, RequestState};
use crate::plan::quota_step::{Step, step};

use super::Trouble;
use super::call::Repeat;
use super::member::Member;
use super::quota_values::{PAGE, SERVICE, whole};

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

    /// Of all quotas of all services in a Region: together they count against what AWS takes. It forgets
    /// here what is older than 90 days.
    async fn lately(&self, region: &Region) -> Result<Vec<QuotaRequest>, Trouble> {
        let client = self.quotas(region);
        let listed = self
            .caller()
            .pages(
                "servicequotas.ListRequestedServiceQuotaChangeHistory",
                |token| {
                    let request = client.list_requested_service_quota_change_history();
                    request.max_results(PAGE).set_next_token(token).send()
                },
                |page| (page.requested_quotas, page.next_token),
            )
            .await?;
        Ok(self.understood(listed))
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
        let mut requests = self.understood(listed.await?);
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
        let ask = || {
            let request = client.request_service_quota_increase();
            let request = request.service_code(SERVICE).quota_code(code);
            request.desired_value(value as f64).send()
        };
        // An account that is not ready yet has done nothing.
        let operation = "servicequotas.RequestServiceQuotaIncrease";
        let answer = self.grown_up(|| self.caller().call(operation, Repeat::Never, ask));
        let answer = answer.await?;
        let now = self.seconds();
        Ok(answer.requested_quota.and_then(|made| request(made, now)))
    }

    fn understood(&self, listed: Vec<RequestedServiceQuotaChange>) -> Vec<QuotaRequest> {
        let now = self.seconds();
        let understood = listed.into_iter().filter_map(|one| request(one, now));
        understood.collect()
    }

    fn seconds(&self) -> i64 {
        let since = self.caller().aws.now().duration_since(UNIX_EPOCH);
        i64::try_from(since.unwrap_or_default().as_secs()).unwrap_or(i64::MAX)
    }
}

/// The newest first.
fn sort(requests: &mut [QuotaRequest]) {
    requests.sort_by(|one, other| (other.asked, &other.id).cmp(&(one.asked, &one.id)));
}

/// One that AWS does not date is taken to be of `now`: it is then neither old nor stuck.
/// `None`: AWS names neither the request nor its quota.
pub(super) fn request(shown: RequestedServiceQuotaChange, now: i64) -> Option<QuotaRequest> {
    let seconds = |at: Option<aws_smithy_types::DateTime>| at.map(|at| at.secs());
    let touched = seconds(shown.last_updated);
    let asked = seconds(shown.created).or(touched).unwrap_or(now);
    Some(QuotaRequest {
        id: shown.id?,
        case: shown.case_id.filter(|case| !case.is_empty()),
        code: code(shown.service_code, shown.quota_code?),
        value: shown
            .desired_value
            .and_then(whole)
            .unwrap_or(QuotaRequest::NOT_TOLD),
        state: state(shown.status.as_ref()),
        asked,
        touched: touched.unwrap_or(asked).max(asked),
    })
}

/// Other services' codes mean other quotas, and never one of Bedrock's.
fn code(service: Option<String>, code: String) -> String {
    match service {
        Some(other) if other != SERVICE => format!("{other}/{code}"),
        _ => code,
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_800_000_000;

    #[test]
    fn what_aws_leaves_out_makes_a_request_neither_old_nor_new() {
        let made = RequestedServiceQuotaChange::builder();
        let made = made.id("r").quota_code("L-1").service_code(SERVICE);
        let read = request(made.clone().build(), NOW).unwrap();
        assert_eq!(
            (read.code.as_str(), read.asked, read.touched),
            ("L-1", NOW, NOW)
        );
        assert!(read.is_for(100) && read.state.is_open());
        let odd = made.desired_value(f64::NAN).build();
        assert_eq!(request(odd, NOW).unwrap().value, QuotaRequest::NOT_TOLD);
    }

    #[test]
    fn another_service_s_code_is_none_of_bedrock_s() {
        let made = RequestedServiceQuotaChange::builder().id("r");
        let made = made.quota_code("L-1").service_code("ec2").build();
        assert_eq!(request(made, NOW).unwrap().code, "ec2/L-1");
    }
}
