//! Keys in the environment, which every SDK prefers to a profile.

use super::check::Check;
use super::surroundings::Surroundings;

const NAME: &str = "environment";

/// `ours` is the access key that is kept, which `bedrock-auth env` may have set.
pub fn judge(around: &Surroundings, ours: Option<&str>) -> Check {
    if around.get("AWS_BEARER_TOKEN_BEDROCK").is_some() {
        return Check::failed(
            NAME,
            "AWS_BEARER_TOKEN_BEDROCK is set: Bedrock is called with that key, not as your team",
            "unset it, and take it out of where your shell sets it",
        );
    }
    match around.get("AWS_ACCESS_KEY_ID") {
        None => Check::ok(NAME, "no keys that would be preferred"),
        Some(key) if Some(key) == ours => {
            Check::ok(NAME, "the keys that `bedrock-auth env` printed")
        }
        Some(_) => Check::failed(
            NAME,
            "AWS_ACCESS_KEY_ID is set: every AWS SDK prefers those keys to a profile",
            "unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN, or if \
             `bedrock-auth env` set them, take new ones in",
        ),
    }
}
