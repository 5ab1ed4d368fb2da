//! The real program, in folders where things are wrong.

use serde_json::{Value, json};

use crate::tools::server::Server;
use crate::tools::{Desk, Said};

/// What it said of these checks.
fn verdicts(said: &Said, names: &[&str]) -> Vec<(String, String)> {
    let shown: Value = serde_json::from_str(&said.out).unwrap();
    let text = |check: &Value, field: &str| check[field].as_str().unwrap().to_owned();
    shown["checks"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|check| names.contains(&check["name"].as_str().unwrap()))
        .map(|check| {
            (
                text(check, "verdict"),
                crate::unix_paths(&text(check, "seen")),
            )
        })
        .collect()
}

fn failed(seen: &str) -> (String, String) {
    ("failed".to_owned(), seen.to_owned())
}

#[test]
#[cfg(unix)]
fn a_desk_in_disorder() {
    let desk = Desk::signed_in();
    let program = env!("CARGO_BIN_EXE_bedrock-auth");
    std::fs::create_dir(desk.path().join("a b")).unwrap();
    std::fs::copy(program, desk.path().join("a b/bedrock-auth")).unwrap();
    let folder = desk.path().display();
    desk.write(
        ".aws/config",
        format!(
            "[profile good]\ncredential_process = \"{program}\" credential-process\n\
             [profile spaced]\ncredential_process = {folder}/a b/bedrock-auth credential-process\n\
             [profile tilde]\ncredential_process = ~/bin/bedrock-auth credential-process\n\
             [profile other]\ncredential_process = aws-vault export\n"
        ),
    );
    desk.write(
        ".aws/credentials",
        "[good]\naws_access_key_id = AKIASECRET\n",
    );
    desk.write(".claude/settings.json", "{ // comment\n}");
    let mut run = desk.program();
    run.args(["doctor", "--json"])
        .env("AWS_ACCESS_KEY_ID", "AKIASECRET");
    let said = Said::of(&run.output().unwrap());
    assert_eq!((said.code, said.err.as_str()), (Some(1), ""));
    assert_eq!(
        verdicts(&said, &["aws profile", "claude code", "environment"]),
        [
            failed("AWS_ACCESS_KEY_ID is set: every AWS SDK prefers those keys to a profile"),
            failed("[good] has keys in ~/.aws/credentials, which SDKs prefer"),
            failed("[spaced] in ~/.aws/config names the program without its quotes"),
            failed("[tilde] in ~/.aws/config runs a program that is not there"),
            failed(
                "could not read ~/.claude/settings.json: key must be a string at line 1 column 3"
            ),
        ]
    );
    assert!(!said.out.contains("AKIASECRET"), "{}", said.out);
}

/// As an installation would, so that both say the same of it.
#[test]
fn a_config_that_not_all_tools_read_is_told() {
    let desk = Desk::new();
    desk.write(".aws/config", "[profile a]\nregion = x\nregion = y\n");
    let said = desk.run(&["doctor", "--json"]);
    let seen = format!(
        "could not read {}: line 3: region is here a second time",
        desk.path().join(".aws/config").display()
    );
    let seen = crate::unix_paths(&seen);
    assert_eq!(verdicts(&said, &["aws profile"]), [failed(&seen)]);
    desk.write(
        ".aws/config",
        "# c\n[default]\nregion = us-east-1\n\n[ profile  \"a\" ] # x\n\
         CREDENTIAL_PROCESS = bedrock-auth credential-process\ns3 =\n  role_arn = 1\n",
    );
    let said = desk.run(&["doctor", "--json"]);
    let ok = ("ok".to_owned(), "[a] in ~/.aws/config".to_owned());
    assert_eq!(verdicts(&said, &["aws profile"]), [ok]);
}

#[test]
fn broken_settings_are_a_finding_and_no_end() {
    let desk = Desk::new();
    desk.write("bedrock/settings.json", "{");
    let said = desk.run(&["doctor", "--json"]);
    assert_eq!(said.code, Some(1));
    let [(verdict, seen)] = &verdicts(&said, &["folder"])[..] else {
        panic!("{}", said.out);
    };
    assert_eq!(verdict, "failed");
    assert!(seen.contains("settings.json"), "{seen}");
}

/// A desk whose routing document names this issuer.
fn desk_of(issuer: &str) -> Desk {
    let routes = include_str!("../../install/routes.json");
    let mut routes: Value = serde_json::from_str(routes).unwrap();
    routes["issuer"] = json!(issuer);
    let desk = Desk::new();
    desk.write("bedrock/routes.json", routes.to_string());
    desk
}

fn doctor(desk: &Desk) -> Said {
    let mut run = desk.program();
    run.args(["doctor", "--json"])
        .env("BEDROCK_AUTH_KEYRING", "off");
    Said::of(&run.output().unwrap())
}

#[test]
fn what_answers_must_be_the_issuer() {
    let other = json!({
        "issuer": "https://idp.example",
        "authorization_endpoint": "https://idp.example/a",
        "token_endpoint": "https://idp.example/t",
        "jwks_uri": "https://idp.example/k",
    });
    for (status, body, seen) in [
        (
            200,
            other.to_string(),
            "'s OpenID configuration: it is that of another issuer, https://idp.example",
        ),
        (
            200,
            "<html>".to_owned(),
            "'s OpenID configuration: it is no OpenID configuration",
        ),
        (
            404,
            String::new(),
            "could not ask 127.0.0.1: it answered 404",
        ),
        (
            503,
            String::new(),
            "could not ask 127.0.0.1: it answered 503",
        ),
    ] {
        let server = Server::answering(status, &body);
        let said = doctor(&desk_of(&server.address));
        assert_eq!((said.code, said.err.as_str()), (Some(1), ""));
        let [(verdict, found)] = &verdicts(&said, &["issuer"])[..] else {
            panic!("{}", said.out);
        };
        assert_eq!(verdict, "failed");
        assert!(found.ends_with(seen), "{found}");
    }
}

#[test]
fn without_a_routing_document_the_rest_waits() {
    let desk = Desk::new();
    let said = doctor(&desk);
    let waiting = ["issuer", "clock", "callback", "tokens", "aws"];
    let found = verdicts(&said, &waiting);
    assert_eq!(found.len(), waiting.len(), "{}", said.out);
    assert!(
        found.iter().all(|(verdict, _)| verdict == "skipped"),
        "{}",
        said.out
    );
    assert_eq!(verdicts(&said, &["routes"])[0].0, "failed");
}

#[test]
fn a_port_that_is_taken_is_told() {
    told_as_taken(&std::net::TcpListener::bind("127.0.0.1:0").unwrap());
    // Not every machine has it.
    if let Ok(taken) = std::net::TcpListener::bind("[::1]:0") {
        told_as_taken(&taken);
    }
}

fn told_as_taken(taken: &std::net::TcpListener) {
    let port = taken.local_addr().unwrap().port();
    let desk = desk_of("http://127.0.0.1:1");
    let path = desk.home().join("routes.json");
    let mut routes: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
    routes["redirect_ports"] = json!([port]);
    desk.write("bedrock/routes.json", routes.to_string());
    let found = verdicts(&doctor(&desk), &["callback", "issuer"]);
    assert_eq!(
        found,
        [
            failed("could not reach 127.0.0.1: nobody listens there"),
            failed(&format!("port {port} taken by another program")),
        ]
    );
}
