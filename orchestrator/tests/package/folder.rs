//! What is in a team's folder.

use std::fs;
use std::process::Output;

use bedrock_org::plan::package::{BINARIES, checksum_of};
use bedrock_routing::Routes;
use serde_json::Value;

use super::stage::Stage;

fn said(output: &Output) -> (Option<i32>, String) {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (
        output.status.code(),
        text(&output.stdout) + &text(&output.stderr),
    )
}

#[test]
fn each_team_has_all_that_it_needs() {
    let stage = Stage::packaged("all");
    for (team, region) in [("platform", "us-east-1"), ("data", "eu-central-1")] {
        let sums = stage.read(&format!("out/{team}/SHA256SUMS"));
        let mut names: Vec<&str> = sums.lines().map(|line| &line[66..]).collect();
        assert!(names.is_sorted(), "{names:?}");
        assert_eq!(names.len(), 6 + BINARIES.len());
        names.retain(|name| !stage.path("out").join(team).join(name).is_file());
        assert_eq!(names, [""; 0]);
        assert_eq!(stage.read(&format!("out/{team}/team")), format!("{team}\n"));
        let routes = stage.read(&format!("out/{team}/routes.json"));
        assert_eq!(Routes::parse(&routes).unwrap().teams.len(), 2);
        let readme = stage.read(&format!("out/{team}/README.md"));
        assert!(readme.contains(&format!("for team {team}")) && !readme.contains('{'));
        let settings = stage.read(&format!("out/{team}/managed-settings.json"));
        let settings: Value = serde_json::from_str(&settings).unwrap();
        assert_eq!(settings["env"]["AWS_REGION"], region);
    }
}

#[test]
fn managed_settings_are_what_the_client_installs() {
    let stage = Stage::packaged("settings");
    let expected = "{
  \"env\": {
    \"CLAUDE_CODE_USE_BEDROCK\": \"1\",
    \"AWS_PROFILE\": \"bedrock\",
    \"AWS_REGION\": \"eu-central-1\",
    \"ANTHROPIC_MODEL\": \"eu.anthropic.claude-sonnet-5-5\",
    \"ANTHROPIC_DEFAULT_OPUS_MODEL\": \"eu.anthropic.claude-sonnet-5-5\",
    \"ANTHROPIC_DEFAULT_SONNET_MODEL\": \"eu.anthropic.claude-sonnet-5-5\",
    \"ANTHROPIC_DEFAULT_HAIKU_MODEL\": \"eu.anthropic.claude-sonnet-5-5\"
  },
  \"awsAuthRefresh\": \"bedrock-auth login --if-needed --team data\",
  \"otelHeadersHelper\": \"bedrock-auth otel-headers --team data\"
}
";
    assert_eq!(stage.read("out/data/managed-settings.json"), expected);
}

#[test]
fn packaging_again_gives_the_same() {
    let stage = Stage::packaged("again");
    let before = stage.read("out/data/SHA256SUMS");
    assert_eq!(said(&stage.package(&["--team", "data"])).0, Some(0));
    assert_eq!(stage.read("out/data/SHA256SUMS"), before);
}

#[test]
fn only_the_named_team_is_packaged() {
    let stage = Stage::new("named");
    let output = stage.package(&["--team", "data", "--json"]);
    let value: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(value["folders"].as_array().unwrap().len(), 1);
    assert!(!stage.path("out/platform").exists());
    let (code, text) = said(&stage.package(&["--team", "nobody"]));
    assert_eq!(code, Some(1));
    assert!(text.contains("could not package team nobody") && text.contains("data, platform"));
}

#[test]
fn a_release_is_held_against_its_checksums() {
    let stage = Stage::packaged("sums");
    let list = stage.read("out/data/SHA256SUMS").replace("bin/", "*");
    let name = BINARIES[0].file;
    assert!(checksum_of(&list, name).is_some());
    fs::write(stage.path("release/SHA256SUMS"), &list).unwrap();
    assert_eq!(said(&stage.package(&[])).0, Some(0));
    fs::write(stage.path("release").join(name), "another").unwrap();
    let (code, text) = said(&stage.package(&[]));
    assert_eq!(code, Some(1));
    assert!(
        text.contains(name) && text.contains("not what SHA256SUMS"),
        "{text}"
    );
}

#[test]
fn what_a_release_lacks_is_named() {
    let stage = Stage::new("lacks");
    for binary in &BINARIES[1..] {
        fs::remove_file(stage.path("release").join(binary.file)).unwrap();
    }
    let (code, text) = said(&stage.package(&[]));
    assert_eq!(code, Some(0));
    assert!(text.contains("without Linux on Arm, macOS"), "{text}");
    fs::remove_file(stage.path("release").join(BINARIES[0].file)).unwrap();
    let (code, text) = said(&stage.package(&[]));
    assert_eq!(code, Some(1));
    assert!(
        text.contains("could not find the client in release"),
        "{text}"
    );
}
