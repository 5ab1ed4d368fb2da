//! `check` and `schema`, and how they end.

use std::fs;
use std::path::{Path, PathBuf};

use bedrock_org::cli;
use bedrock_org::command::{self, Ended};
use serde_json::Value;

use super::PLAIN;

#[test]
fn a_valid_file_ends_with_0_and_says_what_it_holds() {
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("../org.toml.example");
    let ended = check(&example, false);
    assert_eq!((ended.code, ended.err.as_str()), (0, ""));
    let said = ended.out.strip_prefix(&example.display().to_string());
    assert_eq!(said, Some(" is valid: 5 teams, 6 accounts, 4 models\n"));
}

#[test]
fn an_invalid_file_ends_with_4_and_its_mistakes_on_standard_error() {
    let ended = check(&case("many-mistakes"), false);
    assert_eq!((ended.code, ended.out.as_str()), (4, ""));
    assert!(
        ended.err.contains("22 mistakes and 2 warnings in"),
        "{}",
        ended.err
    );
}

#[test]
fn json_has_the_place_of_every_mistake() {
    let ended = check(&case("group-twice"), true);
    assert_eq!((ended.code, ended.err.as_str()), (4, ""));
    let object: Value = serde_json::from_str(&ended.out).unwrap();
    assert_eq!(
        (&object["valid"], &object["mistakes"]),
        (&false.into(), &1.into())
    );
    let one = &object["diagnostics"][0];
    assert_eq!(
        (&one["code"], &one["severity"]),
        (&"group-twice".into(), &"error".into())
    );
    let place = ["line", "column", "end_line", "end_column"].map(|key| one[key].as_u64().unwrap());
    assert_eq!(place, [19, 9, 19, 18]);
    assert_eq!(one["related"][0]["line"], 14);
    assert!(one["help"].is_string());
}

#[test]
fn columns_count_characters_and_not_the_byte_order_mark() {
    let ended = check(&case("shown-non-ascii"), true);
    let object: Value = serde_json::from_str(&ended.out).unwrap();
    assert_eq!(object["diagnostics"][1]["column"], 39);
    let ended = check(&case("shown-bom-first-line"), true);
    let object: Value = serde_json::from_str(&ended.out).unwrap();
    assert_eq!(object["diagnostics"][0]["column"], 16);
}

#[test]
fn a_file_that_cannot_be_read_ends_with_1_and_a_hint() {
    let ended = check(Path::new("no/such/org.toml"), false);
    assert_eq!(ended.code, 1);
    assert!(
        ended
            .err
            .starts_with("error: could not read no/such/org.toml: "),
        "{}",
        ended.err
    );
    assert!(
        ended
            .err
            .ends_with("hint: `bedrock-org init` writes a plan file\n"),
        "{}",
        ended.err
    );
    let ended = check(Path::new(env!("CARGO_MANIFEST_DIR")), false);
    assert_eq!(ended.code, 1);
    assert!(
        ended.err.contains("hint: give the file itself"),
        "{}",
        ended.err
    );
}

#[test]
fn an_endless_file_is_refused_without_reading_it_to_its_end() {
    let ended = check(Path::new("/dev/zero"), false);
    assert_eq!(ended.code, 4);
    assert!(ended.err.contains("larger than"), "{}", ended.err);
}

#[test]
fn load_hands_over_the_meaning_and_the_warnings() {
    let loaded = command::load(&case("no-developers"), PLAIN).unwrap();
    assert_eq!(loaded.intent.teams.len(), 1);
    assert!(
        loaded.warnings.contains("1 warning in"),
        "{}",
        loaded.warnings
    );
    let ended = command::load(&case("twice"), PLAIN).unwrap_err();
    assert_eq!(ended.code, 4);
}

#[test]
fn schema_prints_one_json_document() {
    let ended = command::schema::run();
    let schema: Value = serde_json::from_str(&ended.out).unwrap();
    assert_eq!((ended.code, &schema["type"]), (0, &"object".into()));
}

fn check(file: &Path, json: bool) -> Ended {
    let plan_file = cli::PlanFile {
        file: file.to_owned(),
    };
    command::check::run(&cli::Check { plan_file, json }, PLAIN)
}

fn case(name: &str) -> PathBuf {
    let file = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/cases/plan-file")
        .join(name)
        .join("org.toml");
    assert!(fs::exists(&file).unwrap(), "{name}");
    file
}
