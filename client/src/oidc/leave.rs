//! Leaving: the refresh token is taken back where the provider can (RFC 7009).

use http::Request;
use http::header::{ACCEPT, CONTENT_TYPE};
use oauth2::basic::BasicRevocationErrorResponse;
use oauth2::{
    AsyncHttpClient as _, ClientId, HttpRequest, HttpResponse, RequestTokenError, RevocationUrl,
};
use openidconnect::LogoutRequest;

use super::answer::Refusal;
use super::asking::{Asking, Unanswered};
use super::provider::Provider;
use crate::network::Http;
use crate::secret::Secret;
use crate::stop::Stop;

const VERB: &str = "revoke the sign-in";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Revoked {
    Yes,
    /// It ends when the provider lets it end.
    NotOffered,
}

impl Provider {
    pub async fn revoke(&self, http: &Http, refresh: &Secret) -> Result<Revoked, Stop> {
        let Some(address) = &self.more().revocation_endpoint else {
            return Ok(Revoked::NotOffered);
        };
        let asking = Asking::new(http);
        let Err(error) = asking
            .call(self.revocation(address, refresh)?)
            .await
            .map_or_else(
                |unanswered| Err(RequestTokenError::Request(unanswered)),
                |answer| outcome(&answer),
            )
        else {
            return Ok(Revoked::Yes);
        };
        match asking.refusal(error, &[refresh]) {
            Refusal::Said { error, .. } if error == "unsupported_token_type" => {
                Ok(Revoked::NotOffered)
            }
            refusal => Err(refusal.into_stop(VERB)),
        }
    }

    /// The library's own asks no provider on this machine, where there is no https.
    fn revocation(&self, address: &RevocationUrl, refresh: &Secret) -> Result<HttpRequest, Stop> {
        let form = form_urlencoded::Serializer::new(String::new())
            .append_pair("token", refresh.reveal())
            .append_pair("token_type_hint", "refresh_token")
            .append_pair("client_id", &self.who.client_id)
            .finish();
        Request::post(address.url().as_str())
            .header(ACCEPT, "application/json")
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(form.into_bytes())
            .map_err(|_| Refusal::Odd { status: 0 }.into_stop(VERB))
    }

    /// Where a browser ends the session with the provider itself. No token is in it: addresses are kept
    /// in histories.
    pub fn end_session_url(&self) -> Option<String> {
        let endpoint = self.more().end_session_endpoint.clone()?;
        let request = LogoutRequest::from(endpoint);
        let request = request.set_client_id(ClientId::new(self.who.client_id.clone()));
        Some(request.http_get_url().into())
    }
}

fn outcome(
    answer: &HttpResponse,
) -> Result<(), RequestTokenError<Unanswered, BasicRevocationErrorResponse>> {
    if answer.status().is_success() {
        return Ok(());
    }
    Err(match serde_json::from_slice(answer.body()) {
        Ok(said) => RequestTokenError::ServerResponse(said),
        Err(_) => RequestTokenError::Other(String::new()),
    })
}
