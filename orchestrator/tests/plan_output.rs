//! What a plan looks like to those who read it.
//!
//! Each folder of `cases/plan` is a plan file, an organization, and what is said of the two:
//!
//! - `org.toml` the plan file;
//! - `live.json` the organization, as [`Org`] on paper. A policy without a `document` has the text
//!   that the plan file asks for, and so it is with its description, so that a case shows only what
//!   it is about;
//! - `request.json`, where the case needs it: what was asked for, and where the plan is shown;
//! - `plan.txt`, `plan.md`, `plan.json`, or `error.txt` where there is no plan.
//!
//! A new case is a new folder; `UPDATE_GOLDEN=1` writes what is said now.

#[path = "plan_output/case.rs"]
mod case;
#[path = "plan_output/markdown.rs"]
mod markdown;
#[path = "plan_output/width.rs"]
mod width;

use std::collections::BTreeMap;
use std::fs;

use bedrock_org::report::{Style, failure, plan_json, plan_markdown, plan_text};

use case::Case;

use crate::golden;

const RENDERED: [&str; 4] = ["plan.txt", "plan.md", "plan.json", "error.txt"];

#[test]
fn every_case_is_shown_as_in_its_files() {
    let mut wrong = Vec::new();
    for case in Case::all() {
        let shown = shown(&case);
        if golden::are_written_anew() {
            for name in RENDERED {
                drop(fs::remove_file(case.folder.join(name)));
            }
            for (name, text) in &shown {
                fs::write(case.folder.join(name), text).unwrap();
            }
        }
        for name in RENDERED {
            let golden = fs::read_to_string(case.folder.join(name)).ok();
            if shown.get(name) != golden.as_ref() {
                let now = shown.get(name).map_or("nothing", String::as_str);
                wrong.push(format!("{}/{name} is now:\n{now}", case.name()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A template's digest, and that of an organization which has it, say nothing to a reader, and would
/// change in every case with every word of a template.
fn without_digests(json: &str) -> String {
    let masked = json.lines().map(|line| {
        let key = ["\"template\": \"sha256:", "\"fingerprint\": \""]
            .into_iter()
            .find_map(|key| Some(&line[..line.find(key)? + key.len()]));
        match key {
            Some(key) => format!("{key}...\"{}", if line.ends_with(',') { "," } else { "" }),
            None => line.to_owned(),
        }
    });
    let masked: Vec<String> = masked.collect();
    masked.join("\n") + "\n"
}

/// The files of a case by their names.
fn shown(case: &Case) -> BTreeMap<&'static str, String> {
    match case.plan() {
        Ok(plan) => {
            let json = plan_json::plan(&plan, "org.toml", 0);
            BTreeMap::from([
                ("plan.txt", plan_text::plan(&plan, "org.toml", case.style())),
                ("plan.md", plan_markdown::plan(&plan, "org.toml")),
                ("plan.json", without_digests(&format!("{json:#}\n"))),
            ])
        }
        Err(refusal) => {
            let hint = refusal.hint();
            let text = failure::text(&refusal.to_string(), hint.as_deref(), Style::PLAIN);
            BTreeMap::from([("error.txt", text)])
        }
    }
}
