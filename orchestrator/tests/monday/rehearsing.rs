//! Through the program, as its user runs it.

use std::path::PathBuf;

use serde_json::{Value, json};

use crate::access::documented;
use crate::command_line::stage::{Ran, command};
use crate::in_memory::EXAMPLE;

fn forty() -> PathBuf {
    let cases = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/cases/monday");
    cases.join("forty/org.toml")
}

/// A plan file of its own, gone when the test is over.
struct File(PathBuf);

impl File {
    fn new(name: &str, text: &str) -> Self {
        let name = format!("bedrock-org-monday-{name}-{}.toml", std::process::id());
        let path = std::env::temp_dir().join(name);
        std::fs::write(&path, text).unwrap();
        Self(path)
    }
}

impl Drop for File {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

fn ran(file: &std::path::Path, arguments: &[&str]) -> Ran {
    let mut command = command(&["rehearse"]);
    Ran::of(command.args(arguments).arg(file))
}

fn monday(ran: &Ran) -> Value {
    let mut lines = ran.json().into_iter();
    let found = lines.find(|line| line["kind"] == "rehearsed-monday");
    found.unwrap_or_else(|| panic!("{} {}", ran.out, ran.err))
}

#[test]
fn forty_developers_on_one_account_are_throttled_and_after_either_change_they_are_not() {
    let ran = ran(&forty(), &["--monday", "--json"]);
    let monday = monday(&ran);
    documented::every_field(&monday);
    assert_eq!(monday["developers"], 40);
    assert_eq!(monday["advice"], json!({ "accounts": 2, "tpm": 3_600_000 }));
    let mornings = monday["mornings"].as_array().unwrap();
    let [before, tokens, accounts] = &mornings[..] else {
        panic!("{mornings:?}");
    };

    assert_eq!(before["change"], Value::Null);
    assert_eq!(before["accounts"][0]["has_tpm"], 3_000_000);
    assert!(before["throttled"].as_u64().unwrap() > 20, "{before}");
    assert!(
        before["developers_throttled"].as_u64().unwrap() > 10,
        "{before}"
    );

    assert_eq!(tokens["change"], json!({ "tpm": 3_600_000 }));
    assert_eq!(tokens["accounts"].as_array().unwrap().len(), 1);
    assert_eq!(tokens["accounts"][0]["has_tpm"], 3_600_000);
    // AWS takes a day at the least.
    assert!(tokens["ready_after_seconds"].as_u64().unwrap() >= 86_400);

    assert_eq!(accounts["change"], json!({ "accounts": 2 }));
    let each = accounts["accounts"].as_array().unwrap();
    assert_eq!(each.len(), 2);
    for account in each {
        assert_eq!(account["has_tpm"], 3_000_000);
        assert!(account["developers"].as_u64().unwrap() > 10, "{account}");
    }

    for after in [tokens, accounts] {
        assert_eq!(after["throttled"], 0, "{after}");
        assert_eq!(after["refusals"], 0);
        assert_eq!(after["developers_throttled"], 0);
        // The same work.
        assert_eq!(after["calls"], monday["calls"]);
        assert_eq!(after["never_begun"], 0);
    }
    assert_eq!(monday["faults"], json!([]));
    assert_eq!(ran.code, 0, "{}", ran.err);
}

#[test]
fn the_same_seed_gives_the_same_monday() {
    let seven = || monday(&ran(&forty(), &["--monday", "--json", "--seed", "7"]));
    assert_eq!(seven(), seven());
}

#[test]
fn a_team_that_has_enough_is_not_throttled_and_is_told_how_many_more_may_come() {
    let file = File::new("enough", EXAMPLE);
    for (named, team) in [("--monday", "backend"), ("--monday=platform", "platform")] {
        let ran = ran(&file.0, &[named, "--json"]);
        let monday = monday(&ran);
        assert_eq!(monday["team"], team);
        let mornings = monday["mornings"].as_array().unwrap();
        assert_eq!(mornings.len(), 1);
        assert_eq!(mornings[0]["throttled"], 0);
        let room = &mornings[0]["accounts"][0]["room_for"];
        assert!(room.as_u64().unwrap() > 10, "{room}");
        assert_eq!(ran.code, 0, "{}", ran.err);
    }
}

#[test]
fn accounts_have_room_for_what_the_lot_makes_of_the_shares() {
    let plan = std::fs::read_to_string(forty()).unwrap();
    // Two accounts of 3M would do for even shares, and for no others.
    let tight = plan.replace("3_600_000", "5_900_000");
    let file = File::new("tight", &tight);
    let ran = ran(&file.0, &["--monday", "--json"]);
    let monday = monday(&ran);
    let mornings = monday["mornings"].as_array().unwrap();
    assert!(mornings[0]["throttled"].as_u64().unwrap() > 0);
    let spread = mornings.last().unwrap();
    assert_eq!(spread["accounts"].as_array().unwrap().len(), 3);
    assert_eq!(spread["throttled"], 0);
    assert_eq!(ran.code, 0, "{}", ran.err);
}

#[test]
fn a_model_that_is_too_scarce_for_any_number_of_accounts_is_asked_for() {
    let plan = std::fs::read_to_string(forty()).unwrap();
    // 200,000 tokens per minute by AWS's default.
    let scarce = plan.replace("opus-4-6-v1", "sonnet-4-20250514-v1:0");
    let file = File::new("scarce", &scarce);
    let ran = ran(&file.0, &["--monday", "--json"]);
    let monday = monday(&ran);
    let mornings = monday["mornings"].as_array().unwrap();
    assert_eq!(mornings.len(), 2);
    assert!(mornings[0]["given_up"].as_u64().unwrap() > 0);
    assert!(mornings[0]["never_begun"].as_u64().unwrap() > 0);
    assert_eq!(mornings[1]["throttled"], 0);
    assert_eq!(ran.code, 0, "{}", ran.err);
}

#[test]
fn what_cannot_be_rehearsed_is_said_at_once() {
    let wrong = ran(&forty(), &["--monday=frontend"]);
    assert_eq!(wrong.code, 1);
    assert_eq!(
        wrong.err,
        "error: the plan file has no team frontend\nhint: its teams are backend\n"
    );
    let both = ran(&forty(), &["--monday", "--faults", "light"]);
    assert_eq!(both.code, 1);
    assert!(both.err.contains("cannot be used with"), "{}", both.err);

    let plan = std::fs::read_to_string(forty()).unwrap();
    let (head, _) = plan.split_once("[use_case]").unwrap();
    let (_, team) = plan.split_once("[team.backend]").unwrap();
    let file = File::new("blocked", &format!("{head}[team.backend]{team}"));
    let ran = ran(&file.0, &["--monday"]);
    assert_eq!(ran.code, 3);
    assert!(ran.out.contains("Monday does not come"), "{}", ran.out);
}
