//! The JSON Schema and the reference page, which come from the keys that the reader knows.

use std::fs;
use std::path::Path;

use bedrock_org::report::plan_file_page;
use bedrock_org::spec::{self, Code, keys};
use serde_json::Value;

use crate::golden::is_as_kept;

use super::{cases, diagnostics};

/// What a schema can see: a shape, not what one line means for another.
const SEEN_BY_A_SCHEMA: &[Code] = &[
    Code::UnknownKey,
    Code::MissingKey,
    Code::WrongType,
    Code::OutOfRange,
    Code::UnknownWord,
    Code::UnknownProfile,
    Code::Retention,
    Code::GroupLength,
    Code::ClaimLength,
    Code::ModelAlias,
];

#[test]
fn generated_references_are_up_to_date() {
    let schema = format!("{:#}\n", spec::json_schema::schema());
    is_current("org.schema.json", &schema);
    is_current("plan-file.md", &plan_file_page::markdown());
}

#[test]
fn the_schema_admits_what_the_reader_admits() {
    let validates = validator();
    let mut tried = 0;
    for (name, text) in plans() {
        let Some(plan) = json(&text) else { continue };
        let found = diagnostics(text.as_bytes());
        if spec::read(&text).is_ok() {
            assert!(validates(&plan), "{name} is valid");
            tried += 1;
        }
        // A budget's own keys are enough for one and not for the other when the default is merged.
        let merged = name.starts_with("missing-monthly") || name.starts_with("missing-models-of");
        if found.iter().any(|one| SEEN_BY_A_SCHEMA.contains(&one.code)) && !merged {
            assert!(
                !validates(&plan),
                "{name} has a mistake that a schema can see"
            );
            tried += 1;
        }
    }
    assert!(tried > 20, "{tried}");
}

/// A date is a value that no key takes, so whoever reads the key complains.
#[test]
fn every_key_of_the_schema_is_read() {
    let example = include_str!("../../../org.toml.example");
    let example: toml::Table = toml::from_str(example).unwrap();
    let mut paths = Vec::new();
    leaves(&keys::PLAN, &[], &mut paths);
    assert!(paths.len() > 40, "{}", paths.len());
    for path in paths {
        let mut plan = toml::Value::Table(example.clone());
        set(
            &mut plan,
            &path,
            "1979-05-27".parse::<toml::value::Datetime>().unwrap(),
        );
        let text = toml::to_string(&plan).unwrap();
        let found = diagnostics(text.as_bytes());
        let told = found
            .iter()
            .any(|one| one.code == Code::WrongType && text[one.span()].contains("1979-05-27"));
        assert!(told, "{} is not read: {found:?}", path.join("."));
    }
}

fn leaves(table: &'static keys::Table, path: &[&str], found: &mut Vec<Vec<String>>) {
    for key in table.keys {
        let mut path = path.to_vec();
        path.push(key.name);
        found.push(path.iter().map(ToString::to_string).collect());
        match &key.shape {
            keys::Shape::Table(inner) => leaves(inner, &path, found),
            keys::Shape::Named(inner) => {
                path.push(match key.name {
                    "team" => "platform",
                    _ => "opus",
                });
                leaves(inner, &path, found);
            }
            _ => {}
        }
    }
}

fn set(plan: &mut toml::Value, path: &[String], date: toml::value::Datetime) {
    let (last, tables) = path.split_last().unwrap();
    let mut table = plan.as_table_mut().unwrap();
    for name in tables {
        let empty = toml::Value::Table(toml::Table::new());
        table = table.entry(name).or_insert(empty).as_table_mut().unwrap();
    }
    table.insert(last.clone(), toml::Value::Datetime(date));
}

#[test]
fn the_profiles_of_the_schema_are_those_that_are_known() {
    let known: Vec<&str> = bedrock_org::model::geography::profiles().collect();
    assert_eq!(keys::PROFILES, known);
}

fn is_current(file: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../docs/reference")
        .join(file);
    is_as_kept(&path, text);
}

fn validator() -> impl Fn(&Value) -> bool {
    let mut schemas = boon::Schemas::new();
    let mut compiler = boon::Compiler::new();
    compiler
        .add_resource("org.schema.json", spec::json_schema::schema())
        .unwrap();
    let index = compiler.compile("org.schema.json", &mut schemas).unwrap();
    move |plan| schemas.validate(plan, index).is_ok()
}

fn plans() -> Vec<(String, String)> {
    let mut plans: Vec<(String, String)> = cases()
        .iter()
        .filter_map(|folder| {
            let text = fs::read_to_string(folder.join("org.toml")).ok()?;
            let name = folder.file_name()?.to_str()?.to_owned();
            Some((name, text))
        })
        .collect();
    let example = include_str!("../../../org.toml.example");
    plans.push(("the example".to_owned(), example.to_owned()));
    plans
}

fn json(text: &str) -> Option<Value> {
    let plan: toml::Table = toml::from_str(text).ok()?;
    serde_json::to_value(plan).ok()
}
