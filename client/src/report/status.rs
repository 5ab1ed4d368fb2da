//! A few words for a prompt.

use serde::Serialize;

use crate::clock::Moment;
use crate::entry::Entry;

/// Such as `platform 42m`, `platform expired` or `signed out`.
pub fn text(entry: Option<&Entry>, now: Moment) -> String {
    match entry {
        None => "signed out\n".into(),
        Some(entry) => {
            let left = now.until(entry.credentials.expires);
            format!("{} {}\n", entry.team, left_in_words(left))
        }
    }
}

/// The credentials' time; SDKs have them renewed without anybody's doing.
pub fn left_in_words(seconds: i64) -> String {
    match seconds {
        ..=0 => "expired".into(),
        1..60 => format!("{seconds}s"),
        60..3600 => format!("{}m", seconds / 60),
        _ => format!("{}h{:02}m", seconds / 3600, seconds / 60 % 60),
    }
}

#[derive(Serialize)]
struct Shown<'a> {
    state: &'a str,
    team: Option<&'a str>,
    account: Option<&'a str>,
    person: Option<&'a str>,
    expires: Option<String>,
    seconds_left: Option<i64>,
}

pub fn json(entry: Option<&Entry>, now: Moment) -> String {
    let left = entry.map(|entry| now.until(entry.credentials.expires));
    let shown = Shown {
        state: match left {
            None => "signed-out",
            Some(..=0) => "expired",
            Some(_) => "ready",
        },
        team: entry.map(|entry| entry.team.as_str()),
        account: entry.map(|entry| entry.key.account.as_str()),
        person: entry.map(|entry| entry.person.as_str()),
        expires: entry.map(|entry| entry.credentials.expires.rfc3339()),
        seconds_left: left.map(|left| left.max(0)),
    };
    serde_json::to_string(&shown).unwrap_or_default() + "\n"
}
