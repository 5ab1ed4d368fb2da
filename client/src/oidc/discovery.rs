//! What the provider publishes about itself.

use http::header::DATE;
use http::{Request, Response, Uri};
use oauth2::{DeviceAuthorizationUrl, RevocationUrl};
use openidconnect::core::{
    CoreAuthDisplay, CoreClaimName, CoreClaimType, CoreClientAuthMethod, CoreGrantType,
    CoreJsonWebKey, CoreJweContentEncryptionAlgorithm, CoreJweKeyManagementAlgorithm,
    CoreResponseMode, CoreResponseType, CoreSubjectIdentifierType,
};
use openidconnect::{
    AdditionalProviderMetadata, EndSessionUrl, JsonWebKeySetUrl, ProviderMetadata,
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::keys::Keys;
use crate::network::{Http, is_usable};
use crate::stop::{Exit, Stop};

const LARGEST: usize = 512 * 1024;

/// The discovery document. Every address that is used was checked.
pub(super) type Metadata = ProviderMetadata<
    More,
    CoreAuthDisplay,
    CoreClientAuthMethod,
    CoreClaimName,
    CoreClaimType,
    CoreGrantType,
    CoreJweContentEncryptionAlgorithm,
    CoreJweKeyManagementAlgorithm,
    CoreJsonWebKey,
    CoreResponseMode,
    CoreResponseType,
    CoreSubjectIdentifierType,
>;

/// What standards besides OpenID Connect Discovery put into it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct More {
    pub(super) device_authorization_endpoint: Option<DeviceAuthorizationUrl>,
    pub(super) revocation_endpoint: Option<RevocationUrl>,
    pub(super) end_session_endpoint: Option<EndSessionUrl>,
}

impl AdditionalProviderMetadata for More {}

/// What a look at the provider tells, for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    /// The time there, as HTTP has it.
    pub date: Option<String>,
    pub offers_device_code: bool,
    pub revokes: bool,
}

pub(super) async fn metadata(http: &Http, issuer: &str) -> Result<Metadata, Stop> {
    let answer = get(http, &address(issuer)).await?;
    checked(answer.body(), issuer)
}

/// Asks anew, whatever is kept.
pub async fn published(http: &Http, issuer: &str) -> Result<Published, Stop> {
    let answer = get(http, &address(issuer)).await?;
    let metadata = checked(answer.body(), issuer)?;
    let more = metadata.additional_metadata();
    let date = answer.headers().get(DATE);
    Ok(Published {
        date: date.and_then(|date| Some(date.to_str().ok()?.to_owned())),
        offers_device_code: more.device_authorization_endpoint.is_some(),
        revokes: more.revocation_endpoint.is_some(),
    })
}

fn address(issuer: &str) -> String {
    let base = issuer.trim_end_matches('/');
    format!("{base}/.well-known/openid-configuration")
}

fn checked(text: &[u8], issuer: &str) -> Result<Metadata, Stop> {
    let metadata = parse(text).ok_or_else(|| failed(issuer, "it is no OpenID configuration"))?;
    if metadata.issuer().as_str() != issuer {
        let other = super::text::plain(metadata.issuer());
        let cause = format!("it is that of another issuer, {other}");
        return Err(failed(issuer, &cause));
    }
    match unusable(&metadata) {
        None => Ok(metadata),
        Some(name) => Err(failed(issuer, &format!("its {name} is no https address"))),
    }
}

pub(super) fn failed(issuer: &str, cause: &str) -> Stop {
    let base = issuer.trim_end_matches('/');
    Stop::failed(format!(
        "could not read {base}'s OpenID configuration: {cause}"
    ))
    .hint("compare the issuer of the routing document with the identity provider's")
}

/// The standard has these, and the library insists on them; some providers leave them out, and nothing
/// here depends on them.
fn parse(text: &[u8]) -> Option<Metadata> {
    let mut document: Map<String, Value> = serde_json::from_slice(text).ok()?;
    for (name, usual) in [
        ("response_types_supported", "code"),
        ("subject_types_supported", "public"),
        ("id_token_signing_alg_values_supported", "RS256"),
    ] {
        document.entry(name).or_insert_with(|| json!([usual]));
    }
    serde_json::from_value(Value::Object(document)).ok()
}

pub(super) async fn keys(http: &Http, address: &JsonWebKeySetUrl) -> Result<Keys, Stop> {
    let answer = get(http, address.url().as_str()).await?;
    Keys::parse(answer.body()).ok_or_else(|| {
        Stop::failed("could not read the identity provider's keys: it is no key set")
            .hint("something else may answer there, such as a proxy")
    })
}

/// The first address that may not be asked.
pub(super) fn unusable(metadata: &Metadata) -> Option<&'static str> {
    let More {
        device_authorization_endpoint: device,
        revocation_endpoint: revocation,
        end_session_endpoint: end_session,
    } = metadata.additional_metadata();
    let all = [
        (
            "authorization_endpoint",
            Some(metadata.authorization_endpoint().url()),
        ),
        (
            "token_endpoint",
            metadata.token_endpoint().map(|address| address.url()),
        ),
        ("jwks_uri", Some(metadata.jwks_uri().url())),
        (
            "device_authorization_endpoint",
            device.as_ref().map(|address| address.url()),
        ),
        (
            "revocation_endpoint",
            revocation.as_ref().map(|address| address.url()),
        ),
        (
            "end_session_endpoint",
            end_session.as_ref().map(|address| address.url()),
        ),
    ];
    all.into_iter().find_map(|(name, address)| {
        address
            .is_some_and(|url| !may_be_asked(url.as_str()))
            .then_some(name)
    })
}

/// Whether a request, or a browser, may be sent there.
pub(super) fn may_be_asked(address: &str) -> bool {
    address.parse::<Uri>().is_ok_and(|uri| is_usable(&uri))
}

async fn get(http: &Http, address: &str) -> Result<Response<Vec<u8>>, Stop> {
    let request = Request::get(address)
        .header("accept", "application/json")
        .header("user-agent", super::answer::AGENT)
        .body(Vec::new())
        .map_err(|_| {
            Stop::failed("could not ask the identity provider: its address is none")
                .hint("compare the issuer of the routing document with the identity provider's")
        })?;
    let host = request.uri().host().unwrap_or_default().to_owned();
    let answer = http.send(request, LARGEST).await?;
    let status = answer.status();
    if status.is_success() {
        return Ok(answer);
    }
    let message = format!("could not ask {host}: it answered {}", status.as_u16());
    Err(if status.is_server_error() || status.as_u16() == 429 {
        Stop::new(Exit::Offline, message).hint("try again in a while")
    } else {
        Stop::failed(message)
            .hint("compare the issuer of the routing document with the identity provider's")
    })
}
