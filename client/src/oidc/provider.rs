//! The provider, found once a day: a silent refresh then costs one request.

use oauth2::basic::{
    BasicErrorResponse, BasicRevocationErrorResponse, BasicTokenIntrospectionResponse,
};
use oauth2::{
    ClientId, EndpointNotSet, EndpointSet, Scope, StandardRevocableToken, TokenResponse as _,
};
use serde::{Deserialize, Serialize};

use super::answer::Tokens;
use super::discovery::{self, Metadata, More};
use super::id_token::{Expected, verify};
use super::keys::Keys;
use super::{Granted, Issuer};
use crate::cache::memo;
use crate::clock::Moment;
use crate::home::Home;
use crate::network::Http;
use crate::secret::Secret;
use crate::stop::{Exit, Stop};

const FILE: &str = "provider.json";
const DAY: i64 = 24 * 60 * 60;
const LONG_AGO: Moment = Moment(0);
const OFFLINE_ACCESS: &str = "offline_access";

/// Which asks for codes and for tokens.
pub(super) type Client = oauth2::Client<
    BasicErrorResponse,
    Tokens,
    BasicTokenIntrospectionResponse,
    StandardRevocableToken,
    BasicRevocationErrorResponse,
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointSet,
>;

pub struct Provider {
    pub(super) who: Issuer,
    pub(super) client: Client,
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
        let kept =
            Known::read(home).filter(|known| known.metadata.issuer().as_str() == issuer.issuer);
        let consent = kept.as_ref().map_or(Consent::Untried, |kept| kept.consent);
        let known = match kept.filter(|kept| kept.is_of_today(now)) {
            Some(kept) => kept,
            None => {
                let metadata = discovery::metadata(http, &issuer.issuer).await?;
                let keys = discovery::keys(http, metadata.jwks_uri()).await?;
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
        let metadata = &known.metadata;
        let token = metadata.token_endpoint().cloned();
        let token =
            token.ok_or_else(|| discovery::failed(&issuer.issuer, "it names no token_endpoint"))?;
        let client: Client = oauth2::Client::new(ClientId::new(issuer.client_id.clone()))
            .set_auth_uri(metadata.authorization_endpoint().clone())
            .set_token_uri(token);
        Ok(Self {
            who: issuer.clone(),
            client,
            known,
            home: home.clone(),
        })
    }

    /// Whether there is a way to sign in on another device.
    pub fn offers_device_code(&self) -> bool {
        self.more().device_authorization_endpoint.is_some()
    }

    pub(super) fn more(&self) -> &More {
        self.known.metadata.additional_metadata()
    }

    /// What the token endpoint gave, if it can be believed.
    pub(super) async fn grant(
        &self,
        http: &Http,
        tokens: &Tokens,
        expected: Expected<'_>,
    ) -> Result<Granted, Stop> {
        let Some(id_token) = &tokens.extra_fields().id_token else {
            return Err(Stop::new(
                Exit::LoginNeeded,
                "could not trust the sign-in: the identity provider sent no ID token",
            )
            .hint("have the scope openid allowed for the client, then sign in again"));
        };
        let access_token = Secret::new(tokens.access_token().secret().clone());
        let expected = Expected {
            access_token: Some(&access_token),
            ..expected
        };
        let verified = verify(id_token, &self.known.keys, &expected);
        let identity = match verified {
            // The keys are of today at best, and a new one may go by the name of an old one.
            Err(fault) if fault.is_of_the_keys() => {
                let keys = discovery::keys(http, self.known.metadata.jwks_uri()).await?;
                let identity = verify(id_token, &keys, &expected)?;
                self.kept(|known| known.keys = keys);
                identity
            }
            verified => verified?,
        };
        let refresh_token = tokens.refresh_token();
        Ok(Granted {
            id_token: id_token.clone(),
            refresh_token: refresh_token.map(|token| Secret::new(token.secret().clone())),
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
        self.kept(|known| known.consent = consent);
    }

    /// The provider may have moved: the next one finds it anew.
    pub(super) fn forget(&self) {
        self.kept(|known| known.fetched = LONG_AGO);
    }

    /// It is where it was found.
    pub(super) fn trust(&self) {
        self.kept(|known| known.fetched = known.fetched.max(self.known.fetched));
    }

    /// Read again: others may have changed it meanwhile.
    fn kept(&self, change: impl FnOnce(&mut Known)) {
        let is_this = |known: &Known| known.metadata.issuer() == self.known.metadata.issuer();
        let known = Known::read(&self.home).filter(is_this);
        let mut known = known.unwrap_or_else(|| self.known.clone());
        change(&mut known);
        known.write(&self.home);
    }

    /// As this provider knows them, and offline access where it knows that.
    pub(super) fn scopes(&self) -> Vec<Scope> {
        let wished = ["openid", "profile", "email", OFFLINE_ACCESS];
        wished
            .into_iter()
            .filter(|scope| *scope == "openid" || self.knows(scope))
            .map(|scope| Scope::new(scope.into()))
            .collect()
    }

    pub(super) fn knows_offline_access(&self) -> bool {
        self.knows(OFFLINE_ACCESS)
    }

    fn knows(&self, scope: &str) -> bool {
        match self.known.metadata.scopes_supported() {
            Some(known) => known.iter().any(|known| known.as_str() == scope),
            None => true,
        }
    }
}

impl Known {
    /// What cannot be read is found anew.
    fn read(home: &Home) -> Option<Self> {
        let known: Self = memo::read(home, FILE)?;
        discovery::unusable(&known.metadata)
            .is_none()
            .then_some(known)
    }

    fn write(&self, home: &Home) {
        memo::write(home, FILE, self);
    }

    /// A clock that was set back does not make it younger.
    fn is_of_today(&self, now: Moment) -> bool {
        (-300..DAY).contains(&self.fetched.until(now))
    }
}
