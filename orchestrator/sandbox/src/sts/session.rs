//! Sessions of roles: their names, their length, their tags, their keys.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::{Value, json};

use super::validation;
use crate::clock::Moment;
use crate::context::Context;
use crate::refusal::Refusal;
use crate::world::{Holder, Session};

/// A role's sessions last an hour unless the role says otherwise, which ours do not.
const LONGEST_SESSION: u64 = 3600;

/// A session that is about to begin; every question has been asked.
pub(crate) struct Opening {
    pub(crate) account: String,
    pub(crate) role: String,
    pub(crate) role_id: String,
    pub(crate) name: String,
    pub(crate) seconds: u64,
    pub(crate) holder: Holder,
    pub(crate) tags: BTreeMap<String, String>,
    pub(crate) source_identity: Option<String>,
    /// Of somebody who came with a token.
    pub(crate) provider: Option<String>,
}

impl Opening {
    pub(crate) fn new(account: &str, role: &str, role_id: &str, name: &str) -> Self {
        Self {
            account: account.to_owned(),
            role: role.to_owned(),
            role_id: role_id.to_owned(),
            name: name.to_owned(),
            seconds: LONGEST_SESSION,
            holder: Holder::Role,
            tags: BTreeMap::new(),
            source_identity: None,
            provider: None,
        }
    }
}

/// Temporary credentials, and whose they are.
pub(crate) struct Opened {
    pub(crate) key: String,
    pub(crate) secret: String,
    pub(crate) token: String,
    pub(crate) expires: Moment,
    arn: String,
    id: String,
}

impl Opened {
    /// As STS answers it.
    pub(super) fn answer(&self) -> Value {
        json!({
            "AssumedRoleUser": {"Arn": self.arn, "AssumedRoleId": self.id},
            "Credentials": {
                "AccessKeyId": self.key,
                "SecretAccessKey": self.secret,
                "SessionToken": self.token,
                "Expiration": self.expires.iso8601(),
            },
        })
    }
}

pub(crate) fn open(context: &mut Context<'_>, opening: Opening) -> Opened {
    let Opening {
        account,
        role,
        role_id,
        name,
        seconds,
        holder,
        tags,
        source_identity,
        provider,
    } = opening;
    let serial = context.world.next_serial();
    let draw = context.draw;
    let opened = Opened {
        key: format!("ASIA{}", draw.upper(16, "session-key", &serial)),
        secret: draw.hex(40, "session-secret", &serial),
        token: draw.hex(96, "session-token", &serial),
        expires: context.callers_now.plus(Duration::from_secs(seconds)),
        arn: format!("arn:aws:sts::{account}:assumed-role/{role}/{name}"),
        id: format!("{role_id}:{name}"),
    };
    let callers_now = context.callers_now;
    let session = Session {
        token: opened.token.clone(),
        account,
        role,
        name,
        expires: opened.expires,
        holder,
        tags,
        source_identity,
        provider,
    };
    context
        .world
        .add_session(opened.key.clone(), session, callers_now);
    opened
}

pub(super) fn name(name: &str) -> Result<(), Refusal> {
    let allowed = |letter: char| letter.is_ascii_alphanumeric() || "_+=,.@-".contains(letter);
    if (2..=64).contains(&name.len()) && name.chars().all(allowed) {
        Ok(())
    } else {
        Err(validation(
            "1 validation error detected: Value at 'roleSessionName' failed to satisfy constraint: \
             Member must satisfy regular expression pattern: [\\w+=,.@-]{2,64}",
        ))
    }
}

pub(super) fn duration(context: &Context<'_>) -> Result<u64, Refusal> {
    let text = context.text("DurationSeconds");
    if text.is_empty() {
        return Ok(LONGEST_SESSION);
    }
    let seconds = text.parse().unwrap_or(0);
    if !(900..=43_200).contains(&seconds) {
        return Err(validation(
            "1 validation error detected: Value at 'durationSeconds' failed to satisfy constraint: \
             Member must be between 900 and 43200",
        ));
    }
    if seconds > LONGEST_SESSION {
        return Err(validation(
            "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
        ));
    }
    Ok(seconds)
}

/// Up to 50 of them, of 128 and 256 characters: letters, digits, space and `_.:/=+-@`.
pub(crate) fn are_session_tags(tags: &BTreeMap<String, String>) -> bool {
    let allowed = |letter: char| letter.is_alphanumeric() || " _.:/=+-@".contains(letter);
    let is_tag = |(key, value): (&String, &String)| {
        (1..=128).contains(&key.chars().count())
            && value.chars().count() <= 256
            && key.chars().chain(value.chars()).all(allowed)
    };
    tags.len() <= 50 && tags.iter().all(is_tag)
}
