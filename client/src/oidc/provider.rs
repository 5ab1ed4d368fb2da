//! The provider, found once a day: a silent refresh then costs one request.

use serde::{Deserialize, Serialize};

use super::answer::Tokens;
use super::discovery::{self, Metadata};
use super::id_token::{Expected, TokenFault, verify};
use super::keys::Keys;
use super::{Granted, Issuer};
use crate::cache::{memo, private};
use crate::clock::Moment;
use crate::home::Home;
use crate::network::Http;
use crate::secret::Secret;
use crate::stop::{Exit, Stop};

const FILE: &str = "provider.json";
const DAY: i64 = 24 * 60 * 60;

pub struct Provider {
    pub(super) who: Issuer,
    pub(super) known: Known,
    home: Home,
}

/// What is kept of it. No secret is in it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Known {
    fetched: Moment,
    pub(super) metadata: Metadata,
    keys: Keys,
    #[serde(default)]
    pub(super) consent: Consent,
}

/// Whether `prompt=consent` is what makes this provider send a refresh token. The standard asks for it,
/// some providers insist on it, and others bother every person at every sign-in because of it: so it is
/// tried once, when no refresh token came without.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Consent {
    #[default]
    Untried,
    Helps,
    DoesNotHelp,
}

impl Provider {
    /// From what is kept, if that is of today; else by asking.
    pub async fn find(
        http: &Http,
        home: &Home,
        issuer: &Issuer,
        now: Moment,
    ) -> Result<Self, Stop> {
        let kept = Known::read(home).filter(|known| known.metadata.issuer == issuer.issuer);
        let consent = kept.as_ref().map_or(Consent::Untried, |kept| kept.consent);
        let known = match kept.filter(|kept| kept.is_of_today(now)) {
            Some(kept) => kept,
            None => {
                let metadata = discovery::metadata(http, &issuer.issuer).await?;
                let keys = discovery::keys(http, &metadata.jwks_uri).await?;
                let known = Known {
                    fetched: now,
                    metadata,
                    keys,
                    consent,
                };
                known.write(home);
                known
            }
        };
        Ok(Self {
            who: issuer.clone(),
            known,
            home: home.clone(),
        })
    }

    /// Whether there is a way to sign in on another device.
    pub const fn offers_device_code(&self) -> bool {
        self.known.metadata.device_authorization_endpoint.is_some()
    }

    /// What the token endpoint gave, if it can be believed.
    pub(super) async fn grant(
        &self,
        http: &Http,
        tokens: Tokens,
        expected: Expected<'_>,
    ) -> Result<Granted, Stop> {
        let Some(id_token) = tokens.id_token else {
            return Err(Stop::new(
                Exit::LoginNeeded,
                "could not trust the sign-in: the identity provider sent no ID token",
            )
            .hint("have the scope openid allowed for the client, then sign in again"));
        };
        let expected = Expected {
            access_token: tokens.access_token.as_ref(),
            ..expected
        };
        let verified = verify(&id_token, &self.known.keys, &expected);
        let identity = match verified {
            Err(TokenFault::UnknownKey) => {
                let keys = discovery::keys(http, &self.known.metadata.jwks_uri).await?;
                let identity = verify(&id_token, &keys, &expected)?;
                let mut known = self.known.clone();
                known.keys = keys;
                known.write(&self.home);
                identity
            }
            verified => verified?,
        };
        Ok(Granted {
            id_token,
            refresh_token: tokens.refresh_token,
            identity,
        })
    }

    pub(super) fn expected(&self, now: Moment) -> Expected<'_> {
        Expected {
            issuer: &self.who.issuer,
            client_id: &self.who.client_id,
            nonce: None,
            subject: None,
            access_token: None,
            now,
        }
    }

    /// For the next sign-in.
    pub(super) fn remember(&self, consent: Consent) {
        // Read again: the keys may have been replaced meanwhile.
        let mut known = Known::read(&self.home).unwrap_or_else(|| self.known.clone());
        known.consent = consent;
        known.write(&self.home);
    }

    /// The provider may have moved.
    pub(super) fn forget(&self) {
        let _ = private::remove(&self.home.file(FILE));
    }

    /// As this provider knows them, and offline access where it knows that.
    pub(super) fn scopes(&self) -> String {
        let knows = |scope: &str| match &self.known.metadata.scopes_supported {
            Some(known) => known.iter().any(|known| known == scope),
            None => true,
        };
        let wished = ["profile", "email", "offline_access"];
        let known = wished.into_iter().filter(|scope| knows(scope));
        std::iter::once("openid")
            .chain(known)
            .collect::<Vec<_>>()
            .join(" ")
    }
}

impl Known {
    /// What cannot be read is found anew.
    fn read(home: &Home) -> Option<Self> {
        let known: Self = memo::read(home, FILE)?;
        known.metadata.unusable().is_none().then_some(known)
    }

    fn write(&self, home: &Home) {
        memo::write(home, FILE, self);
    }

    /// A clock that was set back does not make it younger.
    fn is_of_today(&self, now: Moment) -> bool {
        (-300..DAY).contains(&self.fetched.until(now))
    }
}

/// Form fields that every request of a public client carries.
pub(super) fn fields<'a>(grant: &'a str, client_id: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![("grant_type", grant), ("client_id", client_id)]
}

/// A secret among the fields of a form.
pub(super) fn field<'a>(name: &'a str, secret: &'a Secret) -> (&'a str, &'a str) {
    (name, secret.reveal())
}
