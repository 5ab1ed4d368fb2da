//! The page of JSON output, held against what is printed.

use std::fs;
use std::path::Path;

use serde_json::Value;

/// Fields at any depth; those that are words of AWS, such as tags, are in none of these objects.
#[track_caller]
pub fn every_field(object: &Value) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/reference/json.md");
    check(object, &fs::read_to_string(path).unwrap());
}

#[track_caller]
fn check(value: &Value, page: &str) {
    match value {
        Value::Object(fields) => {
            for (field, value) in fields {
                assert!(
                    page.contains(&format!("`{field}`")),
                    "{field} is not on the page"
                );
                check(value, page);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| check(item, page)),
        _ => {}
    }
}
