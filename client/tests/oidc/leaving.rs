//! `logout`: every refresh token is revoked, and what cannot be removed keeps nothing else.

use std::process::Command;

use bedrock_auth::cache::keyring::Keyring;
use bedrock_auth::cache::tokens::{Shelf, Tokens};
use bedrock_auth::clock::Moment;
use bedrock_auth::home::Home;
use bedrock_auth::identity::Identity;
use bedrock_auth::secret::Secret;
use serde_json::{Value, json};

use super::idp::{CLIENT, Idp};

fn keep(home: &Home, issuer: &str, client_id: &str, refresh_token: &str) {
    let tokens = Tokens {
        issuer: issuer.into(),
        client_id: client_id.into(),
        id_token: Secret::new("id-token".into()),
        refresh_token: Some(Secret::new(refresh_token.into())),
        identity: Identity {
            issuer: issuer.into(),
            client_id: client_id.into(),
            subject: "ada".into(),
            claims: serde_json::Map::default(),
            issued: Moment(0),
            expires: Moment(1),
        },
        rotates: None,
        spending: false,
    };
    let keyring = Keyring::off("it is a test");
    let shelf = Shelf::new(home, &keyring, issuer, client_id);
    shelf.save(&tokens).unwrap();
}

async fn run(idp: &Idp, args: &'static [&'static str]) -> (Option<i32>, String, String) {
    let home = idp.home();
    let ran = tokio::task::spawn_blocking(move || {
        Command::new(env!("CARGO_BIN_EXE_bedrock-auth"))
            .args(args)
            .env_clear()
            .env("HOME", home.path())
            .env("BEDROCK_AUTH_HOME", home.path())
            .env("BEDROCK_AUTH_KEYRING", "off")
            .output()
            .unwrap()
    });
    let output = ran.await.unwrap();
    (
        output.status.code(),
        String::from_utf8(output.stdout).unwrap(),
        String::from_utf8(output.stderr).unwrap(),
    )
}

fn revoked(idp: &Idp) -> Vec<(String, String)> {
    let seen = idp.seen("/revoke");
    let mut revoked: Vec<_> = seen
        .iter()
        .map(|seen| {
            (
                seen.fields["client_id"].clone(),
                seen.fields["token"].clone(),
            )
        })
        .collect();
    revoked.sort();
    revoked
}

fn names(home: &Home) -> Vec<String> {
    let entries = std::fs::read_dir(home.path()).unwrap();
    let mut names: Vec<_> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| !name.ends_with("lock"))
        .collect();
    names.sort();
    names
}

#[tokio::test]
async fn every_clients_tokens_are_revoked() {
    for args in [&["logout", "--json"][..], &["uninstall", "--all", "--json"]] {
        let idp = Idp::start().await;
        keep(&idp.home(), &idp.url, CLIENT, "first");
        keep(&idp.home(), &idp.url, "another", "second");
        let (code, out, err) = run(&idp, args).await;
        assert_eq!((code, err.as_str()), (Some(0), ""), "{out}");
        let told: Value = serde_json::from_str(&out).unwrap();
        let told = told.get("forgotten").unwrap_or(&told);
        assert_eq!(
            (&told["signed_out"], &told["revocation"]),
            (&json!(true), &json!("done"))
        );
        let expected = [(CLIENT, "first"), ("another", "second")];
        let expected = expected.map(|(client, token)| (client.to_owned(), token.to_owned()));
        assert_eq!(revoked(&idp), expected);
        let left = names(&idp.home());
        assert!(
            !left.iter().any(|name| name.starts_with("tokens-")),
            "{left:?}"
        );
    }
}

/// A folder where a file should be is one that cannot be removed, whoever asks.
#[tokio::test]
async fn what_cannot_be_removed_keeps_nothing_else() {
    let idp = Idp::start().await;
    let home = idp.home();
    keep(&home, &idp.url, CLIENT, "first");
    std::fs::create_dir_all(home.file("identity.json.unreadable-1")).unwrap();
    std::fs::create_dir_all(home.file("credentials")).unwrap();
    std::fs::write(home.file("credentials/default.json"), "{}").unwrap();
    std::fs::write(home.file("settings.json"), "mended by nobody").unwrap();
    std::fs::create_dir(home.file("failure.json")).unwrap();
    let (code, out, err) = run(&idp, &["uninstall", "--all"]).await;
    assert_eq!(code, Some(1), "{out}{err}");
    assert!(out.contains("could not be removed"), "{out}");
    for name in ["failure.json", "identity.json.unreadable-1"] {
        assert!(err.contains(&format!("{name}: it is a folder")), "{err}");
    }
    assert_eq!(revoked(&idp).len(), 1);
    let left = ["credentials", "failure.json", "identity.json.unreadable-1"];
    assert_eq!(names(&home), left);
    assert!(!home.file("credentials/default.json").exists());
}

/// It is for others to mend the settings before they sign out.
#[tokio::test]
async fn settings_that_cannot_be_read_keep_nobody_signed_in() {
    let idp = Idp::start().await;
    keep(&idp.home(), &idp.url, CLIENT, "first");
    std::fs::write(idp.home().file("settings.json"), "{").unwrap();
    let (code, out, err) = run(&idp, &["logout"]).await;
    assert_eq!((code, err.as_str()), (Some(0), ""), "{out}");
    assert_eq!(revoked(&idp).len(), 1);
}

#[tokio::test]
async fn a_token_that_is_not_revoked_is_told() {
    let idp = Idp::start().await;
    idp.script(
        |seen| match (seen.path.as_str(), seen.fields.get("token")) {
            ("/revoke", Some(token)) if token == "second" => Some((503, Vec::new())),
            _ => None,
        },
    );
    keep(&idp.home(), &idp.url, CLIENT, "first");
    keep(&idp.home(), &idp.url, "another", "second");
    let (code, out, _) = run(&idp, &["logout"]).await;
    assert_ne!(code, Some(0), "{out}");
    assert_eq!(out.matches("still valid").count(), 1, "{out}");
    assert_eq!(revoked(&idp).len(), 2);
}
