//! What a policy document consists of.

use std::collections::BTreeSet;

use serde::Deserialize;

use crate::values::{self, Condition, Principal, Texts};

/// An identity policy, a service control policy or a trust policy.
///
/// Two documents are equal when their canonical texts are: the order of keys, of list elements and
/// of statements does not count, nor does a list of one element against the element alone.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct Document {
    pub(crate) version: Option<Version>,
    pub(crate) id: Option<String>,
    #[serde(rename = "Statement", deserialize_with = "values::one_or_many")]
    pub(crate) statements: Vec<Statement>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub(crate) enum Version {
    #[serde(rename = "2008-10-17")]
    First,
    /// The version with policy variables.
    #[serde(rename = "2012-10-17")]
    Variables,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(crate) struct Statement {
    pub(crate) sid: Option<String>,
    pub(crate) effect: Effect,
    pub(crate) principal: Option<Principal>,
    pub(crate) not_principal: Option<Principal>,
    pub(crate) action: Option<Texts>,
    pub(crate) not_action: Option<Texts>,
    pub(crate) resource: Option<Texts>,
    pub(crate) not_resource: Option<Texts>,
    #[serde(default, deserialize_with = "values::condition")]
    pub(crate) condition: Condition,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub(crate) enum Effect {
    Allow,
    Deny,
}

/// Why a text is not a policy document.
#[derive(Debug, thiserror::Error)]
pub enum PolicyError {
    #[error("could not read the policy document: {0}")]
    Json(#[from] serde_json::Error),
    #[error("could not read the policy document: {statement}: {cause}")]
    Statement { statement: String, cause: String },
    #[error("could not read the policy document: it has no statement")]
    Empty,
}

impl Document {
    pub fn parse(text: &str) -> Result<Self, PolicyError> {
        let document: Self = serde_json::from_str(text)?;
        if document.statements.is_empty() {
            return Err(PolicyError::Empty);
        }
        let mut sids = BTreeSet::new();
        for (index, statement) in document.statements.iter().enumerate() {
            let repeated = statement
                .sid
                .as_deref()
                .filter(|sid| !sid.is_empty() && !sids.insert(*sid));
            let cause = match repeated {
                Some(_) => Some("an earlier statement has the same Sid".to_owned()),
                None => statement.fault(),
            };
            if let Some(cause) = cause {
                return Err(PolicyError::Statement {
                    statement: statement.called(index),
                    cause,
                });
            }
        }
        Ok(document)
    }

    /// Whether `${...}` stands for a value of the request.
    pub(crate) fn has_variables(&self) -> bool {
        self.version == Some(Version::Variables)
    }
}

impl Statement {
    pub(crate) fn called(&self, index: usize) -> String {
        match &self.sid {
            Some(sid) => format!("statement {} (Sid {sid})", index + 1),
            None => format!("statement {}", index + 1),
        }
    }

    fn fault(&self) -> Option<String> {
        let pairs = [
            ("Action", self.action.is_some(), self.not_action.is_some()),
            (
                "Resource",
                self.resource.is_some(),
                self.not_resource.is_some(),
            ),
            (
                "Principal",
                self.principal.is_some(),
                self.not_principal.is_some(),
            ),
        ];
        for (key, plain, negated) in pairs {
            if plain && negated {
                return Some(format!("{key} and Not{key} exclude each other"));
            }
        }
        let Some(actions) = self.action.as_ref().or(self.not_action.as_ref()) else {
            return Some("it has neither Action nor NotAction".into());
        };
        let resources = self.resource.as_ref().or(self.not_resource.as_ref());
        if actions.0.is_empty() || resources.is_some_and(|resources| resources.0.is_empty()) {
            return Some("a list of actions or resources is empty".into());
        }
        let odd = actions
            .0
            .iter()
            .find(|action| *action != "*" && !action.contains(':'))?;
        Some(format!(
            "the action {odd:?} names no service; an action looks like sts:AssumeRole"
        ))
    }
}
