//! Leaving: the refresh token is taken back where the provider can (RFC 7009).

use super::answer::{Refusal, Void, post};
use super::authorize::with_query;
use super::provider::{Provider, field};
use crate::network::Http;
use crate::secret::Secret;
use crate::stop::Stop;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Revoked {
    Yes,
    /// It ends when the provider lets it end.
    NotOffered,
}

impl Provider {
    pub async fn revoke(&self, http: &Http, refresh: &Secret) -> Result<Revoked, Stop> {
        let Some(address) = &self.known.metadata.revocation_endpoint else {
            return Ok(Revoked::NotOffered);
        };
        let form = [
            field("token", refresh),
            ("token_type_hint", "refresh_token"),
            ("client_id", self.who.client_id.as_str()),
        ];
        match post::<Void>(http, address, &form, &[refresh]).await {
            Ok(Void) => Ok(Revoked::Yes),
            Err(Refusal::Said { error, .. }) if error == "unsupported_token_type" => {
                Ok(Revoked::NotOffered)
            }
            Err(refusal) => Err(refusal.into_stop("revoke the sign-in")),
        }
    }

    /// Where a browser ends the session with the provider itself. No token is in it: addresses are kept
    /// in histories.
    pub fn end_session_url(&self) -> Option<String> {
        let endpoint = self.known.metadata.end_session_endpoint.as_ref()?;
        let query = form_urlencoded::Serializer::new(String::new())
            .append_pair("client_id", &self.who.client_id)
            .finish();
        Some(with_query(endpoint, &query))
    }
}
