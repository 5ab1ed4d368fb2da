//! What one look found.

use serde::Serialize;

use crate::stop::Stop;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    Ok,
    /// Could not be asked, because of something before it, or does not concern this machine.
    Skipped,
    /// Works now, and may not always.
    Warning,
    Failed,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Check {
    pub name: &'static str,
    pub verdict: Verdict,
    pub seen: String,
    /// What to do, for warnings and failures.
    pub remedy: Option<String>,
}

impl Check {
    pub fn ok(name: &'static str, seen: impl Into<String>) -> Self {
        Self::new(name, Verdict::Ok, seen, None)
    }

    pub fn skipped(name: &'static str, seen: impl Into<String>) -> Self {
        Self::new(name, Verdict::Skipped, seen, None)
    }

    pub fn warning(name: &'static str, seen: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self::new(name, Verdict::Warning, seen, Some(remedy.into()))
    }

    pub fn failed(name: &'static str, seen: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self::new(name, Verdict::Failed, seen, Some(remedy.into()))
    }

    /// What stopped a command stops it here, in the same words.
    pub fn stopped(name: &'static str, stop: &Stop) -> Self {
        Self::new(
            name,
            Verdict::Failed,
            stop.message.clone(),
            stop.hint.clone(),
        )
    }

    fn new(
        name: &'static str,
        verdict: Verdict,
        seen: impl Into<String>,
        remedy: Option<String>,
    ) -> Self {
        Self {
            name,
            verdict,
            seen: seen.into(),
            remedy,
        }
    }
}
