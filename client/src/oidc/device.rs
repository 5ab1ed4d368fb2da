//! Signing in on another device (RFC 8628).

use std::time::Duration;

use chrono::DateTime;
use oauth2::{
    DeviceCodeErrorResponse, RequestTokenError, StandardDeviceAuthorizationResponse as Offer,
};

use super::answer::{Refusal, refused};
use super::asking::{Asking, Unanswered};
use super::discovery::may_be_asked;
use super::provider::Provider;
use super::sign_in::{Prompt, late};
use super::watch::Watch;
use super::{Granted, text};
use crate::network::Http;
use crate::secret::Secret;
use crate::stop::{Exit, Stop};

const VERB: &str = "sign in with a code";
const SHORTEST_PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_secs(60);
const LONGEST_WISH: Duration = Duration::from_secs(24 * 60 * 60);

impl Provider {
    pub(super) async fn with_device(
        &self,
        http: &Http,
        prompt: &mut (dyn FnMut(Prompt) + Send),
        watch: Watch,
    ) -> Result<Granted, Stop> {
        let offer = self.offer(http).await?;
        // The library adds to it without a bound.
        if offer.interval() > LONGEST_WISH {
            return Err(Refusal::Odd { status: 200 }.into_stop(VERB));
        }
        prompt(shown(&offer)?);
        let valid = watch.for_another(offer.expires_in());
        let granted = valid.bound(self.poll(http, &offer, watch)).await;
        granted.unwrap_or_else(|| Err(late(watch)))
    }

    async fn offer(&self, http: &Http) -> Result<Offer, Stop> {
        let Some(address) = &self.more().device_authorization_endpoint else {
            return Err(Stop::failed(format!(
                "could not {VERB}: the identity provider does not offer it"
            ))
            .hint("sign in with `bedrock-auth login --print-url`"));
        };
        let asking = Asking::new(http);
        let client = self.client.clone();
        client
            .set_device_authorization_url(address.clone())
            .exchange_device_code()
            .add_scopes(self.scopes())
            .request_async(&asking)
            .await
            .map_err(|error| asking.refusal(error, &[]).into_stop(VERB))
    }

    /// The library asks until there is an answer. The person is signing in meanwhile: a gap in the
    /// network does not end that.
    async fn poll(&self, http: &Http, offer: &Offer, watch: Watch) -> Result<Granted, Stop> {
        pause(offer.interval()).await;
        let asking = Asking::new(http);
        let tokens = self
            .client
            .exchange_device_access_token(offer)
            .set_time_fn(move || DateTime::from_timestamp(watch.now().0, 0).unwrap_or_default())
            .set_max_backoff_interval(LONGEST_PAUSE)
            .request_async(&asking, pause, Some(watch.left()))
            .await
            .map_err(|error| ended(&asking, error, offer))?;
        self.grant(http, &tokens, self.expected(watch.now())).await
    }
}

/// However often, or seldom, the provider wants to be asked.
fn pause(wished: Duration) -> tokio::time::Sleep {
    tokio::time::sleep(wished.clamp(SHORTEST_PAUSE, LONGEST_PAUSE))
}

fn ended(
    asking: &Asking<'_>,
    error: RequestTokenError<Unanswered, DeviceCodeErrorResponse>,
    offer: &Offer,
) -> Stop {
    let secret = Secret::new(offer.device_code().secret().clone());
    match asking.refusal(error, &[&secret]) {
        Refusal::Said { error, .. } if error == "expired_token" => Stop::new(
            Exit::LoginNeeded,
            format!("could not {VERB}: the code was not entered in time"),
        )
        .hint("run `bedrock-auth login --device` for a new code"),
        Refusal::Said { error, description } => refused(VERB, &error, &description),
        refusal => refusal.into_stop(VERB),
    }
}

fn shown(offer: &Offer) -> Result<Prompt, Stop> {
    let url = offer.verification_uri().as_str();
    if !may_be_asked(url) {
        return Err(Stop::failed(format!(
            "could not {VERB}: the identity provider's page has no https address"
        ))
        .hint("show this to who runs the identity provider"));
    }
    let complete = offer.verification_uri_complete();
    let complete = complete.map(|url| url.secret().clone());
    Ok(Prompt::Device {
        url: url.to_owned(),
        code: text::plain(offer.user_code().secret()),
        complete_url: complete.filter(|url| may_be_asked(url)),
    })
}
