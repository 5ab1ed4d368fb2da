//! The written policies, compared with files. `UPDATE_GOLDEN=1` writes them anew.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::Path;

use bedrock_org::model::Intent;
use bedrock_org::plan::guardrail::{Guardrails, guardrails};
use bedrock_org::plan::operator;
use serde_json::Value;

use crate::golden;

use super::intent;

#[test]
fn the_example_is_written_as_in_its_files() {
    check("example", &intent::example());
}

#[test]
fn govcloud_has_a_partition_of_its_own() {
    let models = [("opus", "anthropic.claude-opus-5-5", "us-gov")];
    let teams: &[(&str, &[&str], &[&str])] = &[("defence", &["us-gov-west-1"], &["opus"])];
    check("govcloud", &intent::plan("us-gov-west-1", &models, teams));
}

#[test]
fn the_operators_policies_are_written_as_in_their_files() {
    let files = BTreeMap::from([
        (
            "read.json".to_owned(),
            operator::read_policy("CrossAccount").unwrap() + "\n",
        ),
        (
            "write.json".to_owned(),
            operator::write_policy("CrossAccount").unwrap() + "\n",
        ),
        (
            "money.json".to_owned(),
            operator::money_policy("CrossAccount").unwrap() + "\n",
        ),
    ]);
    compare("operator", &files);
}

fn check(case: &str, intent: &Intent) {
    let guardrails = guardrails(intent).unwrap();
    let mut files = BTreeMap::from([("overview.txt".to_owned(), overview(&guardrails))]);
    for (name, policy) in &guardrails.policies {
        let document: Value = serde_json::from_str(&policy.document).unwrap();
        let file = name
            .as_str()
            .trim_start_matches("bedrock-org/acme/")
            .replace('/', "_");
        files.insert(format!("{file}.json"), format!("{document:#}\n"));
    }
    compare(case, &files);
}

fn overview(guardrails: &Guardrails) -> String {
    let mut text = String::new();
    for (name, policy) in &guardrails.policies {
        let size = policy.document.len();
        writeln!(text, "{name} ({size} characters)\n  {}", policy.description).unwrap();
    }
    for (unit, policies) in &guardrails.attachments {
        writeln!(text, "\n{unit}").unwrap();
        for policy in policies {
            writeln!(text, "  {policy}").unwrap();
        }
    }
    text
}

#[track_caller]
fn compare(case: &str, files: &BTreeMap<String, String>) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/cases/guardrail")
        .join(case);
    if golden::are_written_anew() {
        drop(fs::remove_dir_all(&folder));
        fs::create_dir_all(&folder).unwrap();
        for (name, text) in files {
            fs::write(folder.join(name), text).unwrap();
        }
    }
    let read = |entry: std::io::Result<fs::DirEntry>| {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        (name, fs::read_to_string(entry.path()).unwrap())
    };
    let golden: BTreeMap<String, String> = fs::read_dir(&folder).unwrap().map(read).collect();
    let names = |files: &BTreeMap<String, String>| files.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(files), names(&golden), "the files of {case}");
    for (name, text) in files {
        assert_eq!(text, &golden[name], "{case}/{name}");
    }
}
