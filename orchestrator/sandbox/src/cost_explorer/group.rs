//! What the lines of the bill are added up by.

use serde_json::{Value, json};

use crate::refusal::Refusal;

use super::input::GroupDefinition;
use super::invalid;
use super::lines::{Line, PERSON};

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Group {
    Account,
    Service,
    RecordType,
    /// A tag's key: there are values of the one that names people.
    Tag(String),
}

impl Group {
    pub(super) fn read(definition: &GroupDefinition) -> Result<Self, Refusal> {
        let key = definition.key.as_deref().unwrap_or_default();
        match (definition.kind.as_deref().unwrap_or_default(), key) {
            ("DIMENSION", "LINKED_ACCOUNT") => Ok(Self::Account),
            ("DIMENSION", "SERVICE") => Ok(Self::Service),
            ("DIMENSION", "RECORD_TYPE") => Ok(Self::RecordType),
            ("TAG", key) if !key.is_empty() => Ok(Self::Tag(key.to_owned())),
            ("DIMENSION", other) => Err(Refusal::not_modelled(&format!(
                "groups by the dimension {other}"
            ))),
            ("COST_CATEGORY", _) => Err(Refusal::not_modelled("cost categories")),
            (kind, key) => Err(invalid(format!("{kind:?} {key:?} is not a group"))),
        }
    }

    pub(super) fn key(&self, line: &Line<'_>) -> String {
        match self {
            Self::Account => line.account.to_owned(),
            Self::Service => line.service.to_owned(),
            Self::RecordType => line.record_type().to_owned(),
            Self::Tag(key) if key == PERSON => format!("{key}${}", line.person),
            Self::Tag(key) => format!("{key}$"),
        }
    }

    pub(super) fn definition(&self) -> Value {
        let (kind, key) = match self {
            Self::Account => ("DIMENSION", "LINKED_ACCOUNT"),
            Self::Service => ("DIMENSION", "SERVICE"),
            Self::RecordType => ("DIMENSION", "RECORD_TYPE"),
            Self::Tag(key) => ("TAG", key.as_str()),
        };
        json!({"Type": kind, "Key": key})
    }
}
