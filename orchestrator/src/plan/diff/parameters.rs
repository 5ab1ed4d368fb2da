//! What differs between the parameters of two stacks, for a reader.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::Parameter;

type Parameters = BTreeMap<String, Parameter>;

/// What was and what will be, of the parameters that change.
pub fn told(changed: &[&str], live: &Parameters, wanted: &Parameters) -> (String, String) {
    let sides = changed.iter().map(|key| {
        let (was, will) = (text(live.get(*key)), text(wanted.get(*key)));
        if was.contains(',') || will.contains(',') {
            // A list of models is long, and what comes and goes in it is short.
            (only(key, &was, &will), only(key, &will, &was))
        } else {
            (
                format!("{key} {}", quoted(&was)),
                format!("{key} {}", quoted(&will)),
            )
        }
    });
    let (before, after): (Vec<String>, Vec<String>) = sides.unzip();
    (before.join(", "), after.join(", "))
}

fn only(key: &str, list: &str, other: &str) -> String {
    let items = |list: &str| -> BTreeSet<String> {
        let items = list.split(',').filter(|item| !item.is_empty());
        items.map(ToOwned::to_owned).collect()
    };
    let (list, other) = (items(list), items(other));
    let only: Vec<&str> = list.difference(&other).map(String::as_str).collect();
    match only.as_slice() {
        [] => format!("{key} without more"),
        only => format!("{key} with {}", only.join(" and ")),
    }
}

fn text(value: Option<&Parameter>) -> String {
    match value {
        None => String::new(),
        Some(Parameter::Text(text)) => text.clone(),
        Some(Parameter::Sink { sink }) => format!("the hub's sink in {sink}"),
    }
}

fn quoted(text: &str) -> String {
    if text.is_empty() {
        "none".to_owned()
    } else {
        text.to_owned()
    }
}
