//! Signing in on another device (RFC 8628).

use std::time::Duration;

use http::Uri;
use serde::Deserialize;

use super::answer::{Answer, Refusal, Tokens, post, refused};
use super::provider::{Provider, field, fields};
use super::sign_in::{Prompt, Watch, late};
use super::{Granted, text};
use crate::network::{Http, is_usable};
use crate::secret::Secret;
use crate::stop::{Exit, Stop};

const GRANT: &str = "urn:ietf:params:oauth:grant-type:device_code";
const VERB: &str = "sign in with a code";
/// What the standard says where the provider says nothing, and adds for `slow_down`.
const PAUSE: u64 = 5;
const LONGEST_PAUSE: u64 = 60;

#[derive(Deserialize)]
struct Offer {
    device_code: Secret,
    user_code: String,
    /// Google writes it the other way.
    #[serde(alias = "verification_url")]
    verification_uri: String,
    verification_uri_complete: Option<String>,
    expires_in: Option<u64>,
    interval: Option<u64>,
}

impl Answer for Offer {
    fn read(body: &[u8]) -> Option<Self> {
        serde_json::from_slice(body).ok()
    }
}

impl Provider {
    pub(super) async fn with_device(
        &self,
        http: &Http,
        prompt: &mut (dyn FnMut(Prompt) + Send),
        watch: Watch,
    ) -> Result<Granted, Stop> {
        let offer = self.offer(http).await?;
        prompt(offer.prompt()?);
        let expires = offer.expires_in.unwrap_or(u64::from(u32::MAX));
        let polling = self.poll(http, &offer, watch);
        let within = watch.left().min(Duration::from_secs(expires));
        tokio::time::timeout(within, polling)
            .await
            .unwrap_or_else(|_| Err(late(watch)))
    }

    async fn offer(&self, http: &Http) -> Result<Offer, Stop> {
        let Some(address) = &self.known.metadata.device_authorization_endpoint else {
            return Err(Stop::failed(format!(
                "could not {VERB}: the identity provider does not offer it"
            ))
            .hint("sign in with `bedrock-auth login --print-url`"));
        };
        let scopes = self.scopes();
        let form = [
            ("client_id", self.who.client_id.as_str()),
            ("scope", &scopes),
        ];
        post(http, address, &form, &[])
            .await
            .map_err(|refusal| refusal.into_stop(VERB))
    }

    async fn poll(&self, http: &Http, offer: &Offer, watch: Watch) -> Result<Granted, Stop> {
        let address = &self.known.metadata.token_endpoint;
        let mut form = fields(GRANT, &self.who.client_id);
        form.push(field("device_code", &offer.device_code));
        let mut pause = offer.interval.unwrap_or(PAUSE).clamp(1, LONGEST_PAUSE);
        loop {
            tokio::time::sleep(Duration::from_secs(pause)).await;
            let answer = post::<Tokens>(http, address, &form, &[&offer.device_code]).await;
            match answer {
                Ok(tokens) => {
                    return self.grant(http, tokens, self.expected(watch.now())).await;
                }
                Err(refusal) => pause = next_pause(refusal, pause)?,
            }
        }
    }
}

/// How long until the provider is asked again, if that makes sense.
fn next_pause(refusal: Refusal, pause: u64) -> Result<u64, Stop> {
    match refusal {
        Refusal::Said { error, .. } if error == "authorization_pending" => Ok(pause),
        Refusal::Said { error, .. } if error == "slow_down" => {
            Ok((pause + PAUSE).min(LONGEST_PAUSE))
        }
        Refusal::Said { error, .. } if error == "expired_token" => Err(Stop::new(
            Exit::LoginNeeded,
            format!("could not {VERB}: the code was not entered in time"),
        )
        .hint("run `bedrock-auth login --device` for a new code")),
        Refusal::Said { error, description } => Err(refused(VERB, &error, &description)),
        // The person is signing in meanwhile: a gap in the network does not end that.
        Refusal::Unreached(_) | Refusal::Unwell { .. } => Ok((pause * 2).min(LONGEST_PAUSE)),
        Refusal::Odd { .. } => Err(refusal.into_stop(VERB)),
    }
}

impl Offer {
    fn prompt(&self) -> Result<Prompt, Stop> {
        let usable = |url: &str| url.parse::<Uri>().is_ok_and(|uri| is_usable(&uri));
        if !usable(&self.verification_uri) {
            return Err(Stop::failed(format!(
                "could not {VERB}: the identity provider's page has no https address"
            ))
            .hint("show this to who runs the identity provider"));
        }
        let complete = self.verification_uri_complete.clone();
        Ok(Prompt::Device {
            url: self.verification_uri.clone(),
            code: text::plain(&self.user_code),
            complete_url: complete.filter(|url| usable(url)),
        })
    }
}
