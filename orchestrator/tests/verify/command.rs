//! Both commands through the real program.

use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

fn run(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_bedrock-org"))
        .args(args)
        .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(".."))
        .env_remove("BEDROCK_ORG_ID_TOKEN")
        .output()
        .unwrap()
}

fn told(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn access_to_what_is_planned_asks_nothing_of_aws() {
    let well = run(&["access", "org.toml.example", "--planned", "--json"]);
    assert_eq!(well.status.code(), Some(0), "{}", told(&well));
    let json: Value = serde_json::from_slice(&well.stdout).unwrap();
    assert_eq!(
        (&json["source"], &json["exit_code"]),
        (&"planned".into(), &0.into())
    );

    let near = [
        "access",
        "org.toml.example",
        "--planned",
        "--group",
        "bedrock-data-x",
    ];
    let near = run(&near);
    assert_eq!(near.status.code(), Some(1));
    let text = String::from_utf8_lossy(&near.stdout).into_owned();
    assert!(
        text.contains("data-1: asked get bedrock-developer"),
        "{text}"
    );
}

#[test]
fn verify_says_where_a_token_comes_from() {
    let folder = std::env::temp_dir().join(format!("bedrock-verify-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let routes = folder.join("routes.json");
    let routes = routes.to_str().unwrap();
    let missing = run(&["verify", "--routes", routes]);
    assert_eq!(missing.status.code(), Some(1));
    assert!(
        told(&missing).contains("could not read"),
        "{}",
        told(&missing)
    );

    std::fs::write(routes, super::stage::Stage::new().routes().to_json()).unwrap();
    let without = run(&["verify", "--routes", routes]);
    assert!(told(&without).contains("could not read the ID token from BEDROCK_ORG_ID_TOKEN"));
    let secret = "c2VjcmV0.c2VjcmV0.c2VjcmV0";
    let file = folder.join("token.txt");
    std::fs::write(&file, secret).unwrap();
    let odd = run(&[
        "verify",
        "--routes",
        routes,
        "--token-file",
        file.to_str().unwrap(),
    ]);
    assert_eq!(odd.status.code(), Some(1));
    assert!(
        told(&odd).contains("its second part is not the JSON object"),
        "{}",
        told(&odd)
    );
    assert!(!told(&odd).contains(secret));
    assert!(
        !run(&["verify", secret]).status.success(),
        "never an argument"
    );
    std::fs::remove_dir_all(folder).unwrap();
}
