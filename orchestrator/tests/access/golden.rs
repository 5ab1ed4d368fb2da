//! What is shown, compared with files.

use std::path::Path;

use bedrock_org::report::{Style, access};

use crate::golden::is_as_kept;
use crate::in_memory;

use super::documented;
use super::stage::Stage;

#[test]
fn the_example_is_shown_as_in_its_files() {
    let asked = ["bedrock-backend", "bedrock-data"];
    check("example", &Stage::example().asking(&asked));
}

#[test]
fn leaks_are_shown_as_in_their_files() {
    let classic = ("AllowClassicFlow: false", "AllowClassicFlow: true");
    let rule = ("Value: !Ref Group", "Value: bedrock-");
    let stage = Stage::example().template(classic.0, classic.1);
    check("leaks", &stage.template(rule.0, rule.1));
}

/// Fifty teams of two accounts.
#[test]
fn many_teams_are_told_in_few_lines() {
    let teams: String = (0..50)
        .map(|n| {
            format!("[team.t{n:02}]\ngroup = \"group-{n:02}\"\ndevelopers = 20\naccounts = 2\n")
        })
        .collect();
    let (head, _) = in_memory::EXAMPLE.split_once("[team.platform]").unwrap();
    let head = head
        .lines()
        .filter(|line| !line.starts_with("opus") && !line.starts_with("sonnet-eu"));
    let head: Vec<&str> = head.collect();
    let intent = in_memory::intent(&format!("{}\n{teams}", head.join("\n")));
    let text = |stage: &Stage| access::text(&stage.access(), "as planned", Style::PLAIN);
    let well = text(&Stage::of(intent.clone()));
    let expected = "51 people: all of their own, refused everywhere else";
    assert!(well.lines().any(|line| line == expected), "{well}");
    let open = Stage::of(intent).template("Value: !Ref Group", "Value: group-0");
    let open = text(&open);
    assert!(
        open.lines()
            .any(|line| line == "t07  8 of 8 calls in 2 accounts; LEAK in 98 accounts"),
        "{open}"
    );
    assert!(open.contains("and 80 more: --json has them all"), "{open}");
}

fn check(case: &str, stage: &Stage) {
    let style = Style {
        width: 80,
        ..Style::PLAIN
    };
    let access = stage.access();
    let source = "as org.toml would have it";
    let json = access::json(&access, "planned", "org.toml", 0);
    documented::every_field(&json);
    let files = [
        ("access.txt", access::text(&access, source, style)),
        ("explained.txt", access::explained(&access, style)),
        ("access.json", format!("{json:#}\n")),
    ];
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/access");
    let folder = cases.join(case);
    for (name, text) in &files {
        is_as_kept(&folder.join(name), text);
        // A name may be longer than a line.
        let wide = text.lines().filter(|line| line.chars().count() > 80);
        let wide = wide.filter(|line| line.trim().contains(' '));
        if name.ends_with(".txt") {
            assert_eq!(
                wide.collect::<Vec<_>>(),
                Vec::<&str>::new(),
                "{case}/{name}"
            );
        }
    }
}
