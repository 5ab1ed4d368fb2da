//! What the token endpoint answers (RFC 6749, section 5).

use std::fmt;

use oauth2::basic::BasicTokenType;
use oauth2::{ExtraTokenFields, StandardTokenResponse};
use serde::{Deserialize, Serialize};

use crate::network::Unreached;
use crate::secret::Secret;
use crate::stop::{Exit, Stop};

pub(super) const AGENT: &str = concat!("bedrock-auth/", env!("CARGO_PKG_VERSION"));

pub(super) type Tokens = StandardTokenResponse<Carried, BasicTokenType>;

/// The ID token as it came: what is wrong with it is named, and AWS is sent it to the letter.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Carried {
    pub(super) id_token: Option<Secret>,
}

impl ExtraTokenFields for Carried {}

impl fmt::Debug for Carried {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Carried")
    }
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
    /// It did what it was asked to, and what it gave for it cannot be read.
    Unread {
        status: u16,
    },
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
            Self::Odd { status } | Self::Unread { status } => Stop::failed(format!(
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
