//! `check` and `schema`, and how they end.

use std::fs;
use std::path::{Path, PathBuf};

use bedrock_org::cli;
use bedrock_org::command::{self, Ended};
use bedrock_org::report::diagnostic::{self, Look, Source, Style};
use bedrock_org::spec;
use serde_json::Value;

use super::PLAIN;

#[test]
fn a_valid_file_ends_with_0_and_says_what_it_holds() {
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("../org.toml.example");
    let ended = check(&example, false);
    assert_eq!((ended.exit.code(), ended.err.as_str()), (0, ""));
    let said = ended.out.strip_prefix(&example.display().to_string());
    assert_eq!(said, Some(" is valid: 5 teams, 6 accounts, 4 models\n"));
}

#[test]
fn an_invalid_file_ends_with_4_and_its_mistakes_on_standard_error() {
    let ended = check(&case("many-mistakes"), false);
    assert_eq!((ended.exit.code(), ended.out.as_str()), (4, ""));
    assert!(
        ended.err.contains("22 mistakes and 2 warnings in"),
        "{}",
        ended.err
    );
}

#[test]
fn json_has_the_place_of_every_mistake() {
    let ended = check(&case("group-twice"), true);
    assert_eq!((ended.exit.code(), ended.err.as_str()), (4, ""));
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
    assert_eq!(ended.exit.code(), 1);
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
    assert_eq!(ended.exit.code(), 1);
    assert!(
        ended.err.contains("hint: give the file itself"),
        "{}",
        ended.err
    );
}

#[test]
fn an_endless_file_is_refused_without_reading_it_to_its_end() {
    let ended = check(Path::new("/dev/zero"), false);
    assert_eq!(ended.exit.code(), 4);
    assert!(ended.err.contains("larger than"), "{}", ended.err);
}

#[test]
fn a_terminal_gets_colour_and_a_pipe_plain_ascii() {
    let source = Source {
        name: "org.toml",
        text: "nme = 1\n",
    };
    let Err(diagnostics) = spec::read(source.text) else {
        panic!("it has a mistake")
    };
    let shown = |style| diagnostic::text(source, &diagnostics, Look { style, width: 80 });
    assert!(shown(Style::Terminal).contains("\u{1b}[31m"));
    assert!(shown(Style::Plain).is_ascii());
    assert!(!shown(Style::Plain).contains('\u{1b}'));
}

#[test]
fn no_line_is_wider_than_the_terminal_but_for_a_label() {
    let text = fs::read_to_string(case("shown-long-line")).unwrap();
    let source = Source {
        name: "org.toml",
        text: &text,
    };
    let diagnostics = spec::read(&text).unwrap_err();
    for width in [60, 80, 120] {
        let look = Look {
            style: Style::Plain,
            width,
        };
        let shown = diagnostic::text(source, &diagnostics, look);
        let lines = shown.lines().filter(|line| !line.contains("`--"));
        let widest = lines.map(str::len).max().unwrap();
        assert!(widest <= width, "{widest} of {width}:\n{shown}");
    }
}

#[test]
fn schema_prints_one_json_document() {
    let ended = command::schema::run();
    let schema: Value = serde_json::from_str(&ended.out).unwrap();
    assert_eq!((ended.exit.code(), &schema["type"]), (0, &"object".into()));
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
