/// Why a template cannot be read, filled or worked out.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TemplateError {
    #[error("could not read the template: line {line}, column {column}: {cause}")]
    Syntax {
        line: usize,
        column: usize,
        cause: String,
    },
    #[error("could not read the template: {cause}")]
    Whole { cause: String },
    #[error("could not fill the template's parameter {name}: {cause}")]
    Parameter { name: String, cause: String },
    /// `at` is a path such as `Resources.Role.Properties.Policies[0]`.
    #[error("could not work out the template's {at}: {cause}")]
    Part { at: String, cause: String },
}

impl TemplateError {
    pub(crate) fn whole(cause: impl Into<String>) -> Self {
        Self::Whole {
            cause: cause.into(),
        }
    }

    pub(crate) fn part(at: impl Into<String>, cause: impl Into<String>) -> Self {
        Self::Part {
            at: at.into(),
            cause: cause.into(),
        }
    }

    /// The same error, seen from one step further out.
    pub(crate) fn within(self, step: &str) -> Self {
        match self {
            Self::Part { at, cause } => {
                let joint = if at.is_empty() || at.starts_with('[') {
                    ""
                } else {
                    "."
                };
                Self::Part {
                    at: format!("{step}{joint}{at}"),
                    cause,
                }
            }
            other => other,
        }
    }
}
