//! A person signs in: in a browser here, on another device, or in any browser with a printed address.

use std::borrow::Cow;
use std::time::Duration;

use oauth2::AuthorizationCode;
use serde::{Deserialize, Serialize};

use super::answer::refused;
use super::asking::Asking;
use super::authorize::Attempt;
use super::callback::{Arrival, Callback, Reply, Said};
use super::id_token::Expected;
use super::pages::Page;
use super::provider::{Consent, Provider};
use super::watch::Watch;
use super::{Granted, browser, text};
use crate::cli::Way;
use crate::clock::Moment;
use crate::network::Http;
use crate::secret::Secret;
use crate::stop::{Exit, Stop};

const VERB: &str = "sign in";
/// How long a browser that has just been here may take to ask for consent. Nobody has their credentials
/// meanwhile, and everything that came so far is in this process alone.
const DETOUR: Duration = Duration::from_secs(60);

/// What the person is to be shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Prompt {
    Browser {
        url: String,
        /// Whether a browser took it; otherwise the person opens it.
        opened: bool,
    },
    Device {
        url: String,
        code: String,
        /// With the code in it.
        complete_url: Option<String>,
    },
}

/// Nobody signed in.
pub(super) fn late(watch: Watch) -> Stop {
    Stop::new(
        Exit::LoginNeeded,
        format!(
            "could not {VERB}: nobody did within {}",
            text::span(watch.passed())
        ),
    )
    .hint("run `bedrock-auth login`")
}

impl Provider {
    /// Nobody is waited for longer than this; the network has bounds of its own.
    pub async fn sign_in(
        &self,
        http: &Http,
        way: Way,
        prompt: &mut (dyn FnMut(Prompt) + Send),
        within: Duration,
        now: Moment,
    ) -> Result<Granted, Stop> {
        let watch = Watch::new(now, within);
        // Until this has worked: a browser that is led to where the provider no longer is does not come
        // back, and the person begins again.
        self.forget();
        let granted = match self.way(way) {
            Way::Device => self.with_device(http, prompt, watch).await,
            Way::PrintUrl => self.in_browser(http, false, prompt, watch).await,
            Way::Auto | Way::Browser => self.in_browser(http, true, prompt, watch).await,
        }?;
        self.trust();
        Ok(granted)
    }

    fn way(&self, asked: Way) -> Way {
        match asked {
            Way::Auto if browser::is_here() => Way::Browser,
            Way::Auto if self.offers_device_code() => Way::Device,
            Way::Auto => Way::PrintUrl,
            other => other,
        }
    }

    async fn in_browser(
        &self,
        http: &Http,
        open: bool,
        prompt: &mut (dyn FnMut(Prompt) + Send),
        watch: Watch,
    ) -> Result<Granted, Stop> {
        let mut callback = Callback::listen(&self.who.redirect_ports, &self.who.issuer).await?;
        let consent = self.known.consent == Consent::Helps;
        let attempt = self.attempt(&callback.redirect, consent)?;
        callback.expect(&attempt.state);
        let coming = journey(&attempt.url, open, prompt, &mut callback);
        let arrival = watch.bound(coming).await.ok_or_else(|| late(watch))??;
        let redeemed = self.redeem(http, &arrival.said, &attempt, watch).await;
        match redeemed {
            Ok(granted) if self.asks_again(&granted) && watch.left() > DETOUR => {
                let better = self.once_more(http, arrival, &mut callback, watch).await;
                Ok(better.unwrap_or(granted))
            }
            redeemed => finish(arrival, redeemed).await,
        }
    }

    /// Offline access was asked for, and no refresh token came.
    fn asks_again(&self, granted: &Granted) -> bool {
        granted.refresh_token.is_none()
            && self.known.consent == Consent::Untried
            && self.knows_offline_access()
    }

    /// The same browser goes back to ask for consent. Nothing that goes wrong with it ends the sign-in.
    async fn once_more(
        &self,
        http: &Http,
        arrival: Arrival,
        callback: &mut Callback,
        watch: Watch,
    ) -> Option<Granted> {
        let Ok(attempt) = self.attempt(&callback.redirect, true) else {
            arrival.answer(Reply::Page(Page::Done)).await;
            return None;
        };
        callback.expect(&attempt.state);
        arrival.answer(Reply::Redirect(attempt.url.clone())).await;
        let back = watch.for_another(DETOUR).bound(async {
            let arrival = callback.arrival().await.ok()?;
            let redeemed = self.redeem(http, &arrival.said, &attempt, watch).await;
            Some((arrival, redeemed.ok()))
        });
        let (arrival, granted) = back.await.flatten().unzip();
        let better = granted
            .flatten()
            .filter(|more| more.refresh_token.is_some());
        self.remember(match better {
            Some(_) => Consent::Helps,
            None => Consent::DoesNotHelp,
        });
        if let Some(arrival) = arrival {
            arrival.answer(Reply::Page(Page::Done)).await;
        }
        better
    }

    /// The code for tokens, once: a code that was sent is a code that was used.
    async fn redeem(
        &self,
        http: &Http,
        said: &Said,
        attempt: &Attempt,
        watch: Watch,
    ) -> Result<Granted, Stop> {
        let code = match said {
            Said::Code(code) => code,
            Said::Error { error, description } => {
                return Err(refused(
                    VERB,
                    &text::plain(error),
                    &text::plain(description),
                ));
            }
        };
        let (client, asking) = (&self.client, Asking::new(http));
        let verifier = attempt.verifier();
        let secrets = [code, &Secret::new(verifier.secret().clone())];
        let tokens = client
            .exchange_code(AuthorizationCode::new(code.reveal().to_owned()))
            .set_pkce_verifier(verifier)
            .set_redirect_uri(Cow::Borrowed(&attempt.redirect))
            .request_async(&asking)
            .await
            .map_err(|error| asking.refusal(error, &secrets).into_stop(VERB))?;
        let expected = Expected {
            nonce: Some(&attempt.nonce),
            ..self.expected(watch.now())
        };
        self.grant(http, &tokens, expected).await
    }
}

/// Until the browser comes back. It may do so before it is known to have been opened.
async fn journey(
    url: &str,
    open: bool,
    prompt: &mut (dyn FnMut(Prompt) + Send),
    callback: &mut Callback,
) -> Result<Arrival, Stop> {
    let mut shown = |opened| {
        let url = url.to_owned();
        prompt(Prompt::Browser { url, opened });
    };
    if !open {
        shown(false);
        return callback.arrival().await;
    }
    tokio::select! {
        arrival = callback.arrival() => {
            shown(true);
            return arrival;
        }
        opened = browser::open(url) => shown(opened),
    }
    callback.arrival().await
}

async fn finish(arrival: Arrival, redeemed: Result<Granted, Stop>) -> Result<Granted, Stop> {
    let page = match redeemed {
        Ok(_) => Page::Done,
        Err(_) => Page::Failed,
    };
    arrival.answer(Reply::Page(page)).await;
    redeemed
}
