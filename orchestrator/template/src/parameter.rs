//! The parameters of a template and what each admits.

use regex_lite::Regex;
use serde_json::Value;

use crate::error::TemplateError;

/// CloudFormation's limit for the value of a parameter, in bytes.
pub(crate) const LONGEST_VALUE: usize = 4096;

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Parameter {
    /// `String`, `Number`, `CommaDelimitedList`.
    pub kind: String,
    pub default: Option<String>,
    pub allowed: Vec<String>,
    pub pattern: Option<String>,
    pub min_length: Option<usize>,
    pub max_length: Option<usize>,
    pub no_echo: bool,
    pub description: String,
    /// What AWS says when a value does not fit.
    pub constraint: Option<String>,
}

const KINDS: &[&str] = &["String", "Number", "CommaDelimitedList"];

impl Parameter {
    pub(crate) fn read(name: &str, body: &Value) -> Result<Self, TemplateError> {
        let refuse = |cause: String| TemplateError::part(format!("Parameters.{name}"), cause);
        let Some(fields) = body.as_object() else {
            return Err(refuse("it is no object".to_owned()));
        };
        let mut parameter = Self::default();
        for (key, value) in fields {
            let text = || scalar_text(value).ok_or_else(|| refuse(format!("{key} is no text")));
            let length = || {
                text()?
                    .parse()
                    .map_err(|_| refuse(format!("{key} is no whole number")))
            };
            match key.as_str() {
                "Type" => parameter.kind = text()?,
                "Default" => parameter.default = Some(text()?),
                "AllowedValues" => {
                    let values = value.as_array().map(Vec::as_slice).unwrap_or_default();
                    parameter.allowed = values
                        .iter()
                        .map(scalar_text)
                        .collect::<Option<_>>()
                        .ok_or_else(|| refuse("AllowedValues is no list of texts".to_owned()))?;
                }
                "AllowedPattern" => parameter.pattern = Some(text()?),
                "MinLength" => parameter.min_length = Some(length()?),
                "MaxLength" => parameter.max_length = Some(length()?),
                "NoEcho" => parameter.no_echo = text()? == "true",
                "Description" => parameter.description = text()?,
                "ConstraintDescription" => parameter.constraint = Some(text()?),
                other => return Err(refuse(format!("{other} is not known"))),
            }
        }
        if !KINDS.contains(&parameter.kind.as_str()) {
            return Err(refuse(format!("the type {} is not known", parameter.kind)));
        }
        Ok(parameter)
    }

    /// What `Ref` answers for `text`, once it is what this parameter admits.
    pub(crate) fn take(&self, name: &str, text: &str) -> Result<Value, TemplateError> {
        let refuse = |cause: String| TemplateError::Parameter {
            name: name.to_owned(),
            cause: match &self.constraint {
                Some(constraint) => format!("{cause}: {constraint}"),
                None => cause,
            },
        };
        if text.len() > LONGEST_VALUE {
            let cause = format!("it has {} bytes, {LONGEST_VALUE} at most", text.len());
            return Err(refuse(cause));
        }
        if self.kind == "CommaDelimitedList" {
            let items: Vec<&str> = text.split(',').map(str::trim).collect();
            for item in &items {
                self.admits(item).map_err(refuse)?;
            }
            return Ok(Value::from(items));
        }
        if self.kind == "Number" && text.parse::<f64>().is_err() {
            return Err(refuse(format!("{text:?} is no number")));
        }
        self.admits(text).map_err(refuse)?;
        Ok(Value::from(text))
    }

    fn admits(&self, text: &str) -> Result<(), String> {
        if !self.allowed.is_empty() && !self.allowed.iter().any(|allowed| allowed == text) {
            return Err(format!("{text:?} is none of {}", self.allowed.join(", ")));
        }
        let length = text.chars().count();
        if self.min_length.is_some_and(|least| length < least)
            || self.max_length.is_some_and(|most| length > most)
        {
            return Err(format!("{length} characters are too few or too many"));
        }
        let Some(pattern) = &self.pattern else {
            return Ok(());
        };
        // CloudFormation matches the whole value.
        let whole = Regex::new(&format!("^(?:{pattern})$"))
            .map_err(|_| format!("the pattern {pattern} cannot be read"))?;
        if whole.is_match(text) {
            Ok(())
        } else {
            Err(format!("{text:?} does not match {pattern}"))
        }
    }
}

/// The text of a text, a number or a truth value.
pub(crate) fn scalar_text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(truth) => Some(truth.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}
