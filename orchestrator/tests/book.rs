//! What the book says of the program, held against the program.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use bedrock_org::cli::Cli;
use bedrock_org::model::limits;
use bedrock_org::plan::{self, Observation, Request, operator};
use bedrock_org::report::plan_json;
use bedrock_org::spec;
use clap::Parser as _;
use serde_json::Value;

fn top() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

struct Page {
    path: PathBuf,
    text: String,
}

impl Page {
    fn read(path: &str) -> Self {
        let path = top().join(path);
        let text = fs::read_to_string(&path).unwrap();
        Self { path, text }
    }
}

fn pages() -> Vec<Page> {
    let mut pages = vec![Page::read("README.md"), Page::read("CHANGELOG.md")];
    let mut open = vec![top().join("docs")];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|ending| ending == "md") {
                let text = fs::read_to_string(&path).unwrap();
                pages.push(Page { path, text });
            }
        }
    }
    assert!(pages.len() > 15, "the book is not where it was");
    pages
}

/// The targets of `[text](target)` and of pictures that are files of this repository, with their anchors.
fn links(text: &str) -> Vec<&str> {
    let after = |begin: &'static str, end: char| {
        text.match_indices(begin)
            .filter_map(move |(at, begin)| text[at + begin.len()..].split(end).next())
    };
    after("](", ')')
        .chain(after(" src=\"", '"'))
        .chain(after(" srcset=\"", '"'))
        .filter(|target| !target.contains("://"))
        .collect()
}

/// As GitHub makes anchors of headings.
fn anchors(text: &str) -> BTreeSet<String> {
    text.lines()
        .filter(|line| line.starts_with('#'))
        .map(|line| {
            line.trim_start_matches('#')
                .trim()
                .to_lowercase()
                .chars()
                .filter(|c| c.is_alphanumeric() || " -_".contains(*c))
                .map(|c| if c == ' ' { '-' } else { c })
                .collect()
        })
        .collect()
}

#[test]
fn every_link_leads_somewhere() {
    let mut broken = Vec::new();
    for page in pages() {
        for link in links(&page.text) {
            let (file, anchor) = link.split_once('#').unwrap_or((link, ""));
            let target = match file {
                "" => page.path.clone(),
                file => page.path.parent().unwrap().join(file),
            };
            let leads = match fs::read_to_string(&target) {
                Ok(text) => anchor.is_empty() || anchors(&text).contains(anchor),
                // Folders, and pictures.
                Err(_) => anchor.is_empty() && target.exists(),
            };
            if !leads {
                broken.push(format!("{}: {link}", page.path.display()));
            }
        }
    }
    assert!(broken.is_empty(), "{broken:#?}");
}

#[test]
fn every_page_is_on_the_map() {
    let map = Page::read("docs/README.md");
    let on_it: BTreeSet<PathBuf> = links(&map.text)
        .into_iter()
        .filter_map(|link| top().join("docs").join(link).canonicalize().ok())
        .collect();
    for page in pages() {
        let path = page.path.canonicalize().unwrap();
        let in_docs = path.starts_with(top().join("docs").canonicalize().unwrap());
        if in_docs && path.file_name().unwrap() != "README.md" {
            assert!(on_it.contains(&path), "{} is not", path.display());
        }
    }
}

/// The command lines of this program in code blocks.
fn commands(text: &str) -> Vec<String> {
    let mut commands = Vec::new();
    for (index, block) in text.split("```").enumerate() {
        if index % 2 == 0 {
            continue;
        }
        for line in block.replace("\\\n", " ").lines() {
            let line = line.trim_start_matches([' ', '$']);
            let line = line.strip_prefix("- run: ").unwrap_or(line);
            let Some(rest) = line
                .strip_prefix("bedrock-org ")
                .or_else(|| line.split_once("-p bedrock-org -- ").map(|(_, rest)| rest))
            else {
                continue;
            };
            let end = [" > ", " | ", " || ", " && ", " # ", " &"]
                .iter()
                .filter_map(|mark| rest.find(mark))
                .min();
            commands.push(rest[..end.unwrap_or(rest.len())].trim().to_owned());
        }
    }
    commands
}

#[test]
fn every_command_in_the_book_is_one() {
    let mut seen = 0;
    for page in pages() {
        // Generated, with placeholders, by another test.
        if page.path.ends_with("reference/cli.md") {
            continue;
        }
        for command in commands(&page.text) {
            let words = command
                .split_whitespace()
                .map(|word| word.trim_matches('"'));
            let parsed = Cli::try_parse_from(std::iter::once("bedrock-org").chain(words));
            assert!(
                parsed.is_ok(),
                "{}: bedrock-org {command}\n{}",
                page.path.display(),
                parsed.err().unwrap()
            );
            seen += 1;
        }
    }
    assert!(seen > 10, "only {seen} commands were found");
}

#[test]
fn the_page_of_limits_has_every_published_rate() {
    let page = Page::read("docs/reference/limits.md");
    for limit in limits::published() {
        let row = format!(
            "| `{}` | {} | {} |",
            limit.operation, limit.per_second, limit.burst
        );
        assert!(page.text.contains(&row), "{row} is missing");
    }
    let rates = page.text.split("\n## ").nth(1).unwrap();
    let rows = rates.lines().filter(|line| line.starts_with("| `"));
    assert_eq!(rows.count(), limits::published().len());
}

#[test]
fn the_page_of_permissions_has_every_action() {
    let page = Page::read("docs/reference/permissions.md");
    let (reading, writing) = page.text.split_once("## What writing needs").unwrap();
    let reads = actions(&operator::read_policy("AnyRole").unwrap());
    let mut writes = actions(&operator::write_policy("AnyRole").unwrap());
    writes.extend(actions(&operator::money_policy("AnyRole").unwrap()));
    for action in &reads {
        assert!(reading.contains(&format!("`{action}`")), "{action}");
    }
    for action in writes.difference(&reads) {
        assert!(writing.contains(&format!("`{action}`")), "{action}");
    }
    for word in page.text.split('`').skip(1).step_by(2) {
        let service = word.split(':').next().unwrap();
        let is_action = [
            "organizations",
            "cloudformation",
            "sts",
            "iam",
            "servicequotas",
            "budgets",
            "ce",
        ]
        .contains(&service)
            && word.contains(':');
        assert!(
            !is_action || writes.contains(word),
            "{word} is in no policy"
        );
    }
}

fn actions(policy: &str) -> BTreeSet<String> {
    let policy: Value = serde_json::from_str(policy).unwrap();
    let statements = policy["Statement"].as_array().unwrap();
    let actions = statements.iter().map(|statement| &statement["Action"]);
    actions
        .flat_map(|action| match action {
            Value::Array(all) => all.clone(),
            one => vec![one.clone()],
        })
        .map(|action| action.as_str().unwrap().to_owned())
        .collect()
}

/// Every shift of a second would change a journey's times, so numbers may differ.
#[test]
fn the_journeys_in_the_book_are_what_is_printed() {
    let printed: BTreeSet<String> = rehearse(&[]).lines().map(without_numbers).collect();
    let mut seen = 0;
    for path in ["README.md", "docs/tutorial/first-rehearsal.md"] {
        let page = Page::read(path).text;
        for block in page.split("```text\n").skip(1) {
            let block = block.split("```").next().unwrap();
            if block.contains("error:") {
                continue;
            }
            for line in block.lines().filter(|line| *line != "...") {
                let told = printed.contains(&without_numbers(line));
                assert!(told, "{path} shows what is not printed: {line}");
                seen += 1;
            }
        }
    }
    assert!(seen > 15, "only {seen} lines were found");
}

fn without_numbers(line: &str) -> String {
    let kept: String = line.chars().filter(|c| !c.is_ascii_digit()).collect();
    kept.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn rehearse(more: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_bedrock-org"))
        .args(["rehearse", "org.toml.example"])
        .args(more)
        .current_dir(top())
        .output()
        .unwrap();
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn the_page_of_json_has_every_field() {
    let page = Page::read("docs/reference/json.md").text;
    let example = fs::read_to_string(top().join("org.toml.example")).unwrap();
    let intent = spec::read(&example).unwrap().intent;
    let plan = plan::make(&intent, &Observation::default(), &Request::default()).unwrap();
    let rehearsal = rehearse(&["--json"]);
    let mut objects = vec![plan_json::plan(&plan, "org.toml", 0)];
    for line in rehearsal.lines() {
        objects.push(serde_json::from_str(line).unwrap());
    }
    assert!(objects.len() > 50, "only {} objects", objects.len());
    for object in &objects {
        let changes = object["changes"].as_array().into_iter().flatten();
        for fields in changes.chain([object]).filter_map(Value::as_object) {
            for (field, value) in fields {
                assert!(page.contains(&format!("`{field}`")), "{field} of {object}");
                if let Some(word) = value.as_str()
                    && ["event", "kind", "action"].contains(&field.as_str())
                {
                    let known = [format!("`{word}`"), format!("`\"{word}\"`")];
                    assert!(known.iter().any(|one| page.contains(one)), "{word}");
                }
            }
        }
    }
}
