//! The reference page of the plan file, from the table of its keys.

use std::fmt::Write;

use crate::spec::keys::{self, Key, Presence, Shape, Table};

const INTRODUCTION: &str = include_str!("plan_file_page.md");

/// `docs/reference/plan-file.md`
pub fn markdown() -> String {
    let mut page = INTRODUCTION.to_owned();
    tables(&keys::PLAN, "", &mut page);
    page
}

/// A section for each table, in the order of the file.
fn tables(table: &Table, path: &str, page: &mut String) {
    for key in table.keys {
        let (inner, named) = match &key.shape {
            Shape::Table(inner) => (inner, false),
            Shape::Named(inner) => (inner, true),
            _ => continue,
        };
        let path = match (path, named) {
            ("", false) => key.name.to_owned(),
            ("", true) => format!("{}.NAME", key.name),
            (path, false) => format!("{path}.{}", key.name),
            (path, true) => format!("{path}.{}.MODEL", key.name),
        };
        // What a team may say of its budget is what the default may say.
        let told = path.starts_with("team.") && !path.contains("quota") && path != "team.NAME";
        if !told {
            section(key, inner, &path, page);
        }
        tables(inner, &path, page);
    }
}

fn section(key: &Key, table: &Table, path: &str, page: &mut String) {
    let shared = match path {
        "defaults.budget" | "defaults.monitoring" | "defaults.sizing" => {
            format!(", `[{}]`", path.replace("defaults", "team.NAME"))
        }
        _ => String::new(),
    };
    // Writing to a String does not fail.
    let _ = write!(
        page,
        "\n## `[{path}]`{shared}\n\n{}\n\n| key | value | when left out | |\n|---|---|---|---|\n",
        key.about
    );
    for key in table.keys {
        let otherwise = match key.presence {
            Presence::Required => "**required**",
            Presence::Optional(otherwise) => otherwise,
        };
        let _ = writeln!(
            page,
            "| `{}` | {} | {} | {}{} |",
            key.name,
            kind(&key.shape),
            cell(otherwise),
            cell(key.about),
            example(key)
        );
    }
}

fn kind(shape: &Shape) -> String {
    match shape {
        Shape::Text(_) => "text".to_owned(),
        Shape::Number { least, most } => format!("{least} to {most}"),
        Shape::Factor { least, most } => format!("{least} to {most}, with a fraction or without"),
        Shape::Flag => "`true` or `false`".to_owned(),
        Shape::Word(words) => quoted(words),
        Shape::FlagOrWord(word) => format!("`true`, `false` or `\"{word}\"`"),
        Shape::Percentages => format!(
            "list of {} to {}",
            keys::PERCENT.start(),
            keys::PERCENT.end()
        ),
        Shape::RetentionDays => {
            let days: Vec<String> = keys::RETENTION_DAYS.iter().map(u32::to_string).collect();
            format!("one of {}", days.join(", "))
        }
        Shape::List { .. } => "list of texts".to_owned(),
        Shape::OneOrList(_) => "text, or list of texts".to_owned(),
        Shape::Ports => format!("list of {} to {}", keys::PORTS.start(), keys::PORTS.end()),
        Shape::Tags => "table of texts".to_owned(),
        Shape::Table(_) | Shape::Named(_) => "table".to_owned(),
    }
}

fn quoted(words: &[&str]) -> String {
    let words: Vec<String> = words.iter().map(|word| format!("`\"{word}\"`")).collect();
    words.join(", ")
}

fn example(key: &Key) -> String {
    if key.example.is_empty() {
        return String::new();
    }
    format!(" For example `{}`.", cell(key.example))
}

/// A table's cell ends at a bar.
fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}
