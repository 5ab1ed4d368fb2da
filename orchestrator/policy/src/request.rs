//! What is asked, and why there may be no answer.

use std::collections::BTreeMap;

/// One call, as AWS's authorization sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// For a session the role's own ARN, as in `aws:PrincipalArn`.
    pub principal_arn: String,
    pub action: String,
    /// The ARN, or `*` for an action without one.
    pub resource: String,
    /// Context keys, compared without letter case. A key without values counts as missing;
    /// `aws:PrincipalArn` need not be repeated here.
    pub context: BTreeMap<String, Vec<String>>,
}

impl Request {
    pub fn new(principal_arn: &str, action: &str, resource: &str) -> Self {
        Self {
            principal_arn: principal_arn.to_owned(),
            action: action.to_owned(),
            resource: resource.to_owned(),
            context: BTreeMap::new(),
        }
    }

    /// The same call with one more value in its context.
    #[must_use]
    pub fn with(mut self, key: &str, value: &str) -> Self {
        self.context
            .entry(key.to_owned())
            .or_default()
            .push(value.to_owned());
        self
    }

    /// The values of a context key; `None` when the key is missing.
    pub(crate) fn values(&self, key: &str) -> Option<&[String]> {
        let found = self
            .context
            .iter()
            .find(|(own, _)| own.eq_ignore_ascii_case(key));
        match found {
            Some((_, values)) if values.is_empty() => None,
            Some((_, values)) => Some(values),
            None if key.eq_ignore_ascii_case("aws:PrincipalArn") => {
                Some(std::slice::from_ref(&self.principal_arn))
            }
            None => None,
        }
    }
}

/// A document says something that cannot be judged.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EvaluationError {
    #[error("could not evaluate the policy: the condition operator {operator} is not supported")]
    Operator { operator: String },
    #[error("could not evaluate the policy: {value:?} is not a value for {operator}")]
    Value { operator: String, value: String },
    #[error("could not evaluate the policy: {statement} has no Resource")]
    NoResource { statement: String },
    #[error(
        "could not evaluate the policy: {statement} names a principal, as only trust policies do"
    )]
    HasPrincipal { statement: String },
    #[error(
        "could not evaluate the trust policy: {statement} has to name principals and no resources"
    )]
    NoTrust { statement: String },
}
