//! The files of templates and cases.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use bedrock_template::{Place, Template};
use serde::Deserialize;

/// `case.json`: a template, where its stack stands and what it is given.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    pub template: String,
    pub place: Place,
    /// A list stands for its items with commas between.
    values: BTreeMap<String, Given>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Given {
    Text(String),
    List(Vec<String>),
}

impl Case {
    pub fn values(&self) -> BTreeMap<String, String> {
        let text = |given: &Given| match given {
            Given::Text(text) => text.clone(),
            Given::List(items) => items.join(","),
        };
        let each = |(name, given): (&String, &Given)| (name.clone(), text(given));
        self.values.iter().map(each).collect()
    }
}

fn top() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/templates")
}

pub fn cases() -> BTreeMap<String, Case> {
    let read = |entry: std::io::Result<fs::DirEntry>| {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        let text = fs::read_to_string(entry.path().join("case.json")).unwrap();
        let case = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
        (name, case)
    };
    fs::read_dir(folder()).unwrap().map(read).collect()
}

/// The text of each file in stacksets/, by its name without `.yaml`.
pub fn texts() -> BTreeMap<String, String> {
    let read = |entry: std::io::Result<fs::DirEntry>| {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        (name, fs::read_to_string(&path).unwrap())
    };
    let folder = top().join("stacksets");
    fs::read_dir(folder).unwrap().map(read).collect()
}

pub fn template(name: &str) -> Template {
    Template::parse(&texts()[name]).unwrap_or_else(|error| panic!("{name}: {error}"))
}
