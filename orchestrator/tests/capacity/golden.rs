//! What is shown, compared with files.

use std::path::Path;
use std::process::Command;

use bedrock_org::model::{Gap, Intent, LiveQuotas};
use bedrock_org::plan::capacity::capacity;
use bedrock_org::report::{Style, capacity as report};
use serde_json::Value;

use super::stage::{ALL_DAY, HAIKU, HAIKU_DAY, HAIKU_REQUESTS, OPUS, here, live, plan};
use crate::access::documented;
use crate::golden::is_as_kept;
use crate::in_memory;

const M: u64 = 1_000_000;

#[test]
fn the_example_alone_is_shown_as_in_its_files() {
    check("example", &in_memory::example(), None);
}

#[test]
fn accounts_that_have_too_little_are_shown_as_in_their_files() {
    let more = "developers = 90\naccounts = 4\nsizing = { safety = 1.2, peak_tpm = 9_000_000 }\n\
                quota = { opus = { tpm = 4_000_000 } }";
    let young: &[(&str, u64)] = &[
        (OPUS, 400_000),
        (HAIKU, 5 * M),
        (HAIKU_REQUESTS, 10),
        (ALL_DAY, 150 * M),
    ];
    let full: &[(&str, u64)] = &[
        (OPUS, 30 * M),
        (HAIKU, 5 * M),
        (HAIKU_REQUESTS, 10_000),
        (HAIKU_DAY, 10 * M),
        (ALL_DAY, 150 * M),
    ];
    let mut there = live(&[young, full]);
    for quota in there.read.values_mut().flat_map(|all| &mut all.0) {
        if quota.name == HAIKU_REQUESTS {
            quota.adjustable = false;
        }
    }
    there.unread.insert(
        here(3),
        Gap {
            cause: "servicequotas.ListServiceQuotas: AccessDeniedException".into(),
            hint: "give the access role servicequotas:ListServiceQuotas".into(),
        },
    );
    there.absent.push(here(4).0);
    check("scarce", &plan(more), Some(&there));
}

#[test]
fn a_team_that_has_enough_is_told_so() {
    let enough: &[(&str, u64)] = &[(OPUS, 30 * M), (HAIKU, 5 * M)];
    let there = live(&[enough, enough]);
    check(
        "enough",
        &plan("developers = 40\naccounts = 2"),
        Some(&there),
    );
}

fn check(case: &str, intent: &Intent, live: Option<&LiveQuotas>) {
    let capacity = capacity(intent, live);
    let style = |width| Style {
        width,
        ..Style::PLAIN
    };
    let json = report::json(&capacity, "org.toml", 0);
    documented::every_field(&json);
    let files = [
        (
            "capacity.txt",
            report::text(&capacity, "org.toml", style(80)),
        ),
        ("narrow.txt", report::text(&capacity, "org.toml", style(50))),
        ("capacity.md", report::markdown(&capacity, "org.toml")),
        ("capacity.json", format!("{json:#}\n")),
    ];
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/capacity");
    let folder = cases.join(case);
    for (name, text) in &files {
        is_as_kept(&folder.join(name), text);
        let width = if *name == "narrow.txt" { 50 } else { 80 };
        let mut wide = text.lines().filter(|line| line.chars().count() > width);
        if name.ends_with(".txt") {
            // The cause of a gap is AWS's.
            let found = wide.find(|line| !line.contains("Not known") && !line.contains("hint:"));
            assert_eq!(found, None, "{case}/{name}");
        }
    }
}

#[test]
fn offline_asks_nothing_of_aws() {
    let run = |args: &[&str]| {
        Command::new(env!("CARGO_BIN_EXE_bedrock-org"))
            .args(args)
            .env_clear()
            .env("HOME", "/nonexistent")
            .env("AWS_EC2_METADATA_DISABLED", "true")
            .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(".."))
            .output()
            .unwrap()
    };
    let json = run(&["capacity", "org.toml.example", "--offline", "--json"]);
    assert_eq!(json.status.code(), Some(0), "{json:?}");
    let json: Value = serde_json::from_slice(&json.stdout).unwrap();
    assert_eq!(
        (&json["source"], &json["exit_code"]),
        (&"plan".into(), &0.into())
    );

    let nobody = run(&["capacity", "org.toml.example"]);
    assert_eq!(nobody.status.code(), Some(1));
    let told = String::from_utf8_lossy(&nobody.stderr).into_owned();
    assert!(told.contains("--offline"), "{told}");
}

#[test]
fn accounts_that_are_alike_are_one_line() {
    let young: &[(&str, u64)] = &[(OPUS, 400_000), (HAIKU, 5 * M)];
    let full: &[(&str, u64)] = &[(OPUS, 30 * M), (HAIKU, 5 * M)];
    let mut accounts = vec![full; 40];
    accounts[1] = young;
    accounts[2..12].fill(young);
    accounts[30] = &[(OPUS, M), (HAIKU, 5 * M)];
    let there = live(&accounts);
    check(
        "many",
        &plan("developers = 400\naccounts = 40"),
        Some(&there),
    );
}
