//! What the operations are sent, all of them together.

use serde::Deserialize;

use super::catalogue::{Quota, SERVICES, find};
use super::{NO_QUOTA, NO_SERVICE, illegal, no_such, region};
use crate::context::Context;
use crate::refusal::Refusal;

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub(super) struct Input {
    service_code: Option<String>,
    quota_code: Option<String>,
    request_id: Option<String>,
    pub(super) desired_value: Option<f64>,
    pub(super) context_id: Option<String>,
    pub(super) status: Option<String>,
    pub(super) quota_applied_at_level: Option<String>,
    pub(super) quota_requested_at_level: Option<String>,
    pub(super) max_results: Option<i64>,
    pub(super) next_token: Option<String>,
}

const STATUSES: [&str; 7] = [
    "PENDING",
    "CASE_OPENED",
    "APPROVED",
    "DENIED",
    "CASE_CLOSED",
    "NOT_APPROVED",
    "INVALID_REQUEST",
];

impl Input {
    pub(super) fn of(context: &Context<'_>) -> Result<Self, Refusal> {
        let input: Self = context.input()?;
        let one_of = |field: &str, value: &Option<String>, known: &[&str]| match value {
            Some(value) if !known.contains(&value.as_str()) => Err(illegal(format!(
                "{field} has to be one of {}.",
                known.join(", ")
            ))),
            _ => Ok(()),
        };
        let levels = ["ACCOUNT", "RESOURCE", "ALL"];
        one_of("Status", &input.status, &STATUSES)?;
        one_of(
            "QuotaAppliedAtLevel",
            &input.quota_applied_at_level,
            &levels,
        )?;
        one_of(
            "QuotaRequestedAtLevel",
            &input.quota_requested_at_level,
            &levels,
        )?;
        Ok(input)
    }

    pub(super) fn service(&self) -> Result<&str, Refusal> {
        identifier("ServiceCode", self.service_code.as_deref(), 63)
    }

    pub(super) fn optional_service(&self) -> Result<Option<&str>, Refusal> {
        let given = self.service_code.is_some();
        given.then(|| self.service()).transpose()
    }

    pub(super) fn code(&self) -> Result<&str, Refusal> {
        identifier("QuotaCode", self.quota_code.as_deref(), 128)
    }

    pub(super) fn optional_code(&self) -> Result<Option<&str>, Refusal> {
        let given = self.quota_code.is_some();
        given.then(|| self.code()).transpose()
    }

    pub(super) fn request(&self) -> Result<&str, Refusal> {
        identifier("RequestId", self.request_id.as_deref(), 128)
    }

    pub(super) fn known_service(&self) -> Result<&str, Refusal> {
        let service = self.service()?;
        let known = SERVICES.iter().any(|(code, _)| *code == service);
        known.then_some(service).ok_or_else(|| no_such(NO_SERVICE))
    }

    /// The quota that is named.
    pub(super) fn quota(&self, context: &Context<'_>) -> Result<&'static Quota, Refusal> {
        let (service, code) = (self.known_service()?, self.code()?);
        let account = &context.caller.account;
        let quota = find(context.world, service, region(context), account, code);
        quota.filter(|quota| quota.code == code).ok_or_else(|| {
            // Elsewhere a service that is everywhere the same has no quotas at all.
            no_such(match service {
                super::catalogue::ORGANIZATIONS => NO_SERVICE,
                _ => NO_QUOTA,
            })
        })
    }
}

fn identifier<'a>(field: &str, value: Option<&'a str>, most: usize) -> Result<&'a str, Refusal> {
    let value = value.unwrap_or_default();
    let fine = value.len() <= most + 1
        && value.starts_with(|first: char| first.is_ascii_alphanumeric())
        && value
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    if fine {
        Ok(value)
    } else {
        Err(illegal(format!("{field} is missing or has no such form.")))
    }
}
