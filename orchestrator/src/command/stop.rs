//! Why a command ended before its end.

use crate::aws::{NotOperator, Trouble};
use crate::plan::Refusal;

use super::Exit;

#[derive(Debug)]
pub struct Stop {
    pub exit: Exit,
    pub error: String,
    pub hint: Option<String>,
}

impl Stop {
    pub fn failed(error: impl Into<String>) -> Self {
        Self {
            exit: Exit::Failed,
            error: error.into(),
            hint: None,
        }
    }

    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    pub fn exit(mut self, exit: Exit) -> Self {
        self.exit = exit;
        self
    }
}

impl From<NotOperator> for Stop {
    fn from(why: NotOperator) -> Self {
        Self::failed(format!("could not act for the organization: {why}")).hint(why.hint())
    }
}

impl From<Trouble> for Stop {
    fn from(trouble: Trouble) -> Self {
        Self::failed(format!("could not read the organization: {trouble}")).hint(trouble.hint())
    }
}

impl From<Refusal> for Stop {
    fn from(refusal: Refusal) -> Self {
        let hint = refusal.hint();
        Self {
            exit: Exit::Failed,
            error: format!("could not plan: {refusal}"),
            hint,
        }
    }
}
