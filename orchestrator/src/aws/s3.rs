//! Whole objects in S3: the two requests that bedrock-org makes there.

use aws_credential_types::provider::ProvideCredentials as _;
use aws_sigv4::http_request::{
    PayloadChecksumKind, PercentEncodingMode, SigningSettings, UriPathNormalizationMode,
};
use aws_smithy_runtime_api::client::identity::Identity;

use super::raw::{Outgoing, Reply};
use super::signature::{self, Scope};
use super::trouble::Kind;
use super::{Aws, Trouble};

const GET: &str = "s3.GetObject";
const PUT: &str = "s3.PutObject";

impl Aws {
    /// `None` where there is no such object. S3 tells that only those who may list the bucket; to
    /// others it is `AccessDenied`.
    pub(super) async fn object(&self, bucket: &str, key: &str) -> Result<Option<Vec<u8>>, Trouble> {
        let reply = self.s3(GET, "GET", bucket, key, None).await?;
        if reply.is_success() {
            return Ok(Some(reply.body));
        }
        let trouble = reply.trouble(GET);
        if trouble.is("NoSuchKey") {
            return Ok(None);
        }
        Err(trouble)
    }

    pub(super) async fn put_object(
        &self,
        bucket: &str,
        key: &str,
        kind: &str,
        body: &[u8],
    ) -> Result<(), Trouble> {
        let content = Some((kind, body));
        let reply = self.s3(PUT, "PUT", bucket, key, content).await?;
        if reply.is_success() {
            return Ok(());
        }
        Err(reply.trouble(PUT))
    }

    async fn s3(
        &self,
        operation: &'static str,
        method: &'static str,
        bucket: &str,
        key: &str,
        content: Option<(&str, &[u8])>,
    ) -> Result<Reply, Trouble> {
        let home = self
            .sdk
            .region()
            .map_or("us-east-1", |region| region.as_ref());
        let mut region = home.to_owned();
        loop {
            let request = self
                .signed(
                    operation,
                    method,
                    &self.address(bucket, key, &region),
                    &region,
                    content,
                )
                .await?;
            let reply = self.send(operation, &request).await?;
            match &reply.region {
                // The bucket is elsewhere: S3 says where with its refusal.
                Some(there) if !reply.is_success() && *there != region && region == home => {
                    region.clone_from(there);
                }
                _ => return Ok(reply),
            }
        }
    }

    /// By host name, as AWS wants it; a dot in the bucket's name would not fit the certificate.
    fn address(&self, bucket: &str, key: &str, region: &str) -> String {
        let key = escaped(key);
        match self.sdk.endpoint_url() {
            Some(endpoint) => format!("{}/{bucket}/{key}", endpoint.trim_end_matches('/')),
            None if bucket.contains('.') => {
                format!("https://s3.{region}.amazonaws.com/{bucket}/{key}")
            }
            None => format!("https://{bucket}.s3.{region}.amazonaws.com/{key}"),
        }
    }

    async fn signed(
        &self,
        operation: &'static str,
        method: &'static str,
        url: &str,
        region: &str,
        content: Option<(&str, &[u8])>,
    ) -> Result<Outgoing, Trouble> {
        let unsigned = |message: String| Trouble::unsent(operation, Kind::NoCredentials, &message);
        let provider = self.sdk.credentials_provider();
        let provider = provider.ok_or_else(|| unsigned("there are no credentials".into()))?;
        let credentials = provider.provide_credentials().await;
        let identity = Identity::from(credentials.map_err(|why| unsigned(why.to_string()))?);
        let mut settings = SigningSettings::default();
        settings.percent_encoding_mode = PercentEncodingMode::Single;
        settings.payload_checksum_kind = PayloadChecksumKind::XAmzSha256;
        settings.uri_path_normalization_mode = UriPathNormalizationMode::Disabled;
        let now = self.sdk.time_source().map(|time| time.now());
        let scope = Scope {
            operation,
            service: "s3",
            region,
            settings,
            now: now.unwrap_or_else(std::time::SystemTime::now),
        };
        let kind = content.map(|(kind, _)| ("content-type".to_owned(), kind.to_owned()));
        let request = Outgoing {
            method,
            url: url.to_owned(),
            headers: kind.into_iter().collect(),
            body: content.map_or_else(Vec::new, |(_, body)| body.to_vec()),
        };
        signature::signed(request, scope, &identity)
    }
}

/// A key as a path; its slashes stay.
fn escaped(key: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte);
    key.bytes()
        .map(|byte| match byte {
            byte if plain(byte) => char::from(byte).to_string(),
            byte => format!("%{byte:02X}"),
        })
        .collect()
}
