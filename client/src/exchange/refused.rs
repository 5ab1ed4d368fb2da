//! Why there are no credentials, in words that say what to do.

use super::Asking;
use super::claims::Claims;
use super::said::{Lost, Said, Trouble};
use crate::clock::Moment;
use crate::secret::Secret;
use crate::stop::{Exit, Stop};

/// A minute between two clocks is nothing.
const SKEW: i64 = 60;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// AWS knows the token and does not let its holder in.
    NotAdmitted,
    TokenExpired,
    /// AWS does not take the token at all.
    TokenRefused,
    Throttled,
    /// No answer, or none of AWS's.
    Unreached,
    Other,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    pub kind: Kind,
    stop: Box<Stop>,
}

impl From<Refused> for Stop {
    fn from(refused: Refused) -> Self {
        *refused.stop
    }
}

impl Refused {
    pub(super) fn new(kind: Kind, stop: Stop) -> Self {
        Self {
            kind,
            stop: Box::new(stop),
        }
    }
}

impl Asking<'_> {
    pub(super) fn refused(&self, kind: Kind, exit: Exit, cause: &str, hint: &str) -> Refused {
        let name = &self.account.name;
        let message = format!("could not get credentials of {name}: {cause}");
        let mut stop = Stop::new(exit, self.without_token(&message));
        stop.hint = Some(hint.to_owned());
        Refused::new(kind, stop)
    }

    pub(super) fn not_admitted(&self, cause: &str) -> Refused {
        self.refused(
            Kind::NotAdmitted,
            Exit::Denied,
            cause,
            "`bedrock-auth explain` shows your groups; once you are in the team's, run `bedrock-auth login`",
        )
    }

    /// What the token itself is at fault for, as far as it can be told.
    pub(super) fn token_refused(&self, said: &Said, algorithms: &[&str]) -> Refused {
        let claims = Claims::of(self.token);
        let by_aws = said.time.unwrap_or(self.now);
        if claims.expires.is_some_and(|expires| expires <= by_aws) {
            return self.token_expired(said.time);
        }
        let unfit = claims
            .algorithm
            .filter(|algorithm| !algorithms.contains(&algorithm.as_str()));
        if let Some(algorithm) = unfit {
            return self.refused(
                Kind::TokenRefused,
                Exit::Denied,
                &format!("AWS takes no tokens that are signed with {algorithm}"),
                "have the identity provider sign this client's tokens with RS256",
            );
        }
        self.refused(
            Kind::TokenRefused,
            Exit::Denied,
            &format!("AWS does not take the ID token: {}", said.message),
            "whoever runs bedrock-org can see with `bedrock-org verify` whether the account trusts this \
             issuer and client",
        )
    }

    pub(super) fn token_expired(&self, by_aws: Option<Moment>) -> Refused {
        let hint = match by_aws.map(|time| self.now.until(time)) {
            Some(ahead) if ahead.abs() > SKEW => format!(
                "this machine's clock is {} minutes {} AWS's: set it right",
                ahead.abs().div_euclid(60),
                if ahead > 0 { "behind" } else { "ahead of" }
            ),
            _ => "run `bedrock-auth login`".to_owned(),
        };
        self.refused(
            Kind::TokenExpired,
            Exit::LoginNeeded,
            "the ID token has expired",
            &hint,
        )
    }

    /// What can befall every call.
    pub(super) fn otherwise(&self, trouble: Trouble) -> Refused {
        match trouble {
            Trouble::Unreached(lost) => self.unreached(lost),
            Trouble::Said(said) => self.otherwise_said(&said),
        }
    }

    fn otherwise_said(&self, said: &Said) -> Refused {
        let is_throttled = ["TooManyRequests", "Throttling", "Throttled"]
            .iter()
            .any(|code| said.code == *code)
            || said.status == 429;
        if is_throttled {
            return self.refused(
                Kind::Throttled,
                Exit::Offline,
                "AWS is asked too often at the moment",
                "try again in a minute",
            );
        }
        if matches!(
            said.code.as_str(),
            "ExternalService" | "IDPCommunicationError"
        ) {
            return self.refused(
                Kind::Unreached,
                Exit::Offline,
                "AWS could not reach the identity provider",
                "try again; AWS has to reach the provider's keys through the internet",
            );
        }
        if said.status >= 500 {
            return self.refused(
                Kind::Unreached,
                Exit::Offline,
                &format!("AWS failed ({})", said.code),
                "try again in a minute",
            );
        }
        let cause = match said.message.as_str() {
            "" => format!("AWS answered {} with status {}", said.code, said.status),
            message => format!("AWS answered {}: {message}", said.code),
        };
        self.refused(
            Kind::Other,
            Exit::Failed,
            &cause,
            "show this to whoever runs bedrock-org",
        )
    }

    fn unreached(&self, lost: Lost) -> Refused {
        let (cause, hint) = match lost {
            Lost::Timeout => (
                "AWS did not answer in time",
                "check the network, the VPN, and HTTPS_PROXY and NO_PROXY; then try again",
            ),
            Lost::Connection(unreached) => return Refused::new(Kind::Unreached, unreached.into()),
            Lost::Garbled => (
                "what answered is not AWS",
                "a proxy or a sign-in page of the network may stand between: open a browser and see",
            ),
        };
        self.refused(Kind::Unreached, Exit::Offline, cause, hint)
    }

    /// No service repeats a token, and none is trusted not to.
    fn without_token(&self, text: &str) -> String {
        let secret: &Secret = self.token;
        match secret.reveal() {
            "" => text.to_owned(),
            token => text.replace(token, "(the token)"),
        }
    }
}
