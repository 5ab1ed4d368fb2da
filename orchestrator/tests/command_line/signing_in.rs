//! People who sign in at the sandbox's identity provider, in a rehearsal and over HTTP.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;

use bedrock_routing::Routes;
use serde_json::Value;

use crate::golden::is_as_kept;

use super::stage::{As, Ran, Stage, command};

const EXAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../org.toml.example");
const DEVICE: &str = "urn:ietf:params:oauth:grant-type:device_code";

#[test]
fn everybody_gets_their_own_and_nothing_else() {
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/sign-in/sign-ins.txt");
    let ran = Ran::of(&mut command(&["rehearse", "--sign-in", EXAMPLE]));
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{}", ran.out);
    let (_, told) = ran.out.split_once("\nSigning in").expect("a part of it");
    let (told, _) = told.split_once("\nMeasured").expect("an end of it");
    let told = format!("Signing in{}\n", told.trim_end());
    is_as_kept(&golden, &told);
    let table = told.split("\n\n").nth(1).expect("a table");
    assert!(table.lines().all(|line| line.len() <= 80), "{table}");
}

#[test]
fn a_rehearsal_says_it_for_programs_too() {
    let ran = Ran::of(&mut command(&["rehearse", "--sign-in", "--json", EXAMPLE]));
    let lines = ran.json();
    let [.., told, measured] = lines.as_slice() else {
        panic!("{ran:?}");
    };
    assert_eq!(told["kind"], "sign_ins");
    assert_eq!(told["summary"]["sign_ins"], 6);
    assert_eq!(told["summary"]["arrived"], 6);
    assert_eq!(told["summary"]["leaks"], 0);
    assert_eq!(measured["kind"], "rehearsal");
    assert_eq!((measured["exit_code"].clone(), ran.code), (0.into(), 0));
    // No token and no key is told.
    assert!(!ran.out.contains("eyJ") && !ran.out.contains("ASIA"));
    let without = Ran::of(&mut command(&["rehearse", "--json", EXAMPLE]));
    assert!(!without.out.contains("sign_ins"));
}

/// A larger company's groups are made from the plan's: none of them may be a part of another.
#[test]
fn a_larger_company_leaks_nothing_either() {
    let ran = Ran::of(&mut command(&[
        "rehearse",
        "--sign-in",
        "--accounts",
        "12",
        EXAMPLE,
    ]));
    assert_eq!(ran.code, 0, "{}", ran.out);
}

/// A form to the sandbox, and the JSON that answers it.
fn post(endpoint: &str, path: &str, form: &str) -> Value {
    let host = endpoint.strip_prefix("http://").expect("an address");
    let mut stream = TcpStream::connect(host).expect("a sandbox");
    write!(
        stream,
        "POST {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{form}",
        form.len()
    )
    .expect("a request");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("an answer");
    let (_, body) = answer.split_once("\r\n\r\n").expect("a body");
    serde_json::from_str(body).expect(body)
}

fn routes(stage: &Stage) -> Routes {
    let text = std::fs::read_to_string(stage.path("routes.json")).expect("a document");
    Routes::parse(&text).expect("a routing document")
}

/// An ID token, by device code: nobody has to approve it.
fn token(stage: &Stage, client: &str) -> String {
    let scope = format!("client_id={client}&scope=openid");
    let device = post(stage.endpoint(), "/device_authorization", &scope);
    let code = device["device_code"].as_str().expect("a code");
    let form = format!("client_id={client}&device_code={code}&grant_type={DEVICE}");
    let tokens = post(stage.endpoint(), "/token", &form);
    tokens["id_token"].as_str().expect("a token").to_owned()
}

#[test]
fn a_sandbox_starts_with_the_plan_applied() {
    let person = "ada@acme.example:bedrock-platform";
    let arguments = [
        "--apply",
        EXAMPLE,
        "--routes",
        "routes.json",
        "--sign-in-as",
        person,
    ];
    let stage = Stage::with("signing-in", &arguments);
    let routes = routes(&stage);
    assert_eq!(routes.issuer, stage.endpoint());
    let accounts = routes.teams.iter().flat_map(|team| &team.accounts);
    assert_eq!(accounts.clone().count(), 6);
    let login = stage
        .endpoint()
        .strip_prefix("http://")
        .expect("an address");
    let logins = accounts.map(|account| account.pool().expect("a pool").1);
    assert!(logins.into_iter().all(|name| name == login));

    stage.file("token.txt", &token(&stage, &routes.client_id));
    let arguments = ["verify", "--token-file", "token.txt", "--json"];
    let verified = stage.run(&As::Nobody, &arguments);
    assert_eq!(verified.code, 0, "{verified:?}");
    let verified = &verified.json()[0];
    assert_eq!(verified["teams"], serde_json::json!(["platform"]));
    assert_eq!(
        verified["summary"]["given"], 2,
        "both ways into one account"
    );

    let issuer = format!("issuer = \"https://{login}\"");
    let example = std::fs::read_to_string(EXAMPLE).expect("the example");
    let example = example.replace("issuer         = \"https://acme.okta.com\"", &issuer);
    stage.file("org.toml", &example);
    let planned = stage.run(&As::Reader, &["plan", "--detailed-exitcode"]);
    assert_eq!(planned.code, 0, "{}", planned.out);
}

#[test]
fn a_companys_own_document_is_not_replaced() {
    let folder = std::env::temp_dir().join(format!("bedrock-org-real-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    let real = include_str!("routes.json");
    std::fs::write(folder.join("routes.json"), real).expect("a file");
    let arguments = [
        "--listen",
        "127.0.0.1:0",
        "--apply",
        EXAMPLE,
        "--routes",
        "routes.json",
    ];
    let arguments = [&["sandbox"], arguments.as_slice()].concat();
    let ran = Ran::of(command(&arguments).current_dir(&folder));
    let kept = std::fs::read_to_string(folder.join("routes.json")).expect("a file");
    std::fs::remove_dir_all(&folder).expect("an empty place");
    assert_eq!((ran.code, ran.out.as_str()), (1, ""));
    assert_eq!(
        ran.err,
        "error: could not write routes.json: it is the routing document of https://acme.okta.com\n\
         hint: name another file: --routes\n"
    );
    assert_eq!(kept, real);
}

#[test]
fn somebody_is_an_address_with_groups_and_needs_a_plan() {
    for (arguments, says) in [
        (&["--sign-in-as", "ada@acme.example"][..], "--apply"),
        (&["--routes", "routes.json"][..], "--apply"),
        (
            &["--apply", EXAMPLE, "--sign-in-as", "ada"][..],
            "ada@acme.example:bedrock-platform",
        ),
    ] {
        let arguments = [&["sandbox"], arguments].concat();
        let ran = Ran::of(&mut command(&arguments));
        assert_eq!(ran.code, 1, "{ran:?}");
        assert!(ran.err.contains(says), "{}", ran.err);
    }
}
