//! AWS's clients, put together by hand.

use std::time::Duration;

use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_sdk_cognitoidentity::config::{BehaviorVersion, Region};
use aws_smithy_runtime_api::client::http::SharedHttpClient;
use aws_smithy_types::retry::RetryConfig;
use aws_smithy_types::timeout::TimeoutConfig;
use http::Uri;

use super::refused::Refused;
use super::{Asking, endpoint};

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

pub(super) fn cognito(asking: &Asking<'_>) -> Result<At<aws_sdk_cognitoidentity::Client>, Refused> {
    let region = &asking.account.region;
    let set = endpoint::from_environment("COGNITO_IDENTITY")?;
    let address = endpoint::address(set.as_deref(), "cognito-identity", region);
    let mut config = aws_sdk_cognitoidentity::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new(region.clone()))
        .http_client(asking.http.clone())
        .retry_config(retries())
        .timeout_config(patience());
    config.set_endpoint_url(set);
    let client = aws_sdk_cognitoidentity::Client::from_conf(config.build());
    Ok(At { client, address })
}

pub(super) fn sts(asking: &Asking<'_>) -> Result<At<aws_sdk_sts::Client>, Refused> {
    sts_in(&asking.account.region, asking.http.clone(), None)
}

/// With keys, calls are signed.
pub(super) fn sts_in(
    region: &str,
    http: SharedHttpClient,
    keys: Option<Credentials>,
) -> Result<At<aws_sdk_sts::Client>, Refused> {
    let set = endpoint::from_environment("STS")?;
    let address = endpoint::address(set.as_deref(), "sts", region);
    let mut config = aws_sdk_sts::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new(region.to_owned()))
        .http_client(http)
        .retry_config(retries())
        .timeout_config(patience());
    config.set_endpoint_url(set);
    config.set_credentials_provider(keys.map(SharedCredentialsProvider::new));
    let client = aws_sdk_sts::Client::from_conf(config.build());
    Ok(At { client, address })
}
