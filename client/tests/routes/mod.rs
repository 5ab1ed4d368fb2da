//! The routing document: where it comes from, and how what it decides is shown.

mod explaining;
mod loading;
mod server;
mod teams;

use bedrock_auth::cache;
use bedrock_auth::clock::Moment;
use bedrock_auth::home::Home;
use bedrock_auth::identity::Identity;
use serde_json::{Value, json};

/// Four teams: of the third no stack is ready.
pub fn document() -> Value {
    let team = |name: &str, ids: &[&str]| {
        let accounts: Vec<Value> = (1..)
            .zip(ids)
            .map(|(number, id)| account(&format!("{name}-{number}"), id))
            .collect();
        json!({
            "name": name,
            "group": format!("bedrock-{name}"),
            "regions": ["us-east-1"],
            "models": [{ "alias": "sonnet", "id": "us.anthropic.claude-sonnet-5-5" }],
            "accounts": accounts,
        })
    };
    json!({
        "version": 1,
        "organization": "acme",
        "issuer": "https://acme.okta.com",
        "client_id": "0oa1b2c3d4e5f6g7h8i9",
        "groups_claim": "groups",
        "redirect_ports": [8400],
        "teams": [
            team("platform", &["111122223333", "111122224444"]),
            team("backend", &["111122225555"]),
            team("mobile", &[]),
            team("data", &["111122226666"]),
        ],
    })
}

fn account(name: &str, id: &str) -> Value {
    json!({
        "name": name,
        "id": id,
        "region": "us-east-1",
        "identity_pool": format!("us-east-1:00000000-0000-4000-8000-{id}"),
        "login": "acme.okta.com",
        "role": format!("arn:aws:iam::{id}:role/bedrock-developer"),
        "weight": 1,
    })
}

/// A home with this document in it.
pub fn home(document: &Value) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let path = Home::at(folder.path()).file("routes.json");
    cache::private::write(&path, document.to_string().as_bytes()).unwrap();
    folder
}

/// As if this person had signed in.
pub fn sign_in(home: &tempfile::TempDir, claims: Value) {
    let Value::Object(claims) = claims else {
        panic!("{claims}");
    };
    let identity = Identity {
        issuer: "https://acme.okta.com".into(),
        client_id: "0oa1b2c3d4e5f6g7h8i9".into(),
        subject: "ada".into(),
        claims,
        issued: Moment(1_795_176_000),
        expires: Moment(1_795_179_600),
    };
    cache::identity::write(&Home::at(home.path()), &identity).unwrap();
}

/// What one run of the program says, with the home's own path taken out.
pub struct Ran {
    pub code: i32,
    pub out: String,
    pub err: String,
}

pub fn run(home: &tempfile::TempDir, args: &[&str]) -> Ran {
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_bedrock-auth"))
        .args(args)
        .env("BEDROCK_AUTH_HOME", home.path())
        .env_remove("BEDROCK_AUTH_ROUTES")
        .env_remove("BEDROCK_AUTH_TEAM")
        .output()
        .unwrap();
    let text = |bytes: &[u8]| {
        let text = String::from_utf8(bytes.to_vec()).unwrap();
        crate::unix_paths(&text.replace(home.path().to_str().unwrap(), "HOME"))
    };
    Ran {
        code: output.status.code().unwrap(),
        out: text(&output.stdout),
        err: text(&output.stderr),
    }
}
