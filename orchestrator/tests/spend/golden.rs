//! What is shown, compared with files.

use std::fs;

use bedrock_org::report::{Style, spend};
use serde_json::Value;

use crate::golden::is_as_kept;

use super::case::Case;

#[test]
fn every_case_is_shown_as_in_its_files() {
    for case in Case::all() {
        let report = case.report();
        let style = |width| Style {
            width,
            ..Style::PLAIN
        };
        let json = spend::json(&report, "org.toml", 0);
        let files = [
            ("report.txt", spend::text(&report, style(80))),
            ("narrow.txt", spend::text(&report, style(40))),
            ("report.csv", spend::csv(&report)),
            ("report.json", format!("{json:#}\n")),
        ];
        for (name, text) in files {
            let path = case.folder.join(name);
            is_as_kept(&path, &text);
        }
        documented(&json);
    }
}

/// Every field is on the page of JSON.
pub fn documented(json: &Value) {
    let page = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/reference/json.md");
    let page = fs::read_to_string(page).unwrap();
    let mut open = vec![json];
    while let Some(value) = open.pop() {
        match value {
            Value::Array(all) => open.extend(all),
            // Its fields are names of teams.
            Value::Object(fields) if fields.get("known") == Some(&"yes".into()) => {
                open.extend(fields["teams"].as_object().unwrap().values());
            }
            Value::Object(fields) => {
                for (field, value) in fields {
                    assert!(page.contains(&format!("`{field}`")), "{field}");
                    open.push(value);
                }
            }
            _ => {}
        }
    }
}

/// A spreadsheet that adds up what models and all else cost gets what the report says.
#[test]
fn the_spreadsheet_adds_up_to_the_total() {
    for case in Case::all() {
        let report = case.report();
        let csv = spend::csv(&report);
        let sum = |measures: &[&str]| -> i64 {
            let rows = csv.split("\r\n").skip(1).filter(|row| !row.is_empty());
            rows.filter_map(|row| {
                let measure = row.split(',').next().unwrap();
                let usd = row.rsplit(',').next().unwrap();
                let micros = (usd.parse::<f64>().unwrap() * 1e6).round() as i64;
                measures.contains(&measure).then_some(micros)
            })
            .sum()
        };
        let total = report.total.spent.as_micros();
        assert_eq!(sum(&["model", "other"]), total, "{}", case.folder.display());
        if csv.contains("\r\nperson,") {
            assert_eq!(sum(&["person"]), total, "{}", case.folder.display());
        }
    }
}
