//! AWS's clients, put together by hand.

use std::time::Duration;

use aws_sdk_cognitoidentity::config::BehaviorVersion;
use aws_sdk_cognitoidentity::config::Region;
use aws_smithy_types::retry::RetryConfig;
use aws_smithy_types::timeout::TimeoutConfig;

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

pub(super) fn cognito(asking: &Asking<'_>) -> Result<aws_sdk_cognitoidentity::Client, Refused> {
    let mut config = aws_sdk_cognitoidentity::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new(asking.account.region.clone()))
        .http_client(asking.http.clone())
        .retry_config(retries())
        .timeout_config(patience());
    config.set_endpoint_url(endpoint::from_environment("COGNITO_IDENTITY")?);
    Ok(aws_sdk_cognitoidentity::Client::from_conf(config.build()))
}

pub(super) fn sts(asking: &Asking<'_>) -> Result<aws_sdk_sts::Client, Refused> {
    let mut config = aws_sdk_sts::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new(asking.account.region.clone()))
        .http_client(asking.http.clone())
        .retry_config(retries())
        .timeout_config(patience());
    config.set_endpoint_url(endpoint::from_environment("STS")?);
    Ok(aws_sdk_sts::Client::from_conf(config.build()))
}
