//! A team's key over the default's key.

use super::diagnostic::{Code, Diagnostic};
use super::findings::Findings;
use super::section::At;

pub fn either<T: Clone>(own: &Option<At<T>>, default: &Option<At<T>>) -> Option<At<T>> {
    own.clone().or_else(|| default.clone())
}

/// Warns of keys that say what the default says already: when the default changes, they stay.
pub struct Repeated<'f> {
    path: String,
    findings: &'f mut Findings,
}

impl<'f> Repeated<'f> {
    pub fn new(path: String, findings: &'f mut Findings) -> Self {
        Self { path, findings }
    }

    pub fn look<T: PartialEq>(&mut self, key: &str, own: &Option<At<T>>, default: &Option<At<T>>) {
        let (Some(own), Some(default)) = (own, default) else {
            return;
        };
        if own != default {
            return;
        }
        self.findings.warn(
            Diagnostic::warning(
                Code::RepeatsDefault,
                own.span.clone(),
                "the same as the default",
                format!("{}.{key} overrides nothing", self.path),
            )
            .and(default.span.clone(), "the default")
            .help("leave it out, so that the team follows the default when that changes"),
        );
    }
}
