//! Why a text is no routing document.

use std::fmt;

use crate::document::{LARGEST, VERSION};

/// What it says of a value is bounded and escaped, whoever wrote the document.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RoutesError {
    #[error("could not read the routing document: it has {size} bytes, and {LARGEST} are the most")]
    TooLarge { size: usize },
    #[error("could not read the routing document: it is not JSON: {cause}")]
    NotJson { cause: String },
    #[error(
        "could not read the routing document: it has version {found}, and this program reads \
         version {VERSION}"
    )]
    Version { found: u64 },
    #[error("could not read the routing document: {place}: {problem}")]
    At { place: Place, problem: String },
}

impl RoutesError {
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Version { found } if *found > VERSION => {
                "a newer bedrock-org wrote it: update this program, bedrock-auth or bedrock-org, to \
                 the same release"
            }
            Self::Version { .. } => {
                "an old bedrock-org wrote it: write it anew with `bedrock-org apply`"
            }
            Self::TooLarge { .. } | Self::NotJson { .. } => {
                "this is another file, or half of one: fetch routes.json again from where \
                 `bedrock-org apply` put it"
            }
            Self::At { .. } => {
                "do not edit routes.json by hand: `bedrock-org apply` writes it from the plan file \
                 and the stacks"
            }
        }
    }
}

/// Where in a document, such as `teams[2].accounts[0].id`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Place(String);

impl Place {
    pub(crate) fn key(&self, key: &str) -> Self {
        let dot = if self.0.is_empty() { "" } else { "." };
        Self(format!("{}{dot}{key}", self.0))
    }

    pub(crate) fn item(&self, index: usize) -> Self {
        Self(format!("{}[{index}]", self.0))
    }

    pub(crate) fn problem(&self, problem: impl Into<String>) -> RoutesError {
        RoutesError::At {
            place: self.clone(),
            problem: problem.into(),
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(if self.0.is_empty() {
            "the document"
        } else {
            &self.0
        })
    }
}

/// A value as an error shows it: quoted, escaped, short. Whoever wrote it, a terminal may have it.
pub fn shown(text: &str) -> String {
    const LONGEST: usize = 60;
    let mut start: String = text.chars().take(LONGEST).collect();
    if start.len() < text.len() {
        start.push('…');
    }
    let escaped: String = start
        .chars()
        .flat_map(|c| {
            let plain = c == '…' || (!c.is_control() && c.is_ascii()) || c.is_alphanumeric();
            let escape = (!plain).then(|| c.escape_unicode());
            escape.into_iter().flatten().chain(plain.then_some(c))
        })
        .collect();
    format!("\"{escaped}\"")
}
