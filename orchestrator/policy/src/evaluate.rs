//! Who may do what, and which statement says so.

use crate::condition;
use crate::document::{Document, Effect, Statement};
use crate::pattern::{Pattern, covers_action};
use crate::request::{EvaluationError, Request};
use crate::values::Texts;

/// What the policies say about a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    Allowed {
        by: By,
    },
    /// An explicit deny.
    Denied {
        by: By,
    },
    /// Nothing denies it and nothing allows it.
    NotAllowed,
}

impl Verdict {
    pub fn is_allowed(&self) -> bool {
        matches!(self, Self::Allowed { .. })
    }
}

/// The statement that decided. All indexes count from 0.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct By {
    /// How far below the root for service control policies; 0 for identity policies.
    pub level: usize,
    pub document: usize,
    pub statement: usize,
    pub sid: Option<String>,
}

/// What a principal's own policies say.
pub fn decide_identity(
    documents: &[Document],
    request: &Request,
) -> Result<Verdict, EvaluationError> {
    decide_level(0, documents, request)
}

/// What the service control policies say, from the root's level down to the account's: each level
/// must allow, and an explicit deny at any level wins. Without any level nothing is allowed; a caller
/// that service control policies do not bind does not ask.
pub fn decide_scps(
    levels: &[Vec<Document>],
    request: &Request,
) -> Result<Verdict, EvaluationError> {
    let mut verdict = None;
    for (level, documents) in levels.iter().enumerate() {
        let here = decide_level(level, documents, request)?;
        if matches!(here, Verdict::Denied { .. }) {
            return Ok(here);
        }
        if verdict.as_ref().is_none_or(Verdict::is_allowed) {
            verdict = Some(here);
        }
    }
    Ok(verdict.unwrap_or(Verdict::NotAllowed))
}

fn decide_level(
    level: usize,
    documents: &[Document],
    request: &Request,
) -> Result<Verdict, EvaluationError> {
    let mut verdict = Verdict::NotAllowed;
    for (document_index, document) in documents.iter().enumerate() {
        for (statement_index, statement) in document.statements.iter().enumerate() {
            if !applies(
                statement,
                statement_index,
                document.has_variables(),
                request,
            )? {
                continue;
            }
            let by = By {
                level,
                document: document_index,
                statement: statement_index,
                sid: statement.sid.clone(),
            };
            match statement.effect {
                Effect::Deny => return Ok(Verdict::Denied { by }),
                Effect::Allow if !verdict.is_allowed() => verdict = Verdict::Allowed { by },
                Effect::Allow => {}
            }
        }
    }
    Ok(verdict)
}

fn applies(
    statement: &Statement,
    index: usize,
    variables: bool,
    request: &Request,
) -> Result<bool, EvaluationError> {
    if statement.principal.is_some() || statement.not_principal.is_some() {
        return Err(EvaluationError::HasPrincipal {
            statement: statement.called(index),
        });
    }
    if !covers(statement, request) {
        return Ok(false);
    }
    let is_resource = |pattern: &String| {
        if pattern == "*" {
            return true;
        }
        let pattern = if variables {
            Pattern::of_request(pattern, request)
        } else {
            Some(Pattern::wild(pattern))
        };
        pattern.is_some_and(|pattern| pattern.matches_arn(&request.resource))
    };
    let resource = listed(
        statement.resource.as_ref(),
        statement.not_resource.as_ref(),
        is_resource,
    );
    match resource {
        None => {
            return Err(EvaluationError::NoResource {
                statement: statement.called(index),
            });
        }
        Some(false) => return Ok(false),
        Some(true) => {}
    }
    conditions_hold(statement, variables, request)
}

/// Whether the statement is about the action.
pub(crate) fn covers(statement: &Statement, request: &Request) -> bool {
    let is_action = |pattern: &String| covers_action(pattern, &request.action);
    let (actions, not_actions) = (statement.action.as_ref(), statement.not_action.as_ref());
    listed(actions, not_actions, is_action) == Some(true)
}

pub(crate) fn conditions_hold(
    statement: &Statement,
    variables: bool,
    request: &Request,
) -> Result<bool, EvaluationError> {
    for (operator, keys) in &statement.condition {
        for (key, values) in keys {
            if !condition::holds(operator, key, values, request, variables)? {
                return Ok(false);
            }
        }
    }
    Ok(true)
}

/// Whether a list or its negation admits something; `None` when the statement has neither.
fn listed(
    list: Option<&Texts>,
    not_list: Option<&Texts>,
    is_in: impl Fn(&String) -> bool,
) -> Option<bool> {
    match (list, not_list) {
        (Some(list), _) => Some(list.0.iter().any(is_in)),
        (None, Some(list)) => Some(!list.0.iter().any(is_in)),
        (None, None) => None,
    }
}
