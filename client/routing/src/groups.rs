//! The groups that somebody is in, as the claims of an ID token say it.
//!
//! Identity providers say it in many shapes: a list, a text, several in one text, somewhere inside of
//! an object, or not at all. What is found is compared with a team's group whole and letter by letter.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use crate::claims;

/// What was found under the name of the groups claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Groups {
    Seen(Seen),
    /// Entra ID leaves the groups out of the token of somebody who is in too many, and says so.
    Overage {
        claim: String,
    },
    Missing(Missing),
    /// It is there, and it cannot be groups.
    Odd {
        claim: String,
        what: &'static str,
        /// Claims inside of it that could be meant.
        likely: Vec<String>,
    },
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    pub claim: String,
    /// The claim was found inside of another one. An identity pool does not look there.
    pub by_path: bool,
    pub shape: Shape,
    pub names: BTreeSet<String>,
    /// The text, where the claim is one: a group's name may have spaces and commas in it.
    pub whole: Option<String>,
    /// How many entries the list has, repeated ones and odd ones included.
    pub entries: usize,
    /// Entries of the list that are no texts.
    pub passed_over: usize,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missing {
    pub claim: String,
    /// The claims that the token has.
    pub there: Vec<String>,
    /// Those that look like groups.
    pub likely: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    List,
    /// One group.
    Text,
    Commas,
    Spaces,
    /// A list written out as a text: `[a, b]` or `["a", "b"]`.
    Brackets,
}

/// How somebody is in a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Held {
    /// An entry of the list, or the whole text.
    Whole,
    /// One of several groups in a text.
    Piece,
    /// Keycloak writes the group `team` as `/team`.
    Slash,
}

/// Okta sends no more groups than this, and does not say so.
const MOST_OF_OKTA: usize = 100;

impl Groups {
    /// Never fails: whatever is in the claims is one of the four.
    pub fn in_claims(claims: &Map<String, Value>, claim: &str) -> Self {
        let found = claims::find(claims, claim);
        let groups = match found {
            None => Self::missing(claims, claim),
            Some((value, by_path)) => Self::of(value, claim, by_path),
        };
        let none = match &groups {
            Self::Seen(seen) => seen.names.is_empty(),
            _ => true,
        };
        if none && claims::is_overage(claims, claim) {
            let claim = claim.to_owned();
            return Self::Overage { claim };
        }
        groups
    }

    pub fn seen(&self) -> Option<&Seen> {
        match self {
            Self::Seen(seen) => Some(seen),
            Self::Overage { .. } | Self::Missing(_) | Self::Odd { .. } => None,
        }
    }

    fn missing(claims: &Map<String, Value>, claim: &str) -> Self {
        let mut there: Vec<String> = claims.keys().cloned().collect();
        there.sort_unstable();
        Self::Missing(Missing {
            claim: claim.to_owned(),
            there,
            likely: claims::likely(claims),
        })
    }

    fn of(value: &Value, claim: &str, by_path: bool) -> Self {
        let mut seen = Seen {
            claim: claim.to_owned(),
            by_path,
            shape: Shape::List,
            names: BTreeSet::new(),
            whole: None,
            entries: 0,
            passed_over: 0,
        };
        let what = match value {
            Value::Array(items) => {
                seen.entries = items.len();
                seen.names = items.iter().filter_map(name).collect();
                seen.passed_over = items.iter().filter(|item| name(item).is_none()).count();
                return Self::Seen(seen);
            }
            Value::String(text) => {
                let (shape, names) = pieces(text.trim());
                seen.shape = shape;
                seen.entries = names.len();
                seen.names = names.into_iter().collect();
                seen.whole = Some(text.trim().to_owned());
                return Self::Seen(seen);
            }
            Value::Number(number) if !number.is_f64() => {
                seen.shape = Shape::Text;
                seen.entries = 1;
                seen.names = BTreeSet::from([number.to_string()]);
                seen.whole = Some(number.to_string());
                return Self::Seen(seen);
            }
            Value::Number(_) => "a number",
            Value::Bool(_) => "true or false",
            Value::Null => "null",
            Value::Object(inner) => {
                let inside = claims::likely(inner);
                let likely = inside.iter().map(|path| format!("{claim}.{path}"));
                return Self::Odd {
                    claim: claim.to_owned(),
                    what: "an object",
                    likely: likely.collect(),
                };
            }
        };
        Self::Odd {
            claim: claim.to_owned(),
            what,
            likely: Vec::new(),
        }
    }
}

impl Seen {
    /// Exactly, never as a part of another name.
    pub fn holds(&self, group: &str) -> Option<Held> {
        if self.is_whole(group) {
            return Some(Held::Whole);
        }
        if self.names.contains(group) {
            return Some(match self.shape {
                Shape::List | Shape::Text => Held::Whole,
                Shape::Commas | Shape::Spaces | Shape::Brackets => Held::Piece,
            });
        }
        // The pool lets these in too: it finds `team` in `/team`. Not the other way round, and
        // `/parent/team` is another group than `/team`.
        let slashed = !group.starts_with('/') && self.names.contains(&format!("/{group}"));
        slashed.then_some(Held::Slash)
    }

    /// Whether the claim is this one text.
    pub fn is_whole(&self, group: &str) -> bool {
        self.whole.as_deref() == Some(group)
    }

    /// As many as Okta sends at most: there may be more.
    pub fn may_be_cut(&self) -> bool {
        self.entries == MOST_OF_OKTA
    }

    /// Entra ID sends groups by their ids.
    pub fn all_ids(&self) -> bool {
        !self.names.is_empty() && self.names.iter().all(|name| is_guid(name))
    }
}

/// Whole numbers count as their digits, as they do for an identity pool.
fn name(item: &Value) -> Option<String> {
    match item {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) if !number.is_f64() => Some(number.to_string()),
        _ => None,
    }
}

/// A comma outranks a space: names with spaces are common, names with commas are not.
fn pieces(text: &str) -> (Shape, Vec<String>) {
    let inner = text
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'));
    if let Some(inner) = inner {
        let listed = match serde_json::from_str(text) {
            Ok(Value::Array(items)) => items.iter().filter_map(name).collect(),
            _ => split(inner, ','),
        };
        return (Shape::Brackets, listed);
    }
    let (shape, pieces) = if text.contains(',') {
        (Shape::Commas, split(text, ','))
    } else {
        let words = text.split_whitespace().map(str::to_owned);
        (Shape::Spaces, words.collect())
    };
    match pieces.len() {
        0 | 1 => (Shape::Text, pieces),
        _ => (shape, pieces),
    }
}

fn split(text: &str, by: char) -> Vec<String> {
    let pieces = text.split(by).map(str::trim);
    pieces
        .filter(|piece| !piece.is_empty())
        .map(str::to_owned)
        .collect()
}

pub(crate) fn is_guid(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() == 36
        && bytes.iter().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => *byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}
