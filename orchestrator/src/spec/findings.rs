//! Collects diagnostics, and hands out the proof that an error was collected.

use super::diagnostic::{Code, Diagnostic, Severity};

/// A value is missing because an error was reported about it. Only [`Findings`] can make one, so
/// a plan that could not be built has at least one error to show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reported(());

#[derive(Debug, Default)]
pub struct Findings {
    list: Vec<Diagnostic>,
    /// After a syntax error, what seems absent may just be unreadable.
    absences_unreliable: bool,
}

impl Findings {
    pub fn after(syntax_errors: Vec<Diagnostic>) -> Self {
        Self {
            absences_unreliable: !syntax_errors.is_empty(),
            list: syntax_errors,
        }
    }

    pub fn error(&mut self, diagnostic: Diagnostic) -> Reported {
        self.list.push(diagnostic);
        Reported(())
    }

    pub fn warn(&mut self, diagnostic: Diagnostic) {
        self.list.push(diagnostic);
    }

    /// An error that says that something is not there.
    pub fn absent(&mut self, diagnostic: Diagnostic) -> Reported {
        if !self.absences_unreliable {
            self.list.push(diagnostic);
        }
        Reported(())
    }

    /// A warning that something is not there.
    pub fn warn_absent(&mut self, diagnostic: Diagnostic) {
        if !self.absences_unreliable {
            self.list.push(diagnostic);
        }
    }

    pub fn has_errors(&self) -> bool {
        self.list
            .iter()
            .any(|diagnostic| diagnostic.severity == Severity::Error)
    }

    /// In the order of the file, each once: what a default says is looked at for every team.
    pub fn into_sorted(mut self) -> Vec<Diagnostic> {
        self.list.sort_by_key(order);
        self.list
            .dedup_by(|next, first| order(next) == order(first));
        self.list
    }
}

fn order(diagnostic: &Diagnostic) -> (usize, usize, Code, Option<(usize, usize)>) {
    let span = diagnostic.span();
    let second = diagnostic
        .labels
        .get(1)
        .map(|label| (label.span.start, label.span.end));
    (span.start, span.end, diagnostic.code, second)
}
