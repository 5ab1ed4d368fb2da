//! Which lines of the bill are asked for.

use serde::Deserialize;
use serde_json::Value;

use crate::refusal::Refusal;

use super::invalid;
use super::lines::{Line, PERSON};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct Expression {
    and: Option<Vec<Expression>>,
    or: Option<Vec<Expression>>,
    not: Option<Box<Expression>>,
    dimensions: Option<Values>,
    tags: Option<Values>,
    cost_categories: Option<Value>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct Values {
    #[serde(default)]
    key: String,
    #[serde(default)]
    values: Vec<String>,
    #[serde(default)]
    match_options: Vec<String>,
}

impl Expression {
    pub(super) fn check(&self) -> Result<(), Refusal> {
        let Self {
            and,
            or,
            not,
            dimensions,
            tags,
            cost_categories,
        } = self;
        if cost_categories.is_some() {
            return Err(Refusal::not_modelled("cost categories"));
        }
        let parts = [
            and.is_some(),
            or.is_some(),
            not.is_some(),
            dimensions.is_some(),
            tags.is_some(),
        ];
        if parts.into_iter().filter(|part| *part).count() != 1 {
            return Err(invalid(
                "Each expression takes exactly one of And, Or, Not, Dimensions, Tags and \
                 CostCategories.",
            ));
        }
        for operands in [and, or].into_iter().flatten() {
            if operands.len() < 2 {
                return Err(invalid("And and Or take at least two expressions."));
            }
            operands.iter().try_for_each(Self::check)?;
        }
        not.as_deref().map_or(Ok(()), Self::check)?;
        if let Some(dimensions) = dimensions {
            dimensions.check(&["LINKED_ACCOUNT", "SERVICE", "RECORD_TYPE"], "dimension")?;
        }
        tags.as_ref()
            .map_or(Ok(()), |tags| tags.check(&[PERSON], "tag"))
    }

    pub(super) fn admits(&self, line: &Line<'_>) -> bool {
        if let Some(parts) = &self.and {
            return parts.iter().all(|part| part.admits(line));
        }
        if let Some(parts) = &self.or {
            return parts.iter().any(|part| part.admits(line));
        }
        if let Some(part) = &self.not {
            return !part.admits(line);
        }
        let Some(wanted) = self.dimensions.as_ref().or(self.tags.as_ref()) else {
            return true;
        };
        let value = match wanted.key.as_str() {
            "LINKED_ACCOUNT" => line.account,
            "SERVICE" => line.service,
            "RECORD_TYPE" => line.record_type(),
            _ => line.person,
        };
        wanted.values.iter().any(|one| one == value)
    }
}

impl Values {
    fn check(&self, known: &[&str], what: &str) -> Result<(), Refusal> {
        let Self {
            key,
            values,
            match_options,
        } = self;
        if !known.contains(&key.as_str()) {
            return Err(Refusal::not_modelled(&format!(
                "filters by the {what} {key}"
            )));
        }
        if let Some(other) = match_options.iter().find(|one| *one != "EQUALS") {
            return Err(Refusal::not_modelled(&format!("the match option {other}")));
        }
        if values.is_empty() {
            return Err(invalid(format!("The {what} {key} needs values.")));
        }
        Ok(())
    }
}
