//! Clients for AWS itself or for the organization in memory: the same clients.

use std::sync::{Mutex, OnceLock};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use aws_config::BehaviorVersion;
use aws_config::retry::RetryConfig;
use aws_config::timeout::TimeoutConfig;
use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_smithy_async::rt::sleep::{SharedAsyncSleep, TokioSleep};
use aws_smithy_async::time::{SharedTimeSource, TimeSource};
use aws_smithy_runtime_api::client::http::SharedHttpClient;
use aws_types::SdkConfig;
use aws_types::region::Region as SdkRegion;
use bedrock_sandbox::Sandbox;

use crate::execute::Pace;
use crate::model::Region;

use super::Aws;
use super::http::Pool;
use super::in_memory::InMemory;
use super::member::Sessions;

/// Where the organization is.
#[derive(Clone)]
pub enum Connection {
    /// AWS, or whatever `AWS_ENDPOINT_URL` names, with the credentials of the environment.
    /// `speed`: how fast its clock runs.
    Environment { speed: f64 },
    /// In this process.
    InMemory {
        sandbox: Sandbox,
        key_id: String,
        secret: String,
        seed: u64,
    },
}

impl Connection {
    pub async fn open(&self, home: &Region) -> Aws {
        match self {
            Self::Environment { speed } => {
                let sdk = aws_config::defaults(BehaviorVersion::latest())
                    .region(SdkRegion::new(home.to_string()))
                    .retry_config(RetryConfig::disabled())
                    .timeout_config(timeouts())
                    .http_client(SharedHttpClient::new(Pool::default()))
                    .load()
                    .await;
                aws(sdk, home, *speed, fastrand::Rng::new())
            }
            Self::InMemory {
                sandbox,
                key_id,
                secret,
                seed,
            } => {
                let clock = TokioClock::start(UNIX_EPOCH + Duration::from_millis(sandbox.now().0));
                let credentials = Credentials::from_keys(key_id, secret, None);
                let sdk = SdkConfig::builder()
                    .behavior_version(BehaviorVersion::latest())
                    .region(SdkRegion::new(home.to_string()))
                    .credentials_provider(SharedCredentialsProvider::new(credentials))
                    .retry_config(RetryConfig::disabled())
                    .sleep_impl(SharedAsyncSleep::new(TokioSleep::new()))
                    .time_source(SharedTimeSource::new(clock))
                    .http_client(SharedHttpClient::new(InMemory::new(sandbox.clone())))
                    .build();
                aws(sdk, home, 1.0, fastrand::Rng::with_seed(*seed))
            }
        }
    }
}

/// Retries are ours (see `call`), so each attempt may be short.
fn timeouts() -> TimeoutConfig {
    TimeoutConfig::builder()
        .connect_timeout(Duration::from_secs(5))
        .operation_attempt_timeout(Duration::from_secs(30))
        .build()
}

fn aws(sdk: SdkConfig, home: &Region, speed: f64, jitter: fastrand::Rng) -> Aws {
    let global = sdk
        .to_builder()
        .region(SdkRegion::new(global_region(home)))
        .build();
    Aws {
        organizations: aws_sdk_organizations::Client::new(&global),
        budgets: aws_sdk_budgets::Client::new(&global),
        quotas: aws_sdk_servicequotas::Client::new(&global),
        cloudformation: aws_sdk_cloudformation::Client::new(&sdk),
        sts: aws_sdk_sts::Client::new(&sdk),
        sdk,
        pace: Pace::new(speed),
        jitter: Mutex::new(jitter),
        stop: OnceLock::new(),
        management: OnceLock::new(),
        sessions: Sessions::default(),
    }
}

/// Where a partition keeps Organizations, its quotas, and budgets.
fn global_region(home: &Region) -> &'static str {
    if home.as_str().starts_with("us-gov-") {
        "us-gov-west-1"
    } else {
        "us-east-1"
    }
}

/// Wall time that goes by as tokio's clock does, so that signatures follow virtual time.
#[derive(Debug)]
struct TokioClock {
    wall: SystemTime,
    began: tokio::time::Instant,
}

impl TokioClock {
    fn start(wall: SystemTime) -> Self {
        Self {
            wall,
            began: tokio::time::Instant::now(),
        }
    }
}

impl TimeSource for TokioClock {
    fn now(&self) -> SystemTime {
        self.wall + self.began.elapsed()
    }
}
