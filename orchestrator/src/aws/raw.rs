//! A request that no SDK here has: sent by the SDKs' own client, paced and repeated as all others.

use aws_smithy_runtime::client::orchestrator::operation::Operation;
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse, OrchestratorError};
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::error::ErrorMetadata;

use super::call::Repeat;
use super::{Aws, Trouble};

/// What is sent. Its headers may hold a signature, so it has no `Debug` of its own.
#[derive(Clone)]
pub(super) struct Outgoing {
    pub(super) method: &'static str,
    pub(super) url: String,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Vec<u8>,
}

impl std::fmt::Debug for Outgoing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.method, self.url)
    }
}

/// What came back, whether it is good news or not.
#[derive(Debug, Clone)]
pub(super) struct Reply {
    pub(super) status: u16,
    /// Where S3 says that the bucket is.
    pub(super) region: Option<String>,
    pub(super) body: Vec<u8>,
}

impl Reply {
    pub(super) fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// The refusal of a web server, or of S3, which writes a code into XML.
    pub(super) fn trouble(&self, operation: &'static str) -> Trouble {
        let text = String::from_utf8_lossy(&self.body);
        let between = |tag: &str| {
            let (_, rest) = text.split_once(&format!("<{tag}>"))?;
            let (inner, _) = rest.split_once('<')?;
            Some(inner.trim().to_owned())
        };
        let code = between("Code").unwrap_or_else(|| format!("HTTP {}", self.status));
        let message = between("Message").unwrap_or_else(|| format!("HTTP status {}", self.status));
        Trouble::answered(operation, code, self.status, &message)
    }
}

impl Aws {
    pub(super) async fn send(
        &self,
        operation: &'static str,
        request: &Outgoing,
    ) -> Result<Reply, Trouble> {
        self.send_and_read(operation, request, read).await
    }

    /// `read`: which answers are errors that trying again may mend.
    pub(super) async fn send_and_read(
        &self,
        operation: &'static str,
        request: &Outgoing,
        read: Read,
    ) -> Result<Reply, Trouble> {
        let sender = self.sender(operation, request, read);
        self.call(operation, Repeat::Safe, || sender.invoke(request.clone()))
            .await
    }

    /// Once, whatever comes of it.
    pub(super) async fn send_once(
        &self,
        operation: &'static str,
        request: &Outgoing,
    ) -> Result<Reply, Trouble> {
        let sender = self.sender(operation, request, |response| Ok(reply(response)));
        // Boxed: the SDK's futures are large.
        let sent = Box::pin(sender.invoke(request.clone())).await;
        sent.map_err(|error| Trouble::new(operation, &error))
    }

    fn sender(
        &self,
        operation: &'static str,
        request: &Outgoing,
        read: Read,
    ) -> Operation<Outgoing, Reply, ErrorMetadata> {
        let (service, name) = operation.split_once('.').unwrap_or(("http", operation));
        let mut builder = Operation::builder()
            .service_name(service)
            .operation_name(name)
            .endpoint_url(origin(&request.url))
            .no_auth()
            .no_retry();
        if let Some(client) = self.sdk.http_client() {
            builder = builder.http_client(client);
        }
        if let Some(sleep) = self.sdk.sleep_impl() {
            builder = builder.sleep_impl(sleep);
        }
        if let Some(time) = self.sdk.time_source() {
            builder = builder.time_source(time);
        }
        if let Some(timeouts) = self.sdk.timeout_config() {
            builder = builder.timeout_config(timeouts.clone());
        }
        builder
            .serializer(|outgoing: Outgoing| {
                let mut request = HttpRequest::new(SdkBody::from(outgoing.body));
                request.set_method(outgoing.method)?;
                request.set_uri(path(&outgoing.url).to_owned())?;
                for (name, value) in outgoing.headers {
                    request.headers_mut().try_insert(name, value)?;
                }
                Ok(request)
            })
            .deserializer(read)
            .build()
    }
}

/// Makes a reply of a response, or an error.
pub(super) type Read = fn(&HttpResponse) -> Result<Reply, OrchestratorError<ErrorMetadata>>;

/// Only what trying again may mend is an error here.
fn read(response: &HttpResponse) -> Result<Reply, OrchestratorError<ErrorMetadata>> {
    let status = response.status();
    let throttled = [429, 503].contains(&status.as_u16());
    if throttled || status.is_server_error() {
        let code = if throttled { "SlowDown" } else { "ServerError" };
        let message = format!("HTTP status {}", status.as_u16());
        let metadata = ErrorMetadata::builder().code(code).message(message);
        return Err(OrchestratorError::operation(metadata.build()));
    }
    Ok(reply(response))
}

fn reply(response: &HttpResponse) -> Reply {
    let region = response.headers().get("x-amz-bucket-region");
    Reply {
        status: response.status().as_u16(),
        region: region.map(str::to_owned),
        body: response.body().bytes().unwrap_or_default().to_vec(),
    }
}

/// `https://host:port` of an address.
pub(super) fn origin(url: &str) -> &str {
    &url[..split(url)]
}

fn path(url: &str) -> &str {
    match &url[split(url)..] {
        "" => "/",
        path => path,
    }
}

fn split(url: &str) -> usize {
    let host = url.find("://").map_or(0, |at| at + "://".len());
    url[host..].find('/').map_or(url.len(), |at| host + at)
}
