//! Credentials, in the two shapes that their readers know.

use serde::Serialize;

use crate::cli::Shape;
use crate::entry::Entry;

/// One line. Its fields are AWS's, as `credential_process` is documented.
pub fn printed(entry: &Entry, shape: Shape) -> String {
    let keys = Keys {
        access_key_id: &entry.credentials.access_key_id,
        secret_access_key: entry.credentials.secret_access_key.reveal(),
        session_token: entry.credentials.session_token.reveal(),
        expiration: entry.credentials.expires.rfc3339(),
    };
    let text = match shape {
        Shape::Sdk => serde_json::to_string(&Sdk {
            version: 1,
            keys,
            account_id: &entry.key.account,
        }),
        Shape::ClaudeCode => serde_json::to_string(&ClaudeCode { credentials: keys }),
    };
    // Texts and a number: there is nothing in it that JSON cannot say.
    text.unwrap_or_default() + "\n"
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Sdk<'a> {
    version: u32,
    #[serde(flatten)]
    keys: Keys<'a>,
    account_id: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct ClaudeCode<'a> {
    credentials: Keys<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Keys<'a> {
    access_key_id: &'a str,
    secret_access_key: &'a str,
    session_token: &'a str,
    expiration: String,
}
