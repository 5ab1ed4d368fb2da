//! Signs a request that no SDK here has.

use std::time::SystemTime;

use aws_sigv4::http_request::{SignableBody, SignableRequest, SigningSettings, sign};
use aws_sigv4::sign::v4;
use aws_smithy_runtime_api::client::identity::Identity;

use super::Trouble;
use super::raw::Outgoing;
use super::trouble::Kind;

pub(super) struct Scope<'a> {
    pub(super) operation: &'static str,
    pub(super) service: &'static str,
    pub(super) region: &'a str,
    pub(super) settings: SigningSettings,
    pub(super) now: SystemTime,
}

/// With the signature among its headers.
pub(super) fn signed(
    mut request: Outgoing,
    scope: Scope<'_>,
    identity: &Identity,
) -> Result<Outgoing, Trouble> {
    let unfit = |message: String| Trouble::unsent(scope.operation, Kind::Refused, &message);
    let params = v4::SigningParams::builder()
        .identity(identity)
        .region(scope.region)
        .name(scope.service)
        .time(scope.now)
        .settings(scope.settings)
        .build();
    let params = params.map_err(|why| unfit(why.to_string()))?.into();
    let named = request
        .headers
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()));
    let body = SignableBody::Bytes(&request.body);
    let signable = SignableRequest::new(request.method, &request.url, named, body)
        .map_err(|why| unfit(why.to_string()))?;
    let signature = sign(signable, &params).map_err(|why| unfit(why.to_string()))?;
    let (instructions, _) = signature.into_parts();
    let signing = instructions.headers();
    let signing: Vec<_> = signing
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    request.headers.extend(signing);
    Ok(request)
}
