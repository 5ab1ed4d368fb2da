//! What a sandbox starts with.

use std::collections::BTreeSet;
use std::time::Duration;

use bedrock_policy::Document;

use crate::clock::{EPOCH, Moment};
use crate::fault::Faults;
use crate::openid::Company;
use crate::spending::Spending;
use crate::world::Decision;

/// The management account of every sandbox.
pub const MANAGEMENT_ACCOUNT: &str = "111122223333";

#[derive(Debug, Clone)]
pub struct Setup {
    /// The same seed gives the same run.
    pub seed: u64,
    /// How many of the organization's seconds pass in one of tokio's.
    pub speed: f64,
    pub faults: Faults,
    /// How many accounts the organization may have, the management account included.
    pub account_quota: u32,
    /// Who may call: access keys, and what they allow.
    pub principals: Vec<Principal>,
    /// Whether an answer takes time.
    pub latency: bool,
    /// How many pages of a list in a hundred come back empty although more follow.
    pub empty_pages_percent: f64,
    /// Whether service control policies are switched on from the start.
    pub service_control_policies: bool,
    /// How long the organization has yet to finish its own creation, in which it creates no account.
    pub finalizing: Duration,
    /// The time on the callers' clocks at the start.
    pub epoch: Moment,
    /// Whose identity provider is served too.
    pub company: Option<Company>,
    /// How much of AWS's default quotas an account has that is created here.
    pub young_quotas: f64,
    /// What becomes of requests for higher quotas.
    pub quota_decision: Decision,
    /// Cost allocation tags that were activated: `iamPrincipal/email` makes bills name people.
    pub active_cost_tags: BTreeSet<String>,
    /// Who spends what by itself.
    pub spending: Vec<Spending>,
}

impl Default for Setup {
    fn default() -> Self {
        Self {
            seed: 1,
            speed: 1.0,
            faults: Faults::default(),
            account_quota: 10,
            principals: vec![Principal::operator(), Principal::reader()],
            latency: true,
            empty_pages_percent: 3.0,
            service_control_policies: false,
            finalizing: Duration::ZERO,
            epoch: EPOCH,
            company: None,
            young_quotas: 1.0,
            quota_decision: Decision::default(),
            active_cost_tags: BTreeSet::new(),
            spending: Vec::new(),
        }
    }
}

/// A caller with long-lived keys.
#[derive(Clone)]
pub struct Principal {
    pub access_key_id: String,
    pub secret_access_key: String,
    /// A user's or a role's ARN.
    pub arn: String,
    pub account: String,
    pub policies: Vec<Document>,
}

impl std::fmt::Debug for Principal {
    /// Without the secret.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Principal")
            .field("access_key_id", &self.access_key_id)
            .field("arn", &self.arn)
            .finish_non_exhaustive()
    }
}

const ADMINISTRATOR: &str = include_str!("principals/administrator.json");
const READER: &str = include_str!("principals/reader.json");

impl Principal {
    /// A user of the management account who may do everything.
    pub fn operator() -> Self {
        Self::user("operator", "AKIASANDBOXOPERATOR1", ADMINISTRATOR)
    }

    /// A user of the management account who may only read.
    pub fn reader() -> Self {
        Self::user("reader", "AKIASANDBOXREADER001", READER)
    }

    fn user(name: &str, access_key_id: &str, policy: &str) -> Self {
        Self {
            access_key_id: access_key_id.into(),
            secret_access_key: format!("sandbox-secret-of-the-{name}"),
            arn: format!("arn:aws:iam::{MANAGEMENT_ACCOUNT}:user/{name}"),
            account: MANAGEMENT_ACCOUNT.into(),
            policies: Document::parse(policy).into_iter().collect(),
        }
    }
}

/// The document behind `AdministratorAccess`.
pub(crate) fn administrator() -> Vec<Document> {
    Document::parse(ADMINISTRATOR).into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_policies_parse() {
        assert_eq!(Principal::operator().policies.len(), 1);
        assert_eq!(Principal::reader().policies.len(), 1);
    }

    #[test]
    fn a_secret_is_not_shown() {
        let shown = format!("{:?}", Principal::operator());
        assert!(!shown.contains("sandbox-secret"), "{shown}");
    }
}
