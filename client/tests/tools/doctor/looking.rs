//! The real program, in folders where things are wrong.

use serde_json::Value;

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
        .map(|check| (text(check, "verdict"), text(check, "seen")))
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
