//! What must stand before what.

use std::collections::{BTreeMap, BTreeSet};

use crate::error::TemplateError;

/// Each name after all that it needs; otherwise in the order of names.
pub(crate) fn order(
    needs: &BTreeMap<String, BTreeSet<String>>,
) -> Result<Vec<String>, TemplateError> {
    let mut ordered = Vec::with_capacity(needs.len());
    let mut done: BTreeSet<&str> = BTreeSet::new();
    while ordered.len() < needs.len() {
        let ready: Vec<&String> = needs
            .iter()
            .filter(|(name, _)| !done.contains(name.as_str()))
            .filter(|(_, needs)| needs.iter().all(|need| done.contains(need.as_str())))
            .map(|(name, _)| name)
            .collect();
        if ready.is_empty() {
            let circle: Vec<&str> = needs
                .keys()
                .map(String::as_str)
                .filter(|name| !done.contains(name))
                .collect();
            let cause = format!("{} need one another", circle.join(", "));
            return Err(TemplateError::part("Resources", cause));
        }
        for name in ready {
            done.insert(name);
            ordered.push(name.clone());
        }
    }
    Ok(ordered)
}
