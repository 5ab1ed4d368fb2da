//! How a Cognito identity pool picks the role of somebody who signed in, from the claims of their token.
//!
//! As in Amazon Cognito's developer guide, "Using role-based access control": the rules are tried in
//! order and the first match decides. The guide does not say how a list is compared. Here a list is its
//! text, as a template would print it: `Contains` is then a substring test over all of its elements at
//! once, and the other three never see one element of a longer list alone. This errs on the side that an
//! isolation check must fear.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// The mapping of one provider, of the type `Rules`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoleMapping {
    /// Whether somebody whom no rule matches is denied, rather than given the pool's default role.
    pub ambiguous_deny: bool,
    pub rules: Vec<Rule>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rule {
    pub claim: String,
    pub match_type: MatchType,
    pub value: String,
    pub role_arn: String,
}

/// Named as in the API.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum MatchType {
    Equals,
    Contains,
    StartsWith,
    NotEqual,
}

/// What a mapping makes of somebody's claims.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mapped<'a> {
    /// The role of the rule that matched first; rules count from 0.
    Role { arn: &'a str, rule: usize },
    /// No rule matches, and the pool's role for everybody who signed in is to be taken.
    Default,
    /// No rule matches.
    Denied { why: String },
}

impl RoleMapping {
    pub fn decide(&self, claims: &Map<String, Value>) -> Mapped<'_> {
        let mut rules = self.rules.iter().enumerate();
        if let Some((rule, Rule { role_arn, .. })) = rules.find(|(_, rule)| rule.matches(claims)) {
            return Mapped::Role {
                arn: role_arn,
                rule,
            };
        }
        if !self.ambiguous_deny {
            return Mapped::Default;
        }
        let whys: Vec<_> = self.rules.iter().map(|rule| rule.why_not(claims)).collect();
        Mapped::Denied {
            why: if whys.is_empty() {
                "there is no rule".to_owned()
            } else {
                whys.join("; ")
            },
        }
    }

    /// Whether any rule gives somebody with these claims the role: who asks for one by its ARN is not
    /// held to the order of the rules.
    pub fn admits(&self, claims: &Map<String, Value>, role_arn: &str) -> bool {
        let mut rules = self.rules.iter();
        rules.any(|rule| rule.role_arn == role_arn && rule.matches(claims))
    }
}

impl Rule {
    /// A claim that the token lacks matches nothing, not even `NotEqual`.
    fn matches(&self, claims: &Map<String, Value>) -> bool {
        let Some(text) = claims.get(&self.claim).and_then(text_of) else {
            return false;
        };
        match self.match_type {
            MatchType::Equals => text == self.value,
            MatchType::Contains => text.contains(&self.value),
            MatchType::StartsWith => text.starts_with(&self.value),
            MatchType::NotEqual => text != self.value,
        }
    }

    fn why_not(&self, claims: &Map<String, Value>) -> String {
        let (claim, value) = (&self.claim, &self.value);
        if claims.get(claim).and_then(text_of).is_none() {
            return format!("the token has no claim {claim}");
        }
        let failed = match self.match_type {
            MatchType::Equals => "does not equal",
            MatchType::Contains => "does not contain",
            MatchType::StartsWith => "does not start with",
            MatchType::NotEqual => "equals",
        };
        format!("the claim {claim} {failed} {value}")
    }
}

impl MatchType {
    /// As the API names it.
    pub fn parse(name: &str) -> Option<Self> {
        Some(match name {
            "Equals" => Self::Equals,
            "Contains" => Self::Contains,
            "StartsWith" => Self::StartsWith,
            "NotEqual" => Self::NotEqual,
            _ => return None,
        })
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::Equals => "Equals",
            Self::Contains => "Contains",
            Self::StartsWith => "StartsWith",
            Self::NotEqual => "NotEqual",
        }
    }
}

/// `null` is as good as no claim.
fn text_of(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => {
            Some(value.to_string())
        }
    }
}
