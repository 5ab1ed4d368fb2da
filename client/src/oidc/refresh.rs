//! New tokens without a person.

use super::Granted;
use super::answer::{Refusal, Tokens, post};
use super::id_token::Expected;
use super::provider::{Provider, field, fields};
use crate::clock::Moment;
use crate::network::Http;
use crate::secret::Secret;
use crate::stop::Stop;

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
        let mut form = fields("refresh_token", &self.who.client_id);
        form.push(field("refresh_token", refresh));
        let address = &self.known.metadata.token_endpoint;
        let answer = post::<Tokens>(http, address, &form, &[refresh]).await;
        let tokens = answer.map_err(|refusal| self.fault(refusal))?;
        let expected = Expected {
            subject: Some(subject),
            ..self.expected(now)
        };
        let replacement = tokens.refresh_token.clone();
        self.grant(http, tokens, expected)
            .await
            .map_err(|stop| RefreshFault::Refused { stop, replacement })
    }

    fn fault(&self, refusal: Refusal) -> RefreshFault {
        let sent = match &refusal {
            Refusal::Said { error, .. } if error == "invalid_grant" => return RefreshFault::Spent,
            Refusal::Unreached(unreached) => unreached.sent,
            // A gateway that lost the provider may have lost it after it had done its work.
            Refusal::Unwell { status } => matches!(status, 502 | 504),
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
