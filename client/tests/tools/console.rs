//! `console`, at a federation endpoint of our own.

use std::collections::BTreeMap;
#[cfg(unix)]
use std::io::{Read as _, Write as _};
#[cfg(unix)]
use std::net::TcpStream;
#[cfg(unix)]
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use super::server::Server;
use super::{AWKWARD, Desk, Said};

fn form(text: &str) -> BTreeMap<String, String> {
    form_urlencoded::parse(text.as_bytes())
        .into_owned()
        .collect()
}

fn run(desk: &Desk, server: &Server, args: &[&str], browser: &str) -> Said {
    let mut program = desk.program();
    program
        .arg("console")
        .args(args)
        .env("AWS_ENDPOINT_URL", &server.address)
        .env("BROWSER", browser);
    Said::of(&program.output().unwrap())
}

#[test]
fn credentials_go_in_the_body_and_a_token_comes_back() {
    let desk = Desk::new();
    desk.keep(&desk.entry(AWKWARD));
    let server = Server::answering(200, r#"{"SigninToken": "a b&c"}"#);
    let said = run(&desk, &server, &["--print-url"], "false");
    assert_eq!((said.code, said.err.as_str()), (Some(0), ""));
    let asked = server.next();
    assert_eq!(asked.line, "POST /federation");
    let sent = form(&asked.body);
    assert_eq!(sent["Action"], "getSigninToken");
    let session: Value = serde_json::from_str(&sent["Session"]).unwrap();
    assert_eq!(
        session,
        json!({"sessionId": "ASIAEXAMPLE", "sessionKey": AWKWARD, "sessionToken": "token"})
    );
    let (base, query) = said.out.trim_end().split_once('?').unwrap();
    assert_eq!(base, format!("{}/federation", server.address));
    let expected = [
        ("Action", "login"),
        (
            "Destination",
            "https://eu-central-1.console.aws.amazon.com/bedrock/home?region=eu-central-1",
        ),
        ("Issuer", "bedrock-auth"),
        ("SigninToken", "a b&c"),
    ];
    let expected = expected.map(|(name, value)| (name.to_owned(), value.to_owned()));
    assert_eq!(form(query), BTreeMap::from(expected));
}

/// What stands in the browser's command line is readable to all who use the machine.
#[test]
#[cfg(unix)]
fn the_browser_gets_the_address_and_its_command_line_does_not() {
    let desk = Desk::signed_in();
    let server = Server::answering(200, r#"{"SigninToken": "secret-token"}"#);
    let pipe = desk.path().join("opened");
    assert!(
        Command::new("mkfifo")
            .arg(&pipe)
            .status()
            .unwrap()
            .success()
    );
    let browser = format!("sh -c 'echo \"$0\" > {}' %s", pipe.display());
    let mut program = desk.program();
    let child = program
        .arg("console")
        .env("AWS_ENDPOINT_URL", &server.address)
        .env("BROWSER", browser)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let shown = std::fs::read_to_string(pipe).unwrap();
    let rest = shown.trim().strip_prefix("http://127.0.0.1:").unwrap();
    let (port, path) = rest.split_once('/').unwrap();
    assert!(!shown.contains("secret-token"), "{shown}");
    let answer = get(port, &format!("/{path}"));
    assert!(answer.starts_with("HTTP/1.1 302"), "{answer}");
    assert!(answer.contains("SigninToken=secret-token\r\n"), "{answer}");

    let said = Said::of(&child.wait_with_output().unwrap());
    assert_eq!((said.code, said.out.as_str()), (Some(0), ""));
    assert!(
        said.err
            .starts_with("The console opens for data in data-1, eu-central-1, until ")
    );
    assert!(!said.err.contains("secret-token"), "{}", said.err);
}

#[cfg(unix)]
fn get(port: &str, path: &str) -> String {
    let mut stream = TcpStream::connect(format!("127.0.0.1:{port}")).unwrap();
    write!(
        stream,
        "GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n"
    )
    .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

#[test]
fn without_a_browser_it_says_how_else() {
    let desk = Desk::signed_in();
    let server = Server::answering(200, r#"{"SigninToken": "secret-token"}"#);
    let said = run(&desk, &server, &[], "false");
    assert_eq!((said.code, said.out.as_str()), (Some(1), ""));
    assert!(said.err.contains("--print-url"), "{}", said.err);
    assert!(!said.err.contains("secret-token"), "{}", said.err);
}

#[test]
fn what_aws_refuses_is_told() {
    let desk = Desk::signed_in();
    for (status, body, code) in [
        (400, "<html>secret</html>", 6),
        (503, "", 7),
        (200, "not json", 1),
        (302, "", 1),
    ] {
        let server = Server::answering(status, body);
        let said = run(&desk, &server, &["--print-url"], "false");
        assert_eq!((said.code, said.out.as_str()), (Some(code), ""), "{status}");
        let first = format!("bedrock-auth: could not open the console: AWS answered {status}\n");
        assert!(said.err.starts_with(&first), "{}", said.err);
        assert!(!said.err.contains("secret"), "{}", said.err);
    }
}
