//! What the provider publishes about itself.

use http::header::DATE;
use http::{Request, Response, Uri};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use super::keys::Keys;
use crate::network::{Http, is_usable};
use crate::stop::{Exit, Stop};

const LARGEST: usize = 512 * 1024;

/// Of the discovery document, what is used. Every address was checked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Metadata {
    pub(super) issuer: String,
    pub(super) authorization_endpoint: String,
    pub(super) token_endpoint: String,
    pub(super) jwks_uri: String,
    #[serde(default)]
    pub(super) device_authorization_endpoint: Option<String>,
    #[serde(default)]
    pub(super) revocation_endpoint: Option<String>,
    #[serde(default)]
    pub(super) end_session_endpoint: Option<String>,
    #[serde(default)]
    pub(super) scopes_supported: Option<Vec<String>>,
    /// RFC 9207: every answer in the browser says who sent it.
    #[serde(default)]
    pub(super) authorization_response_iss_parameter_supported: bool,
}

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
    let date = answer.headers().get(DATE);
    Ok(Published {
        date: date.and_then(|date| Some(date.to_str().ok()?.to_owned())),
        offers_device_code: metadata.device_authorization_endpoint.is_some(),
        revokes: metadata.revocation_endpoint.is_some(),
    })
}

fn address(issuer: &str) -> String {
    let base = issuer.trim_end_matches('/');
    format!("{base}/.well-known/openid-configuration")
}

fn checked(text: &[u8], issuer: &str) -> Result<Metadata, Stop> {
    let base = issuer.trim_end_matches('/');
    let failed = |cause: &str| {
        Stop::failed(format!(
            "could not read {base}'s OpenID configuration: {cause}"
        ))
        .hint("compare the issuer of the routing document with the identity provider's")
    };
    let metadata: Metadata = parse(text).ok_or_else(|| failed("it is no OpenID configuration"))?;
    if metadata.issuer != issuer {
        return Err(failed(&format!(
            "it is that of another issuer, {}",
            super::text::plain(&metadata.issuer)
        )));
    }
    match metadata.unusable() {
        None => Ok(metadata),
        Some(name) => Err(failed(&format!("its {name} is no https address"))),
    }
}

pub(super) async fn keys(http: &Http, address: &str) -> Result<Keys, Stop> {
    let answer = get(http, address).await?;
    Keys::parse(answer.body()).ok_or_else(|| {
        Stop::failed("could not read the identity provider's keys: it is no key set")
            .hint("something else may answer there, such as a proxy")
    })
}

impl Metadata {
    /// The first address that may not be asked.
    pub(super) fn unusable(&self) -> Option<&'static str> {
        let Self {
            issuer: _,
            authorization_endpoint,
            token_endpoint,
            jwks_uri,
            device_authorization_endpoint,
            revocation_endpoint,
            end_session_endpoint,
            scopes_supported: _,
            authorization_response_iss_parameter_supported: _,
        } = self;
        let all = [
            ("authorization_endpoint", Some(authorization_endpoint)),
            ("token_endpoint", Some(token_endpoint)),
            ("jwks_uri", Some(jwks_uri)),
            (
                "device_authorization_endpoint",
                device_authorization_endpoint.as_ref(),
            ),
            ("revocation_endpoint", revocation_endpoint.as_ref()),
            ("end_session_endpoint", end_session_endpoint.as_ref()),
        ];
        let unusable = |address: &String| !address.parse::<Uri>().is_ok_and(|uri| is_usable(&uri));
        all.into_iter()
            .find_map(|(name, address)| address.is_some_and(unusable).then_some(name))
    }
}

fn parse<T: DeserializeOwned>(text: &[u8]) -> Option<T> {
    serde_json::from_slice(text).ok()
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
