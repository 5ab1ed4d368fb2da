//! What differs between two texts of a policy, in a line or two.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::model::Policy;

/// A reviewer reads these; the whole texts are in the JSON of the plan.
const MOST: usize = 6;

/// What is only in the first, and what is only in the second; the descriptions where neither tells.
pub fn difference(before: &Policy, after: &Policy) -> (String, String) {
    let (old, new) = (texts(&before.document), texts(&after.document));
    if old == new {
        return (before.description.clone(), after.description.clone());
    }
    (shown(old.difference(&new)), shown(new.difference(&old)))
}

/// Every text in a policy: actions, resources, values of conditions.
fn texts(document: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut open = vec![serde_json::from_str(document).unwrap_or(Value::Null)];
    while let Some(value) = open.pop() {
        match value {
            Value::String(text) => {
                found.insert(text);
            }
            Value::Array(list) => open.extend(list),
            Value::Object(fields) => open.extend(fields.into_iter().map(|(_, value)| value)),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }
    found
}

fn shown<'a>(texts: impl Iterator<Item = &'a String>) -> String {
    let texts: Vec<&str> = texts.map(String::as_str).collect();
    match texts.len() {
        0 => "(nothing)".into(),
        count if count > MOST => {
            format!("{} and {} more", texts[..MOST].join(", "), count - MOST)
        }
        _ => texts.join(", "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn policy(description: &str, document: &str) -> Policy {
        Policy {
            description: description.into(),
            document: document.into(),
            ..Policy::default()
        }
    }

    #[test]
    fn only_what_differs_is_told() {
        let old = policy("d", r#"{"Resource":["a","b"]}"#);
        let new = policy("d", r#"{"Resource":["b","c"]}"#);
        assert_eq!(difference(&old, &new), ("a".into(), "c".into()));
        let emptied = policy("d", r#"{"Resource":["b"]}"#);
        assert_eq!(difference(&old, &emptied), ("a".into(), "(nothing)".into()));
    }

    #[test]
    fn the_descriptions_tell_what_the_texts_do_not() {
        let (old, new) = (policy("before", "{}"), policy("after", "not JSON"));
        assert_eq!(difference(&old, &new), ("before".into(), "after".into()));
    }

    #[test]
    fn a_long_list_is_cut() {
        let long = policy("d", r#"["a","b","c","d","e","f","g","h"]"#);
        let (before, _) = difference(&long, &policy("d", "[]"));
        assert_eq!(before, "a, b, c, d, e, f and 2 more");
    }
}
