//! The SDK's clients with the sandbox as their network and its clock as their time.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use aws_credential_types::Credentials;
use aws_smithy_async::rt::sleep::{AsyncSleep, SharedAsyncSleep, Sleep};
use aws_smithy_async::time::{SharedTimeSource, TimeSource};
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::retry::RetryConfig;
use aws_types::SdkConfig;
use aws_types::region::Region;
use bedrock_sandbox::{EPOCH, Principal, Sandbox};
use bytes::Bytes;

#[derive(Debug, Clone)]
struct InProcess(Sandbox);

impl HttpConnector for InProcess {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let sandbox = self.0.clone();
        HttpConnectorFuture::new(async move {
            let request = request.try_into_http1x().unwrap();
            let request = request.map(|body| Bytes::copy_from_slice(body.bytes().unwrap()));
            let response = sandbox
                .call(request)
                .await
                .map_err(|lost| ConnectorError::io(lost.into()))?;
            Ok(response.map(SdkBody::from).try_into().unwrap())
        })
    }
}

impl HttpClient for InProcess {
    fn http_connector(
        &self,
        _: &HttpConnectorSettings,
        _: &RuntimeComponents,
    ) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}

#[derive(Debug)]
struct Paused(tokio::time::Instant);

impl TimeSource for Paused {
    fn now(&self) -> SystemTime {
        UNIX_EPOCH + Duration::from_millis(EPOCH.0) + self.0.elapsed()
    }
}

impl AsyncSleep for Paused {
    fn sleep(&self, duration: Duration) -> Sleep {
        Sleep::new(tokio::time::sleep(duration))
    }
}

/// Retries only when asked to, so that a test sees what the sandbox answers.
pub fn config(sandbox: &Sandbox, credentials: Credentials, retries: u32) -> SdkConfig {
    let start = tokio::time::Instant::now();
    SdkConfig::builder()
        .behavior_version(aws_sdk_organizations::config::BehaviorVersion::latest())
        .http_client(InProcess(sandbox.clone()))
        .time_source(SharedTimeSource::new(Paused(start)))
        .sleep_impl(SharedAsyncSleep::new(Paused(start)))
        .retry_config(RetryConfig::standard().with_max_attempts(1 + retries))
        .region(Region::new("us-east-1"))
        .credentials_provider(
            aws_credential_types::provider::SharedCredentialsProvider::new(credentials),
        )
        .build()
}

pub fn keys(principal: &Principal) -> Credentials {
    Credentials::from_keys(&principal.access_key_id, &principal.secret_access_key, None)
}

pub fn organizations(sandbox: &Sandbox) -> aws_sdk_organizations::Client {
    aws_sdk_organizations::Client::new(&config(sandbox, keys(&Principal::operator()), 0))
}

/// The code of a failed call.
pub fn code<T: std::fmt::Debug, E, R>(
    outcome: Result<T, aws_sdk_organizations::error::SdkError<E, R>>,
) -> String
where
    E: aws_sdk_organizations::error::ProvideErrorMetadata,
{
    match outcome {
        Ok(value) => panic!("it worked: {value:?}"),
        Err(error) => error
            .as_service_error()
            .and_then(|error| error.code())
            .unwrap_or("no answer")
            .to_owned(),
    }
}

/// Creates an account and waits for its end.
pub async fn account(client: &aws_sdk_organizations::Client, email: &str) -> Option<String> {
    let created = client
        .create_account()
        .account_name("team")
        .email(email)
        .send()
        .await
        .unwrap();
    let id = created.create_account_status.unwrap().id.unwrap();
    loop {
        tokio::time::sleep(Duration::from_secs(2)).await;
        let status = client
            .describe_create_account_status()
            .create_account_request_id(&id)
            .send()
            .await
            .unwrap()
            .create_account_status
            .unwrap();
        if status.completed_timestamp().is_some() {
            return status.account_id;
        }
    }
}

pub async fn root(client: &aws_sdk_organizations::Client) -> String {
    let mut pages = client.list_roots().into_paginator().send();
    while let Some(page) = pages.next().await {
        if let Some(root) = page.unwrap().roots().first() {
            return root.id().unwrap().to_owned();
        }
    }
    panic!("there is always a root")
}
