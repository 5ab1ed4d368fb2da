//! Who signed in, as a verified ID token said it.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::clock::Moment;

/// No secret is in it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Identity {
    pub issuer: String,
    pub client_id: String,
    pub subject: String,
    /// All claims of the token, these included.
    pub claims: Map<String, Value>,
    pub issued: Moment,
    pub expires: Moment,
}

impl Identity {
    /// A claim that is a plain text.
    pub fn text(&self, claim: &str) -> Option<&str> {
        self.claims.get(claim).and_then(Value::as_str)
    }

    /// What a person calls themselves: the address where there is one.
    pub fn name(&self) -> &str {
        ["email", "preferred_username", "upn", "name"]
            .iter()
            .find_map(|claim| self.text(claim))
            .unwrap_or(&self.subject)
    }
}
