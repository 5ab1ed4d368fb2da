//! An ID token that somebody brings: whose it says it is. Whether that is true is AWS's to say.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value};

/// More than any provider issues, and than AWS takes.
const LONGEST: usize = 64 * 1024;

/// Has no `Debug`, so that no error and no log shows it by accident.
#[derive(Clone)]
pub struct IdToken {
    text: String,
    pub claims: Map<String, Value>,
}

/// Says nothing of what the token holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoToken {
    #[error("it is empty")]
    Empty,
    #[error("it is longer than any ID token")]
    TooLong,
    #[error("it does not have the three parts of a signed JSON Web Token")]
    Shape,
    #[error("its second part is not the JSON object of an ID token's claims")]
    Claims,
}

impl IdToken {
    pub fn parse(text: &str) -> Result<Self, NoToken> {
        let text = text.trim();
        if text.is_empty() {
            return Err(NoToken::Empty);
        }
        if text.len() > LONGEST {
            return Err(NoToken::TooLong);
        }
        let parts: Vec<&str> = text.split('.').collect();
        let encoded = |c: char| c.is_ascii_alphanumeric() || "-_".contains(c);
        let [_, payload, _] = parts.as_slice() else {
            return Err(NoToken::Shape);
        };
        if !parts
            .iter()
            .all(|part| !part.is_empty() && part.chars().all(encoded))
        {
            return Err(NoToken::Shape);
        }
        let json = URL_SAFE_NO_PAD
            .decode(payload)
            .map_err(|_| NoToken::Claims)?;
        let claims = serde_json::from_slice(&json).map_err(|_| NoToken::Claims)?;
        Ok(Self {
            text: text.to_owned(),
            claims,
        })
    }

    /// For AWS alone.
    pub fn secret(&self) -> &str {
        &self.text
    }

    fn text_of(&self, claim: &str) -> Option<&str> {
        self.claims.get(claim)?.as_str()
    }

    pub fn issuer(&self) -> Option<&str> {
        self.text_of("iss")
    }

    pub fn is_for(&self, client: &str) -> bool {
        match self.claims.get("aud") {
            Some(Value::String(one)) => one == client,
            Some(Value::Array(many)) => many.iter().any(|one| one == client),
            _ => false,
        }
    }

    /// A claim that is a list, or one group.
    pub fn groups(&self, claim: &str) -> Vec<String> {
        match self.claims.get(claim) {
            Some(Value::String(one)) => vec![one.clone()],
            Some(Value::Array(many)) => many
                .iter()
                .filter_map(Value::as_str)
                .map(str::to_owned)
                .collect(),
            _ => Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn token(claims: &Value) -> String {
        format!("e30.{}.c2ln", URL_SAFE_NO_PAD.encode(claims.to_string()))
    }

    #[test]
    fn whose_it_is() {
        let claims = json!({ "iss": "https://a", "aud": ["x", "y"], "groups": ["g", 1, "h"] });
        let read = IdToken::parse(&format!(" {}\n", token(&claims)))
            .ok()
            .unwrap();
        assert_eq!(read.issuer(), Some("https://a"));
        assert!(read.is_for("y") && !read.is_for("z"));
        assert_eq!(read.groups("groups"), ["g", "h"]);
        assert_eq!(read.groups("none"), [""; 0]);
    }

    #[test]
    fn what_is_none() {
        let long = "a".repeat(LONGEST + 1);
        let list = token(&json!([]));
        for (text, why) in [
            ("", NoToken::Empty),
            (long.as_str(), NoToken::TooLong),
            ("a.b", NoToken::Shape),
            ("a.b.", NoToken::Shape),
            ("a.b c.d", NoToken::Shape),
            ("a.b.c", NoToken::Claims),
            (list.as_str(), NoToken::Claims),
        ] {
            assert_eq!(IdToken::parse(text).err(), Some(why), "{text:.20}");
        }
    }
}
