//! What was meant, perhaps: groups and teams that are nearly the one.

use std::collections::{BTreeMap, BTreeSet};

/// A group that somebody is in and that a team's group could be taken for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Near {
    /// Other capitals.
    Case(String),
    /// At the end of a path: `/parent/team`.
    Path(String),
    /// As a part of a longer name. An identity pool that searches its claim may let such a person in;
    /// here it is another group.
    Part(String),
}

impl Near {
    pub fn group(&self) -> &str {
        match self {
            Self::Case(group) | Self::Path(group) | Self::Part(group) => group,
        }
    }
}

/// Looking further would take longer than the hint is worth.
const MOST_COMPARED: usize = 1000;

pub(crate) struct Nearby<'a> {
    names: Vec<&'a String>,
    by_lowercase: BTreeMap<String, &'a String>,
}

impl<'a> Nearby<'a> {
    pub(crate) fn new(names: &'a BTreeSet<String>) -> Self {
        let short = names.iter().filter(|name| name.len() <= 4 * 128);
        let names: Vec<_> = short.take(MOST_COMPARED).collect();
        let lower = names.iter().map(|name| (name.to_lowercase(), *name));
        Self {
            by_lowercase: lower.collect(),
            names,
        }
    }

    pub(crate) fn to(&self, group: &str) -> Option<Near> {
        if let Some(name) = self.by_lowercase.get(&group.to_lowercase()) {
            return Some(Near::Case((*name).clone()));
        }
        let ends = |name: &&&String| {
            let parent = name.strip_suffix(group);
            parent.is_some_and(|parent| parent.ends_with('/'))
        };
        if let Some(name) = self.names.iter().find(ends) {
            return Some(Near::Path((*name).clone()));
        }
        let longer = self.names.iter().find(|name| name.contains(group));
        longer.map(|name| Near::Part((*name).clone()))
    }
}

/// The name that was meant, if one is close enough.
pub(crate) fn nearest<'a>(
    given: &str,
    names: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    // Longer than any team's name: no slip of the finger.
    if given.len() > 64 {
        return None;
    }
    let given = given.to_lowercase();
    let distance = |name: &str| match name.contains(&given) && given.len() >= 4 {
        true => 1,
        false => strsim::damerau_levenshtein(&given, name),
    };
    names
        .into_iter()
        .map(|name| (distance(name), name))
        .filter(|(distance, name)| *distance <= (name.len().max(given.len()) / 3).max(1))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}
