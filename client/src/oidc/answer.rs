//! What the token endpoint is sent, and what it answers (RFC 6749, section 5).

use http::Request;
use http::header::{ACCEPT, CONTENT_TYPE, USER_AGENT};
use serde::Deserialize;
use zeroize::Zeroizing;

use super::text;
use crate::network::{Http, Unreached};
use crate::secret::Secret;
use crate::stop::{Exit, Stop};

pub(super) const AGENT: &str = concat!("bedrock-auth/", env!("CARGO_PKG_VERSION"));

/// Three tokens, each as large as an ID token may be.
const LARGEST: usize = 1024 * 1024;

#[derive(Deserialize)]
pub(super) struct Tokens {
    pub(super) id_token: Option<Secret>,
    #[serde(default)]
    pub(super) access_token: Option<Secret>,
    #[serde(default)]
    pub(super) refresh_token: Option<Secret>,
}

/// Why there are no tokens.
pub(super) enum Refusal {
    Unreached(Unreached),
    /// The provider is there and not well: a later try may succeed.
    Unwell {
        status: u16,
    },
    /// The provider's own word for it.
    Said {
        error: String,
        description: String,
    },
    /// It answered with something else.
    Odd {
        status: u16,
    },
}

#[derive(Deserialize)]
struct ErrorBody {
    error: String,
    #[serde(default)]
    error_description: Option<String>,
}

/// What a success says.
pub(super) trait Answer: Sized {
    fn read(body: &[u8]) -> Option<Self>;
}

impl Answer for Tokens {
    fn read(body: &[u8]) -> Option<Self> {
        serde_json::from_slice(body).ok()
    }
}

/// Nothing but the success itself.
pub(super) struct Void;

impl Answer for Void {
    fn read(_: &[u8]) -> Option<Self> {
        Some(Self)
    }
}

/// Posts a form and reads the answer. What it may repeat of the secrets is not kept.
pub(super) async fn post<T: Answer>(
    http: &Http,
    address: &str,
    fields: &[(&str, &str)],
    secrets: &[&Secret],
) -> Result<T, Refusal> {
    let body = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(fields)
        .finish();
    let request = Request::post(address)
        .header(ACCEPT, "application/json")
        .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header(USER_AGENT, AGENT)
        .body(body.into_bytes())
        .map_err(|_| Refusal::Odd { status: 0 })?;
    let answer = http.send(request, LARGEST).await;
    let answer = answer.map_err(Refusal::Unreached)?;
    let status = answer.status();
    let code = status.as_u16();
    let body = Zeroizing::new(answer.into_body());
    if status.is_success() {
        return T::read(&body).ok_or(Refusal::Odd { status: code });
    }
    // Of a failing gateway's page nothing is believed, not even a word such as invalid_grant.
    if status.is_server_error() || code == 429 || code == 408 {
        return Err(Refusal::Unwell { status: code });
    }
    match serde_json::from_slice::<ErrorBody>(&body) {
        Ok(said) if status.is_client_error() => Err(Refusal::Said {
            error: text::without(&said.error, secrets),
            description: text::without(&said.error_description.unwrap_or_default(), secrets),
        }),
        _ => Err(Refusal::Odd { status: code }),
    }
}

impl Refusal {
    /// `verb` is what could not be done, such as `sign in`.
    pub(super) fn into_stop(self, verb: &str) -> Stop {
        match self {
            Self::Unreached(unreached) => unreached.into(),
            Self::Unwell { status } => Stop::new(
                Exit::Offline,
                format!("could not {verb}: the identity provider answered {status}"),
            )
            .hint("try again in a while"),
            Self::Said { error, description } => refused(verb, &error, &description),
            Self::Odd { status } => Stop::failed(format!(
                "could not {verb}: the identity provider answered {status} with something that is no token response"
            ))
            .hint("something else may answer there, such as a proxy"),
        }
    }
}

/// In the words of RFC 6749 and OpenID Connect.
pub(super) fn refused(verb: &str, error: &str, description: &str) -> Stop {
    let said = if description.is_empty() {
        error.to_owned()
    } else {
        format!("{error} ({description})")
    };
    let hint = match error {
        "access_denied" | "consent_required" | "interaction_required" => {
            "you or the identity provider said no; sign in again, or ask who runs it for access"
        }
        "invalid_client" | "unauthorized_client" | "unsupported_grant_type" => {
            "have the client registered as a public native client with authorization code, PKCE and refresh tokens"
        }
        "invalid_scope" => "have openid, profile, email and offline_access allowed for the client",
        "invalid_grant" | "expired_token" => "sign in again",
        "temporarily_unavailable" | "server_error" => "try again in a while",
        _ => "show this to who runs the identity provider",
    };
    let message = format!("could not {verb}: the identity provider says {said}");
    Stop::new(Exit::Denied, message).hint(hint)
}
