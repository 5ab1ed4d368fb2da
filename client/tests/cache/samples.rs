//! Something to keep.

use std::path::Path;
use std::process::{Child, Command, Stdio};

use bedrock_auth::cache::tokens::Tokens;
use bedrock_auth::clock::Moment;
use bedrock_auth::entry::{Credentials, Entry, Key, Slot, Stamp, Stamps, VERSION};
use bedrock_auth::home::Home;
use bedrock_auth::identity::Identity;
use bedrock_auth::secret::Secret;
use serde_json::json;
use tempfile::TempDir;

pub const ISSUER: &str = "https://idp.example";
pub const CLIENT: &str = "client";
/// In no message, and in no file that others can read.
pub const SECRETS: [&str; 4] = [
    "SECRET-key-of-aws",
    "SECRET-session-of-aws",
    "SECRET-id-token",
    "SECRET-refresh-token",
];

/// Where a started test finds its folder.
pub const FOLDER: &str = "BEDROCK_AUTH_TEST_FOLDER";

pub fn home() -> (TempDir, Home) {
    let folder = tempfile::tempdir().unwrap();
    let home = Home::at(folder.path().join(".bedrock-auth"));
    (folder, home)
}

pub fn entry(team: Option<&str>) -> Entry {
    Entry {
        version: VERSION,
        slot: Slot {
            team: team.map(Into::into),
            ..Slot::default()
        },
        stamps: Stamps {
            routes: Stamp::default(),
            settings: Stamp::default(),
        },
        key: Key {
            issuer: ISSUER.into(),
            client_id: CLIENT.into(),
            account: "111122223333".into(),
            pool: "us-east-1:0f8fad5b-d9cb-469f-a165-70867728950e".into(),
            role: "arn:aws:iam::111122223333:role/bedrock-developer".into(),
        },
        credentials: Credentials {
            access_key_id: "ASIA".into(),
            secret_access_key: Secret::new(SECRETS[0].into()),
            session_token: Secret::new(SECRETS[1].into()),
            expires: Moment(1_795_135_600),
        },
        obtained: Moment(1_795_132_000),
        subject: "ann".into(),
        person: "ann@acme.example".into(),
        team: "platform".into(),
        account_name: "platform-1".into(),
        region: "us-east-1".into(),
        identity_id: None,
    }
}

pub fn tokens() -> Tokens {
    let claims = json!({ "email": "ann@acme.example", "groups": ["bedrock-platform"] });
    Tokens {
        issuer: ISSUER.into(),
        client_id: CLIENT.into(),
        id_token: Secret::new(SECRETS[2].into()),
        refresh_token: Some(Secret::new(SECRETS[3].into())),
        identity: Identity {
            issuer: ISSUER.into(),
            client_id: CLIENT.into(),
            subject: "ann".into(),
            claims: claims.as_object().unwrap().clone(),
            issued: Moment(1_795_132_000),
            expires: Moment(1_795_135_600),
        },
        rotates: Some(true),
        spending: false,
    }
}

/// The same, told apart by a number.
pub fn numbered(number: u64) -> Tokens {
    Tokens {
        refresh_token: Some(Secret::new(format!("{}-{number}", SECRETS[3]))),
        ..tokens()
    }
}

pub fn number(tokens: &Tokens) -> u64 {
    let refresh_token = tokens.refresh_token.as_ref().unwrap().reveal();
    refresh_token.rsplit('-').next().unwrap().parse().unwrap()
}

/// Another process that runs one ignored test of this suite.
pub fn started(test: &str, folder: &Path) -> Child {
    prepared(test, folder).spawn().unwrap()
}

pub fn prepared(test: &str, folder: &Path) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command
        .args(["--exact", test, "--ignored", "--nocapture"])
        .env(FOLDER, folder)
        .current_dir("/")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

/// In a process that [`started`] made. None when the test was called for by somebody else.
pub fn given_folder() -> Option<std::path::PathBuf> {
    std::env::var_os(FOLDER).map(Into::into)
}
