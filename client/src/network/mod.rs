//! One HTTP stack for the identity provider, for AWS and for the routing document: proxies, trusted
//! certificates and time-outs are the same everywhere. Only https, or http on this machine; no redirect
//! is followed.

mod address;
mod connector;
mod trust;
mod unreached;

use std::future::Future;
use std::time::Duration;

use aws_smithy_http_client::proxy::ProxyConfig;
use aws_smithy_runtime_api::client::http::{HttpConnector as _, SharedHttpClient};
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_types::body::SdkBody;
use http::{Request, Response};
use http_body_util::{BodyExt as _, LengthLimitError, Limited};

pub use address::{is_https, is_loopback_host, is_usable};
use connector::Roads;
pub use unreached::{Cause, Unreached, doubts_the_clock};

use crate::stop::Stop;

pub const CONNECT: Duration = Duration::from_secs(5);
/// Until an answer begins, and again until it is complete.
pub const READ: Duration = Duration::from_secs(10);

#[derive(Debug, Clone)]
pub struct Http {
    roads: Roads,
}

impl Http {
    /// `HTTPS_PROXY` and `NO_PROXY`, the system's trusted certificates (or `SSL_CERT_FILE`), and those
    /// of `AWS_CA_BUNDLE` besides.
    pub fn from_environment() -> Result<Self, Stop> {
        let bundle = trust::bundle_from_environment()?;
        Ok(Self {
            roads: Roads::new(ProxyConfig::from_env(), bundle),
        })
    }

    /// Through this proxy, whatever the environment says.
    pub fn through(proxy: ProxyConfig) -> Self {
        Self {
            roads: Roads::new(proxy, Vec::new()),
        }
    }

    /// For the clients of AWS.
    pub fn aws(&self) -> SharedHttpClient {
        SharedHttpClient::new(self.roads.clone())
    }

    /// The whole answer, if it is no larger than this.
    pub async fn send(
        &self,
        request: Request<Vec<u8>>,
        largest: usize,
    ) -> Result<Response<Vec<u8>>, Unreached> {
        let uri = request.uri().clone();
        let failed = |cause, sent| Unreached::new(&uri, cause, sent);
        let request = HttpRequest::try_from(request.map(SdkBody::from))
            .map_err(|_| failed(Cause::Insecure, false))?;
        let answer = self.roads.call(request).await;
        let answer = answer.map_err(|error| Unreached::classify(&uri, &error))?;
        let answer = answer
            .try_into_http1x()
            .map_err(|_| failed(Cause::Broken, true))?;
        let (parts, body) = answer.into_parts();
        let reading = Limited::new(body, largest).collect();
        let body = match tokio::time::timeout(READ, reading).await {
            Err(_) => return Err(failed(Cause::Timeout, true)),
            Ok(Err(error)) if error.is::<LengthLimitError>() => {
                return Err(failed(Cause::TooLarge(largest), true));
            }
            Ok(Err(_)) => return Err(failed(Cause::Broken, true)),
            Ok(Ok(body)) => body.to_bytes().to_vec(),
        };
        Ok(Response::from_parts(parts, body))
    }
}

/// Runs it on this thread. What is still asked of the name service is left behind: nobody waits for it.
pub fn block_on<T>(future: impl Future<Output = T>) -> Result<T, Stop> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| Stop::failed(format!("could not start the network: {error}")))?;
    let result = runtime.block_on(future);
    runtime.shutdown_background();
    Ok(result)
}
