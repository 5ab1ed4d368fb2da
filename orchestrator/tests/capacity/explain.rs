//! `routes explain` says what a client does.

use std::path::Path;
use std::process::{Command, Output};

use bedrock_routing::{Account, Exchange, Model, Routes, Team, spread};
use serde_json::Value;

use crate::access::documented;
use crate::golden::is_as_kept;

fn document() -> Routes {
    let account = |number: u64, weight: u32| {
        let id = (111_122_220_000 + number * 1_111).to_string();
        Account {
            name: format!("backend-{number}"),
            region: "us-east-1".into(),
            exchange: Exchange::Sts,
            role: format!("arn:aws:iam::{id}:role/bedrock-developer"),
            id,
            weight,
        }
    };
    let team = |name: &str, accounts: Vec<Account>| Team {
        name: name.into(),
        group: format!("bedrock-{name}"),
        regions: vec!["us-east-1".into()],
        models: vec![Model {
            alias: "opus".into(),
            id: "us.anthropic.claude-opus-5-5".into(),
        }],
        accounts,
    };
    Routes {
        organization: "acme".into(),
        issuer: "https://acme.okta.com".into(),
        client_id: "0oa1b2c3d4e5f6g7h8i9".into(),
        groups_claim: "groups".into(),
        redirect_ports: vec![8400],
        teams: vec![
            team("backend", vec![account(3, 1), account(4, 1), account(5, 3)]),
            team("later", Vec::new()),
        ],
    }
}

fn run(name: &str, more: &[&str]) -> Output {
    let folder =
        std::env::temp_dir().join(format!("bedrock-explain-{name}-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("routes.json"), document().to_json()).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_bedrock-org"))
        .args(["routes", "explain", "--subject"])
        .args(more)
        .current_dir(&folder)
        .output()
        .unwrap();
    std::fs::remove_dir_all(folder).unwrap();
    output
}

/// The scores of the client's own tests.
#[test]
fn the_choice_is_the_client_s() {
    let ran = run("text", &["ada"]);
    assert_eq!(ran.status.code(), Some(0));
    let text = String::from_utf8(ran.stdout).unwrap();
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/capacity/explain.txt");
    is_as_kept(&golden, &text);
    assert!(text.contains("score 4.908"), "{text}");

    let ran = run(
        "json",
        &["00u1a2b3c4d5e6f7g8h9", "--team", "backend", "--json"],
    );
    let json: Value = serde_json::from_slice(&ran.stdout).unwrap();
    documented::every_field(&json);
    let routes = document();
    let ranking = spread::ranking(&routes.teams[0].accounts, "00u1a2b3c4d5e6f7g8h9");
    let told = json["teams"][0]["accounts"].as_array().unwrap();
    let ids: Vec<&str> = told.iter().map(|one| one["id"].as_str().unwrap()).collect();
    let expected: Vec<&str> = ranking.iter().map(|it| it.account.id.as_str()).collect();
    assert_eq!(ids, expected);
    assert_eq!(json["teams"][0]["account"], expected[0]);
    assert_eq!(told[0]["share"], 0.6);
}

#[test]
fn a_team_that_is_not_in_the_document_is_told() {
    let ran = run("unknown", &["ada", "--team", "backnd"]);
    assert_eq!(ran.status.code(), Some(1));
    let text = String::from_utf8(ran.stderr).unwrap();
    assert!(text.contains("backend, later"), "{text}");
}
