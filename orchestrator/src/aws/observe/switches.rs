//! What is on or off for the whole organization, and how many accounts it may have.

use std::collections::BTreeMap;

use aws_sdk_cloudformation::types::OrganizationStatus;

use crate::aws::Aws;
use crate::aws::call::Repeat;
use crate::model::{Gap, Subject};

use super::{Focus, or_gap};

/// Service Quotas' name for "Default maximum number of accounts".
const MAXIMUM_ACCOUNTS: &str = "L-E619E033";

impl Aws {
    /// CloudFormation's own view: Organizations can show trusted access that StackSets cannot use.
    pub(super) async fn trusted_access(
        &self,
        focus: &Focus<'_>,
        gaps: &mut BTreeMap<Subject, Gap>,
    ) -> Option<bool> {
        if !focus.trusted_access {
            return None;
        }
        let answer = self
            .call(
                "cloudformation.DescribeOrganizationsAccess",
                Repeat::Safe,
                || self.cloudformation.describe_organizations_access().send(),
            )
            .await
            .map(|answer| Some(answer.status() == Some(&OrganizationStatus::Enabled)));
        or_gap(answer, Subject::TrustedAccess, gaps)
    }

    /// Only shown: without it the plan says nothing about headroom.
    pub(super) async fn account_quota(&self) -> Option<u32> {
        let answer = self
            .call("servicequotas.GetServiceQuota", Repeat::Safe, || {
                self.quotas
                    .get_service_quota()
                    .service_code("organizations")
                    .quota_code(MAXIMUM_ACCOUNTS)
                    .send()
            })
            .await
            .ok()?;
        let value = answer.quota()?.value()?;
        (value >= 0.0 && value <= f64::from(u32::MAX)).then_some(value as u32)
    }
}
