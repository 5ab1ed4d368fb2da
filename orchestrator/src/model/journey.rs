//! What became of somebody who signed in at the sandbox's identity provider.

use serde::Serialize;

use super::Verified;

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Journey {
    pub email: String,
    pub groups: Vec<String>,
    pub verified: Verified,
    pub invoked: Vec<Invoked>,
}

/// One call of a model of the person's own team.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Invoked {
    pub account: String,
    /// The plan's own word for it.
    pub model: String,
    /// Why there was no answer.
    pub refused: Option<String>,
}

impl Journey {
    /// Accounts that gave what they must not.
    pub fn leaks(&self) -> Vec<&str> {
        let accounts = self.verified.accounts.iter();
        accounts
            .filter(|account| !account.leaks().is_empty())
            .map(|account| account.account.as_str())
            .collect()
    }

    /// Whether their own accounts let them in, and every model answered.
    pub fn arrived(&self) -> bool {
        let mut own = self.verified.accounts.iter().filter(|account| account.own);
        own.all(|account| !account.given().is_empty())
            && self.invoked.iter().all(|call| call.refused.is_none())
            && self.verified.accounts.iter().all(super::Doorstep::is_known)
    }
}
