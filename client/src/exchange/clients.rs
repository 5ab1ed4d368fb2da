//! AWS's clients, put together by hand.

use std::time::Duration;

use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_sdk_cognitoidentity::config::{BehaviorVersion, Region};
use aws_smithy_types::retry::RetryConfig;
use aws_smithy_types::timeout::TimeoutConfig;
use http::Uri;

use super::{Asking, Aws, endpoint};

const ATTEMPTS: u32 = 3;
const FIRST_PAUSE: Duration = Duration::from_millis(200);
const EACH: Duration = Duration::from_secs(8);
/// The most impatient SDK gives up after about twenty seconds.
const ALL: Duration = Duration::from_secs(15);

fn retries() -> RetryConfig {
    RetryConfig::standard()
        .with_max_attempts(ATTEMPTS)
        .with_initial_backoff(FIRST_PAUSE)
}

fn patience() -> TimeoutConfig {
    TimeoutConfig::builder()
        .operation_attempt_timeout(EACH)
        .operation_timeout(ALL)
        .build()
}

/// A client, and where it asks.
pub(super) struct At<Client> {
    pub(super) client: Client,
    pub(super) address: Uri,
}

pub(super) fn cognito(asking: &Asking<'_>) -> At<aws_sdk_cognitoidentity::Client> {
    let region = &asking.account.region;
    let set = &asking.aws.cognito;
    let address = endpoint::address(set.as_deref(), "cognito-identity", region);
    let mut config = aws_sdk_cognitoidentity::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new(region.clone()))
        .http_client(asking.aws.http.clone())
        .retry_config(retries())
        .timeout_config(patience());
    config.set_endpoint_url(set.clone());
    let client = aws_sdk_cognitoidentity::Client::from_conf(config.build());
    At { client, address }
}

pub(super) fn sts(asking: &Asking<'_>) -> At<aws_sdk_sts::Client> {
    sts_in(asking.aws, &asking.account.region, None)
}

/// With keys, calls are signed.
pub(super) fn sts_in(
    aws: &Aws,
    region: &str,
    keys: Option<Credentials>,
) -> At<aws_sdk_sts::Client> {
    let address = endpoint::address(aws.sts.as_deref(), "sts", region);
    let mut config = aws_sdk_sts::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new(region.to_owned()))
        .http_client(aws.http.clone())
        .retry_config(retries())
        .timeout_config(patience());
    config.set_endpoint_url(aws.sts.clone());
    config.set_credentials_provider(keys.map(SharedCredentialsProvider::new));
    let client = aws_sdk_sts::Client::from_conf(config.build());
    At { client, address }
}
