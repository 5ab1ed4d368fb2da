//! Collects diagnostics, and hands out the proof that an error was collected.

use std::collections::BTreeSet;

use super::diagnostic::{Code, Diagnostic, Severity};

/// A value is missing because an error was reported about it. Only [`Findings`] can make one, so
/// a plan that could not be built has at least one error to show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reported(());

#[derive(Debug, Default)]
pub struct Findings {
    list: Vec<Diagnostic>,
    /// Tables with a syntax error in them: what seems absent from them may just be unreadable.
    broken: BTreeSet<String>,
    /// Keys that are there under a misspelt name.
    meant: Vec<(String, &'static str)>,
}

impl Findings {
    pub fn after(syntax_errors: Vec<Diagnostic>, broken: BTreeSet<String>) -> Self {
        Self {
            list: syntax_errors,
            broken,
            meant: Vec::new(),
        }
    }

    pub fn error(&mut self, diagnostic: Diagnostic) -> Reported {
        self.list.push(diagnostic);
        Reported(())
    }

    pub fn warn(&mut self, diagnostic: Diagnostic) {
        self.list.push(diagnostic);
    }

    /// An error that says that something is not in the table at `path`.
    pub fn absent(&mut self, path: &str, diagnostic: Diagnostic) -> Reported {
        self.warn_absent(path, diagnostic);
        Reported(())
    }

    /// A warning that something is not in the table at `path`.
    pub fn warn_absent(&mut self, path: &str, diagnostic: Diagnostic) {
        let unreadable = |broken: &String| path.starts_with(broken) || broken.starts_with(path);
        if !self.broken.iter().any(unreadable) {
            self.list.push(diagnostic);
        }
    }

    /// An error about a key that is not known but close to one that is.
    pub fn misspelt(&mut self, path: &str, key: Option<&'static str>, diagnostic: Diagnostic) {
        self.meant.extend(key.map(|key| (path.to_owned(), key)));
        self.list.push(diagnostic);
    }

    /// Whether a key is missing only because it is misspelt, which was reported.
    pub fn is_misspelt(&self, path: &str, key: &str) -> Option<Reported> {
        let mut meant = self.meant.iter();
        meant
            .any(|(table, name)| table == path && *name == key)
            .then_some(Reported(()))
    }

    pub fn has_errors(&self) -> bool {
        self.list
            .iter()
            .any(|diagnostic| diagnostic.severity == Severity::Error)
    }

    /// In the order of the file, each once: what a default says is looked at for every team.
    pub fn into_sorted(mut self) -> Vec<Diagnostic> {
        self.list.sort_by_key(order);
        self.list.dedup_by(|next, first| {
            let several = next.code == Code::MissingKey && next.message != first.message;
            order(next) == order(first) && !several
        });
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
