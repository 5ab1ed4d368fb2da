//! New tokens without a person.

use oauth2::{RefreshToken, TokenResponse as _};

use super::Granted;
use super::answer::Refusal;
use super::asking::Asking;
use super::id_token::Expected;
use super::provider::Provider;
use crate::clock::Moment;
use crate::network::Http;
use crate::secret::Secret;
use crate::stop::Stop;

/// The token holds no longer, or not without the person.
const ENDED: [&str; 5] = [
    "invalid_grant",
    "interaction_required",
    "login_required",
    "consent_required",
    "account_selection_required",
];

pub enum RefreshFault {
    /// The refresh token no longer holds: only a sign-in helps.
    Spent,
    /// No word from the provider: the refresh token is to be kept.
    Unreached {
        stop: Stop,
        /// Whether it was sent and nobody knows what became of it.
        sent: bool,
    },
    /// The provider answered, and not with what can be used.
    Refused {
        stop: Stop,
        /// What came instead of the refresh token, which then is spent, whatever else was wrong.
        replacement: Option<Secret>,
    },
}

impl Provider {
    /// One request, unless the provider has new keys.
    pub async fn refresh(
        &self,
        http: &Http,
        refresh: &Secret,
        subject: &str,
        now: Moment,
    ) -> Result<Granted, RefreshFault> {
        let (client, asking) = (&self.client, Asking::new(http));
        let token = RefreshToken::new(refresh.reveal().to_owned());
        let tokens = client
            .exchange_refresh_token(&token)
            .request_async(&asking)
            .await
            .map_err(|error| self.fault(asking.refusal(error, &[refresh])))?;
        let expected = Expected {
            subject: Some(subject),
            ..self.expected(now)
        };
        let replacement = tokens.refresh_token();
        let replacement = replacement.map(|token| Secret::new(token.secret().clone()));
        self.grant(http, &tokens, expected).await.map_err(|stop| {
            self.forget();
            RefreshFault::Refused { stop, replacement }
        })
    }

    fn fault(&self, refusal: Refusal) -> RefreshFault {
        let sent = match &refusal {
            Refusal::Said { error, .. } if ENDED.contains(&error.as_str()) => {
                return RefreshFault::Spent;
            }
            Refusal::Unreached(unreached) => unreached.sent,
            // A gateway that lost the provider may have lost it after it had done its work.
            Refusal::Unwell { status } => matches!(status, 502 | 504),
            Refusal::Unread { .. } => {
                self.forget();
                true
            }
            Refusal::Odd { .. } | Refusal::Said { .. } => {
                self.forget();
                return RefreshFault::Refused {
                    stop: refusal.into_stop("refresh the sign-in"),
                    replacement: None,
                };
            }
        };
        RefreshFault::Unreached {
            stop: refusal.into_stop("refresh the sign-in"),
            sent,
        }
    }
}
