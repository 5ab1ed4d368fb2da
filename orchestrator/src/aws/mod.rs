//! The one room that talks to AWS: [`mod@observe`] reads what is there, [`perform`] makes one change.
//! What should change is decided elsewhere.

mod budgets;
mod call;
mod capacity;
mod connect;
mod cost_explorer;
mod developer;
mod directory;
mod forecasts;
mod http;
mod identity;
mod in_memory;
mod known_stacks;
mod member;
mod observe;
mod outputs;
mod pages;
mod patience;
mod perform;
mod publish;
mod quota_history;
mod quota_requests;
mod quota_values;
mod raw;
mod s3;
mod settings;
mod signature;
mod stack;
mod trouble;
mod verify;

use std::future::Future;
use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::{Duration, SystemTime};

use tokio_util::sync::CancellationToken;

use crate::execute::Pace;
use crate::model::AccountId;

use member::Sessions;

pub use budgets::StopOrder;
pub use connect::Connection;
pub use cost_explorer::{Bill, BillBy, BillQuestion};
pub use developer::{Developer, Work};
pub use directory::Directory;
pub use identity::{NotOperator, Operator};
pub use known_stacks::{Instance, KnownStack};
pub use member::Door;
pub use observe::{Focus, Insides, Progress, Seen, Spenders, observe, spenders};
pub use outputs::AuthOutputs;
pub use perform::Performer;
pub use publish::{PublishError, Published, publish};
pub use quota_history::Accounts;
pub use trouble::Trouble;
pub use verify::Entrance;

/// The clients of every service that the management account is asked through, paced as one.
pub struct Aws {
    organizations: aws_sdk_organizations::Client,
    cloudformation: aws_sdk_cloudformation::Client,
    quotas: aws_sdk_servicequotas::Client,
    sts: aws_sdk_sts::Client,
    budgets: aws_sdk_budgets::Client,
    /// For clients in other accounts.
    sdk: aws_types::SdkConfig,
    pace: Pace,
    jitter: Mutex<fastrand::Rng>,
    stop: OnceLock<CancellationToken>,
    /// Whose credentials these are, once somebody has asked.
    management: OnceLock<AccountId>,
    sessions: Sessions,
}

impl Aws {
    /// From now on nobody waits for AWS any longer than until `stop`; what was sent may end.
    pub fn heed(&self, stop: &CancellationToken) {
        self.stop.get_or_init(|| stop.clone());
    }

    /// Whether we were not asked to stop before this much of AWS's time was over.
    pub async fn rested(&self, time: Duration) -> bool {
        self.unless_stopped(self.pace.rest(time)).await
    }

    /// The time on this machine, or in the organization in memory.
    pub fn now(&self) -> SystemTime {
        let source = self.sdk.time_source();
        source.map_or_else(SystemTime::now, |source| source.now())
    }

    /// How much of AWS's time has gone by.
    pub fn since(&self, began: tokio::time::Instant) -> Duration {
        self.pace.since(began)
    }

    /// Whether AWS is something on this machine.
    pub fn is_on_this_machine(&self) -> bool {
        let endpoint = self.sdk.endpoint_url().unwrap_or_default();
        let (_, host) = endpoint.split_once("://").unwrap_or_default();
        ["127.", "localhost", "[::1]"]
            .iter()
            .any(|here| host.starts_with(here))
    }

    fn is_stopping(&self) -> bool {
        self.stop.get().is_some_and(CancellationToken::is_cancelled)
    }

    async fn unless_stopped(&self, waiting: impl Future<Output = ()>) -> bool {
        let Some(stop) = self.stop.get() else {
            waiting.await;
            return true;
        };
        tokio::select! {
            biased;
            () = stop.cancelled() => false,
            () = waiting => true,
        }
    }

    /// Whether something came to be so lately that AWS may not have finished it. What lies ahead of
    /// our clock did.
    fn is_recent(&self, moment: &aws_smithy_types::DateTime) -> bool {
        let now = self.sdk.time_source().map(|time| time.now());
        let (Some(now), Ok(moment)) = (now, SystemTime::try_from(*moment)) else {
            return false;
        };
        now.duration_since(moment)
            .map_or(true, |age| age < member::YOUTH)
    }

    /// A factor between a half and one.
    fn jitter(&self) -> f64 {
        let mut rng = self.jitter.lock().unwrap_or_else(PoisonError::into_inner);
        rng.f64().mul_add(0.5, 0.5)
    }
}
