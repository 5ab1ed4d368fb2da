//! An answer that is an error, in AWS's words.

use std::borrow::Cow;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub(crate) code: Cow<'static, str>,
    pub(crate) message: String,
    pub(crate) status: u16,
    /// The `Reason` of Organizations' two broad exceptions.
    pub(crate) reason: Option<&'static str>,
}

impl Refusal {
    pub(crate) fn new(
        status: u16,
        code: impl Into<Cow<'static, str>>,
        message: impl Into<String>,
    ) -> Self {
        Self {
            code: code.into(),
            message: message.into(),
            status,
            reason: None,
        }
    }

    /// One of Organizations' exceptions, which all answer 400.
    pub(crate) fn exception(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(400, code, message)
    }

    pub(crate) fn constraint(reason: &'static str, message: impl Into<String>) -> Self {
        Self {
            reason: Some(reason),
            ..Self::exception("ConstraintViolationException", message)
        }
    }

    pub(crate) fn invalid(reason: &'static str, message: impl Into<String>) -> Self {
        Self {
            reason: Some(reason),
            ..Self::exception("InvalidInputException", message)
        }
    }

    /// What the sandbox has no model of, by name: better than to pretend.
    pub(crate) fn not_modelled(what: &str) -> Self {
        Self::new(
            400,
            "NotImplementedInSandbox",
            format!("the sandbox does not model {what}"),
        )
    }
}
