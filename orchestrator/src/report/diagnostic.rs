//! Diagnostics of the plan file, as text with the place underlined and as JSON.

mod excerpt;

use std::fmt;

use miette::{GraphicalReportHandler, GraphicalTheme, LabeledSpan, SourceCode};
use serde_json::{Value, json};

use self::excerpt::{Excerpt, Lines};
use crate::model::Intent;
use crate::spec::{Diagnostic, Label, Severity};

/// The plan file as it was read.
#[derive(Debug, Clone, Copy)]
pub struct Source<'a> {
    pub name: &'a str,
    pub text: &'a str,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    pub style: Style,
    /// In columns.
    pub width: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// ASCII without colour, for pipes and logs.
    Plain,
    /// Colour and line drawing, for a terminal.
    Terminal,
}

const NARROWEST: usize = 40;

/// Every diagnostic with its place underlined, and how many there are.
pub fn text(source: Source<'_>, diagnostics: &[Diagnostic], look: Look) -> String {
    let width = look.width.max(NARROWEST);
    let handler = handler(look.style, width);
    let lines = Lines::of(source.text);
    let mut text = String::new();
    for diagnostic in diagnostics {
        let shown = Shown {
            diagnostic,
            excerpt: Excerpt::around(&lines, source.name, &diagnostic.labels, width),
            width,
        };
        // Writing to a String does not fail.
        let _ = handler.render_report(&mut text, &shown);
        text.push('\n');
    }
    if !diagnostics.is_empty() {
        text.push_str(&count(source.name, diagnostics));
    }
    text
}

/// What `check` says of a file without mistakes.
pub fn valid(name: &str, intent: &Intent) -> String {
    let accounts = intent.teams.values().map(|team| team.seats.len()).sum();
    format!(
        "{} is valid: {}, {}, {}\n",
        excerpt::harmless(name),
        plural(intent.teams.len(), "team"),
        plural(accounts, "account"),
        plural(intent.models.len(), "model"),
    )
}

/// One object with every diagnostic; lines and columns count from 1, columns in characters.
pub fn json(source: Source<'_>, diagnostics: &[Diagnostic]) -> Value {
    let lines = Lines::of(source.text);
    let list: Vec<Value> = diagnostics
        .iter()
        .map(|diagnostic| {
            let mut labels = diagnostic.labels.iter();
            let mut object = labels
                .next()
                .map_or_else(|| json!({}), |label| place(&lines, label));
            object["code"] = json!(diagnostic.code.as_str());
            object["severity"] = json!(severity(diagnostic.severity));
            object["message"] = json!(diagnostic.message);
            object["help"] = json!(diagnostic.help);
            object["related"] = labels.map(|label| place(&lines, label)).collect();
            object
        })
        .collect();
    let (mistakes, warnings) = counts(diagnostics);
    json!({
        "version": 1,
        "file": source.name,
        "valid": mistakes == 0,
        "mistakes": mistakes,
        "warnings": warnings,
        "diagnostics": list,
    })
}

fn place(lines: &Lines<'_>, label: &Label) -> Value {
    let (line, column) = lines.position(label.span.start);
    let (end_line, end_column) = lines.position(label.span.end);
    json!({
        "line": line,
        "column": column,
        "end_line": end_line,
        "end_column": end_column,
        "label": label.text,
    })
}

fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
}

fn counts(diagnostics: &[Diagnostic]) -> (usize, usize) {
    let mistakes = diagnostics
        .iter()
        .filter(|diagnostic| diagnostic.severity == Severity::Error)
        .count();
    (mistakes, diagnostics.len() - mistakes)
}

fn count(name: &str, diagnostics: &[Diagnostic]) -> String {
    let (mistakes, warnings) = counts(diagnostics);
    let counted = match (mistakes, warnings) {
        (0, warnings) => plural(warnings, "warning"),
        (mistakes, 0) => plural(mistakes, "mistake"),
        (mistakes, warnings) => format!(
            "{} and {}",
            plural(mistakes, "mistake"),
            plural(warnings, "warning")
        ),
    };
    format!("{counted} in {}\n", excerpt::harmless(name))
}

fn plural(count: usize, word: &str) -> String {
    match count {
        1 => format!("1 {word}"),
        _ => format!("{count} {word}s"),
    }
}

fn handler(style: Style, width: usize) -> GraphicalReportHandler {
    let mut theme = match style {
        Style::Plain => GraphicalTheme::none(),
        Style::Terminal => GraphicalTheme::unicode(),
    };
    theme.characters.error = "error:".to_owned();
    theme.characters.warning = "warning:".to_owned();
    GraphicalReportHandler::new_themed(theme)
        .with_width(width)
        // Wrapped here, at spaces alone: a Region's code is not to be cut at its dashes.
        .with_wrap_lines(false)
        .with_links(false)
        .without_syntax_highlighting()
}

/// A diagnostic in the form that the renderer takes.
struct Shown<'a> {
    diagnostic: &'a Diagnostic,
    excerpt: Excerpt,
    width: usize,
}

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&wrapped(&self.diagnostic.message, self.width))
    }
}

impl fmt::Debug for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.diagnostic, f)
    }
}

impl std::error::Error for Shown<'_> {}

impl miette::Diagnostic for Shown<'_> {
    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.diagnostic.severity {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
        })
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        let help = self.diagnostic.help.as_ref()?;
        Some(Box::new(wrapped(help, self.width)))
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&self.excerpt)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let spans = self.excerpt.spans();
        let labels = self.diagnostic.labels.iter().zip(spans).enumerate();
        Some(Box::new(labels.map(|(index, (label, span))| {
            let text = Some(excerpt::harmless(&label.text));
            if index == 0 {
                LabeledSpan::new_primary_with_span(text, span.clone())
            } else {
                LabeledSpan::new_with_span(text, span.clone())
            }
        })))
    }
}

/// Broken at spaces, with room for the renderer's indent.
fn wrapped(text: &str, width: usize) -> String {
    let room = width.saturating_sub(12);
    let text = excerpt::harmless(text);
    let mut wrapped = String::with_capacity(text.len());
    let mut column = 0;
    for word in text.split(' ') {
        let length = word.chars().count();
        if column > 0 && column + 1 + length > room {
            wrapped.push('\n');
            column = 0;
        } else if column > 0 {
            wrapped.push(' ');
            column += 1;
        }
        wrapped.push_str(word);
        column += length;
    }
    wrapped
}
