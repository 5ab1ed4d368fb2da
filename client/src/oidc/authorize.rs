//! What the browser is sent to the provider with: PKCE (S256), a state and a nonce, always.

use super::provider::Provider;
use super::random::{challenge, unguessable};
use crate::secret::Secret;
use crate::stop::Stop;

/// One journey of the browser. Its secrets are used once.
pub(super) struct Attempt {
    pub(super) url: String,
    pub(super) state: Secret,
    pub(super) nonce: Secret,
    pub(super) verifier: Secret,
}

impl Provider {
    pub(super) fn attempt(&self, redirect: &str, consent: bool) -> Result<Attempt, Stop> {
        let (state, nonce, verifier) = (unguessable()?, unguessable()?, unguessable()?);
        let scopes = self.scopes();
        let mut query = form_urlencoded::Serializer::new(String::new());
        query
            .append_pair("response_type", "code")
            .append_pair("client_id", &self.who.client_id)
            .append_pair("redirect_uri", redirect)
            .append_pair("scope", &scopes)
            .append_pair("state", state.reveal())
            .append_pair("nonce", nonce.reveal())
            .append_pair("code_challenge", &challenge(&verifier))
            .append_pair("code_challenge_method", "S256");
        if consent {
            query.append_pair("prompt", "consent");
        }
        // Google's own word for it. Whoever does not know it passes over it.
        if !scopes.ends_with("offline_access") {
            query.append_pair("access_type", "offline");
        }
        let url = with_query(&self.known.metadata.authorization_endpoint, &query.finish());
        Ok(Attempt {
            url,
            state,
            nonce,
            verifier,
        })
    }
}

/// An endpoint may have a query of its own.
pub(super) fn with_query(endpoint: &str, query: &str) -> String {
    let endpoint = endpoint.split('#').next().unwrap_or_default();
    let joint = match endpoint.split_once('?') {
        None => "?",
        Some((_, "")) => "",
        Some(_) => "&",
    };
    format!("{endpoint}{joint}{query}")
}

#[cfg(test)]
mod tests {
    use super::with_query;

    #[test]
    fn an_endpoint_may_have_a_query() {
        assert_eq!(with_query("https://i/a", "x=1"), "https://i/a?x=1");
        assert_eq!(with_query("https://i/a?", "x=1"), "https://i/a?x=1");
        assert_eq!(with_query("https://i/a?p=b", "x=1"), "https://i/a?p=b&x=1");
    }
}
