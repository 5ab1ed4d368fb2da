//! What the browser is sent to the provider with: PKCE (S256), a state and a nonce, always.

use std::borrow::Cow;

use oauth2::{CsrfToken, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl};
use openidconnect::Nonce;

use super::provider::Provider;
use crate::secret::Secret;
use crate::stop::Stop;

/// 256 bits.
const UNGUESSABLE: u32 = 32;

/// One journey of the browser. Its secrets are used once.
pub(super) struct Attempt {
    pub(super) url: String,
    pub(super) state: Secret,
    pub(super) nonce: Secret,
    pub(super) redirect: RedirectUrl,
    verifier: Secret,
}

impl Provider {
    pub(super) fn attempt(&self, redirect: &str, consent: bool) -> Result<Attempt, Stop> {
        let redirect = RedirectUrl::new(redirect.to_owned())
            .map_err(|_| Stop::failed("could not listen for the browser: no address for it"))?;
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256_len(UNGUESSABLE);
        let nonce = Secret::new(Nonce::new_random_len(UNGUESSABLE).secret().clone());
        let client = &self.client;
        let mut request = client
            .authorize_url(|| CsrfToken::new_random_len(UNGUESSABLE))
            .add_scopes(self.scopes())
            .set_pkce_challenge(challenge)
            .set_redirect_uri(Cow::Borrowed(&redirect))
            .add_extra_param("nonce", nonce.reveal().to_owned());
        if consent {
            request = request.add_extra_param("prompt", "consent");
        }
        // Google's own word for it. Whoever does not know it passes over it.
        if !self.knows_offline_access() {
            request = request.add_extra_param("access_type", "offline");
        }
        let (url, state) = request.url();
        Ok(Attempt {
            url: url.into(),
            state: Secret::new(state.into_secret()),
            nonce,
            redirect,
            verifier: Secret::new(verifier.into_secret()),
        })
    }
}

impl Attempt {
    pub(super) fn verifier(&self) -> PkceCodeVerifier {
        PkceCodeVerifier::new(self.verifier.reveal().to_owned())
    }
}
