//! Who is signed in, where they go, and that they are gone.

use serde_json::{Value, json};

use super::status::left_in_words;
use crate::clock::Moment;
use crate::command::sign_out::{Revocation, SignedOut};
use crate::entry::Entry;
use crate::identity::Identity;

pub fn signed_in(entry: &Entry, now: Moment) -> String {
    format!(
        "Signed in as {}.\n{}",
        entry.person,
        table(&[
            ("team", entry.team.clone()),
            ("account", account(entry)),
            ("credentials", lasting(entry, now)),
        ])
    )
}

pub fn whoami(person: &Identity, entry: Option<&Entry>, now: Moment) -> String {
    let mut rows = vec![
        ("person", person.name().to_owned()),
        ("subject", person.subject.clone()),
        ("issuer", person.issuer.clone()),
    ];
    if let Some(entry) = entry {
        rows.push(("team", entry.team.clone()));
        rows.push(("account", account(entry)));
        rows.push(("role", entry.key.role.clone()));
        rows.push(("region", entry.region.clone()));
        rows.push(("credentials", lasting(entry, now)));
    }
    table(&rows)
}

pub fn json(entry: &Entry, person: Option<&Identity>) -> Value {
    json!({
        "person": entry.person,
        "subject": entry.subject,
        "issuer": entry.key.issuer,
        "email": person.and_then(|person| person.text("email")),
        "team": entry.team,
        "account": {"id": entry.key.account, "name": entry.account_name},
        "role": entry.key.role,
        "region": entry.region,
        "expires": entry.credentials.expires.rfc3339(),
    })
}

pub fn whoami_json(person: &Identity, entry: Option<&Entry>) -> Value {
    match entry {
        Some(entry) => json(entry, Some(person)),
        None => json!({
            "person": person.name(),
            "subject": person.subject,
            "issuer": person.issuer,
            "email": person.text("email"),
            "team": null,
            "account": null,
            "role": null,
            "region": null,
            "expires": null,
        }),
    }
}

pub fn signed_out(signed_out: &SignedOut) -> String {
    let here = match signed_out.failed.as_slice() {
        [] => "Signed out: nothing is kept here any more.",
        _ => "Not signed out altogether: some of what is kept here could not be removed.",
    };
    format!("{here}\n{}", at_provider(&signed_out.revocation))
}

/// What became of the refresh tokens.
pub fn at_provider(revocation: &Revocation) -> String {
    match revocation {
        Revocation::Done => "The identity provider has revoked the refresh token.\n".to_owned(),
        Revocation::NotOffered => {
            "The identity provider revokes no tokens: the refresh token runs out by itself.\n"
                .to_owned()
        }
        Revocation::Nothing => "There was no refresh token to revoke.\n".to_owned(),
        Revocation::Failed(stops) => stops
            .iter()
            .map(|stop| {
                format!(
                    "The refresh token is still valid at the identity provider: {}.\n",
                    stop.message
                )
            })
            .collect(),
    }
}

pub fn signed_out_json(SignedOut { revocation, failed }: &SignedOut) -> Value {
    let (word, why) = revocation_json(revocation);
    json!({
        "signed_out": failed.is_empty(),
        "revocation": word,
        "why": why,
        "failed": failed.iter().map(|stop| &stop.message).collect::<Vec<_>>(),
    })
}

pub fn revocation_json(revocation: &Revocation) -> (&'static str, Option<String>) {
    match revocation {
        Revocation::Done => ("done", None),
        Revocation::NotOffered => ("not-offered", None),
        Revocation::Nothing => ("nothing", None),
        Revocation::Failed(stops) => {
            let why: Vec<&str> = stops.iter().map(|stop| stop.message.as_str()).collect();
            ("failed", Some(why.join("; ")))
        }
    }
}

fn account(entry: &Entry) -> String {
    format!("{} ({})", entry.account_name, entry.key.account)
}

fn lasting(entry: &Entry, now: Moment) -> String {
    let expires = entry.credentials.expires;
    format!(
        "{} ({})",
        expires.rfc3339(),
        left_in_words(now.until(expires))
    )
}

fn table(rows: &[(&str, String)]) -> String {
    let widest = rows.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
    let line = |(name, value): &(&str, String)| format!("  {name:widest$}  {value}\n");
    rows.iter().map(line).collect()
}
