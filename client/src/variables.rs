//! Credentials as environment variables: which are set, and which would get in their way.

use crate::entry::Entry;

/// What an SDK, the AWS CLI or Claude Code would prefer to the keys, or mix up with them.
pub const REMOVED: &[&str] = &[
    "AWS_PROFILE",
    "AWS_DEFAULT_PROFILE",
    "AWS_SECURITY_TOKEN",
    "AWS_BEARER_TOKEN_BEDROCK",
];

/// Every variable that is set, in this order. Three of them are secret.
pub fn set(entry: &Entry) -> Vec<(&'static str, String)> {
    let credentials = &entry.credentials;
    vec![
        ("AWS_ACCESS_KEY_ID", credentials.access_key_id.clone()),
        (
            "AWS_SECRET_ACCESS_KEY",
            credentials.secret_access_key.reveal().to_owned(),
        ),
        (
            "AWS_SESSION_TOKEN",
            credentials.session_token.reveal().to_owned(),
        ),
        ("AWS_CREDENTIAL_EXPIRATION", credentials.expires.rfc3339()),
        ("AWS_REGION", entry.region.clone()),
        ("AWS_DEFAULT_REGION", entry.region.clone()),
    ]
}
