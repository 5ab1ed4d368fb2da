//! The house's rules for its own source tree: which room may know what, and what is in no room.
//!
//! Each rule is a function of one source file, so that it is also tried on text that breaks it.

mod rules;
mod source;

use std::collections::BTreeSet;

use rules::{Finding, Rule};
use source::Source;

/// Every finding of `rule`, shown with its file and line.
fn hold(rule: Rule, sources: &[Source]) {
    let findings: Vec<Finding> = sources.iter().flat_map(rule).collect();
    assert!(findings.is_empty(), "\n{}", rules::listed(&findings));
}

/// Whether `rule` objects to `text`, were it the file `path`.
fn objects(rule: Rule, path: &str, text: &str) -> bool {
    !rule(&Source::new(path, text)).is_empty()
}

#[test]
fn the_tree_is_found() {
    let rust = source::rust();
    let named = |path: &str| rust.iter().any(|source| source.path == path);
    assert!(named("orchestrator/src/plan/mod.rs"));
    assert!(named("orchestrator/src/report/mod.rs"));
    assert!(named("orchestrator/tests/rooms.rs"));
}

#[test]
fn only_aws_imports_an_sdk() {
    hold(rules::sdk, &source::rust());
    let uses = "use aws_sdk_sts::Client;\n";
    assert!(objects(rules::sdk, "orchestrator/src/execute/mod.rs", uses));
    assert!(!objects(rules::sdk, "orchestrator/src/aws/call.rs", uses));
    let told = "//! Speaks of aws_sdk_sts, and of \"aws_config\".\n";
    assert!(!objects(rules::sdk, "orchestrator/src/plan/mod.rs", told));
}

#[test]
fn only_report_prints() {
    hold(rules::printing, &source::rust());
    for text in [
        "fn f() { println!(\"x\") }",
        "fn f() { eprint!(\"x\") }",
        "use std::io::stdout;",
        "fn f() { std::io::stderr().lock() }",
        "use indicatif::ProgressBar;",
    ] {
        assert!(
            objects(rules::printing, "orchestrator/src/plan/mod.rs", text),
            "{text}"
        );
        assert!(!objects(
            rules::printing,
            "orchestrator/src/report/mod.rs",
            text
        ));
    }
}

#[test]
fn plan_and_spec_are_pure() {
    hold(rules::purity, &source::rust());
    for text in [
        "pub async fn f() {}",
        "fn f() { g().await }",
        "fn f() { std::env::var(\"HOME\") }",
        "use std::time::SystemTime;",
        "fn f() { Instant::now() }",
        "use tokio::sync::Mutex;",
        "fn f() { std::fs::read(\"x\") }",
    ] {
        for room in ["plan", "spec", "model"] {
            let path = format!("orchestrator/src/{room}/mod.rs");
            assert!(objects(rules::purity, &path, text), "{text} in {room}");
        }
        assert!(!objects(
            rules::purity,
            "orchestrator/src/execute/mod.rs",
            text
        ));
    }
    let fine = "use std::time::Duration; const AWAITS: &str = \"async .await\"; fn awaited() {}";
    assert!(!objects(
        rules::purity,
        "orchestrator/src/plan/mod.rs",
        fine
    ));
}

#[test]
fn only_command_decides_exit_codes() {
    hold(rules::exit_codes, &source::rust());
    let exits = "fn f() { std::process::exit(1) }";
    assert!(objects(
        rules::exit_codes,
        "orchestrator/src/aws/call.rs",
        exits
    ));
    let returns = "fn f() -> ExitCode { ExitCode::SUCCESS }";
    assert!(objects(
        rules::exit_codes,
        "orchestrator/src/report/mod.rs",
        returns
    ));
    assert!(!objects(
        rules::exit_codes,
        "orchestrator/src/main.rs",
        returns
    ));
}

#[test]
fn rooms_know_only_the_rooms_before_them() {
    hold(rules::neighbours, &source::rust());
    let knows = "use crate::aws::Aws;";
    for room in ["model", "spec", "plan", "execute", "report"] {
        let path = format!("orchestrator/src/{room}/mod.rs");
        assert!(objects(rules::neighbours, &path, knows), "{room}");
    }
    assert!(!objects(
        rules::neighbours,
        "orchestrator/src/command/apply.rs",
        knows
    ));
    let several = "use crate::{model::Org, report};";
    assert!(objects(
        rules::neighbours,
        "orchestrator/src/plan/mod.rs",
        several
    ));
}

#[test]
fn no_file_is_too_long_to_read() {
    hold(rules::length, &source::rust());
    let long = "\n".repeat(rules::LONGEST_FILE + 1);
    assert!(objects(
        rules::length,
        "orchestrator/src/plan/mod.rs",
        &long
    ));
}

#[test]
fn nothing_is_left_to_do() {
    hold(rules::unfinished, &source::all());
    for word in rules::UNFINISHED {
        let text = format!("fn f() {{}} // {}", word.concat());
        assert!(objects(rules::unfinished, "tests/run", &text), "{text}");
    }
}

#[test]
fn every_policy_and_every_template_is_embedded() {
    let ours = |path: &String| path.starts_with("policies/") || path.starts_with("stacksets/");
    let product = |source: &Source| source.path.contains("/src/");
    let embedded: BTreeSet<String> = source::rust()
        .iter()
        .filter(|source| product(source))
        .flat_map(rules::embedded)
        .filter(ours)
        .collect();
    let files: BTreeSet<String> = source::all()
        .into_iter()
        .map(|source| source.path)
        .filter(ours)
        .collect();
    assert!(files.len() >= 9, "{files:?}");
    assert_eq!(files, embedded);
}
