//! Typed looks into the parsed file. Each look that finds something else reports it.

use std::ops::RangeInclusive;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::diagnostic::{Code, Diagnostic, Span};
use super::findings::{Findings, Reported};
use super::suggest;
use crate::model::Factor;

/// A value and where it stands in the file.
#[derive(Debug, Clone)]
pub struct At<T> {
    pub value: T,
    pub span: Span,
}

/// Two values are the same wherever they stand.
impl<T: PartialEq> PartialEq for At<T> {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

impl<T> At<T> {
    pub fn new(value: T, span: Span) -> Self {
        Self { value, span }
    }
}

/// A table of the file, and what the reader calls it.
#[derive(Debug, Clone)]
pub struct Section<'a> {
    table: &'a DeTable<'a>,
    pub path: String,
    /// Where to say that something is missing from it.
    pub span: Span,
}

/// Any value of the file, and what the reader calls it.
#[derive(Debug, Clone)]
pub struct Node<'a> {
    value: &'a Spanned<DeValue<'a>>,
    pub path: String,
}

impl<'a> Section<'a> {
    /// The whole file; what is missing from it is missing at its end.
    pub fn root(table: &'a DeTable<'a>, end: usize) -> Self {
        Self {
            table,
            path: String::new(),
            span: end..end,
        }
    }

    pub fn get(&self, key: &str) -> Option<Node<'a>> {
        let value = self.table.get(key).filter(|value| is_readable(value))?;
        Some(Node {
            value,
            path: self.path_of(key),
        })
    }

    /// Every key with its place, and its value, in the order of the keys.
    pub fn entries(&self) -> impl Iterator<Item = (At<&'a str>, Node<'a>)> + '_ {
        let readable = self.table.iter().filter(|(_, value)| is_readable(value));
        readable.map(|(key, value)| {
            let name: &'a str = key.get_ref();
            let node = Node {
                value,
                path: self.path_of(name),
            };
            (At::new(name, key.span()), node)
        })
    }

    pub fn is_empty(&self) -> bool {
        self.table.is_empty()
    }

    fn path_of(&self, key: &str) -> String {
        let key = suggest::shown_key(key);
        if self.path.is_empty() {
            key
        } else {
            format!("{}.{key}", self.path)
        }
    }

    pub fn need(&self, key: &str, findings: &mut Findings) -> Result<Node<'a>, Reported> {
        self.get(key).ok_or_else(|| {
            if let Some(reported) = findings.is_misspelt(&self.path, key) {
                return reported;
            }
            let (message, label) = if self.path.is_empty() {
                (
                    format!("[{key}] is missing"),
                    format!("no [{key}] up to here"),
                )
            } else {
                (
                    format!("{} is missing", self.path_of(key)),
                    format!("no `{key}` in here"),
                )
            };
            findings.absent(
                &self.path,
                Diagnostic::error(Code::MissingKey, self.span.clone(), label, message)
                    .help(super::keys::remedy_for_missing(&self.path, key)),
            )
        })
    }

    pub fn text(
        &self,
        key: &str,
        findings: &mut Findings,
    ) -> Result<Option<At<&'a str>>, Reported> {
        self.get(key).map(|node| node.text(findings)).transpose()
    }

    pub fn need_text(&self, key: &str, findings: &mut Findings) -> Result<At<&'a str>, Reported> {
        self.need(key, findings)?.text(findings)
    }

    pub fn flag(&self, key: &str, findings: &mut Findings) -> Result<Option<At<bool>>, Reported> {
        self.get(key).map(|node| node.flag(findings)).transpose()
    }

    pub fn number(
        &self,
        key: &str,
        range: RangeInclusive<u64>,
        findings: &mut Findings,
    ) -> Result<Option<At<u64>>, Reported> {
        self.get(key)
            .map(|node| node.number(range, findings))
            .transpose()
    }

    pub fn list(
        &self,
        key: &str,
        findings: &mut Findings,
    ) -> Result<Option<At<Vec<Node<'a>>>>, Reported> {
        self.get(key).map(|node| node.list(findings)).transpose()
    }

    pub fn section(
        &self,
        key: &str,
        findings: &mut Findings,
    ) -> Result<Option<Section<'a>>, Reported> {
        self.get(key).map(|node| node.section(findings)).transpose()
    }
}

impl<'a> Node<'a> {
    pub fn span(&self) -> Span {
        self.value.span()
    }

    pub fn is_list(&self) -> bool {
        self.value.get_ref().is_array()
    }

    pub fn is_text(&self) -> bool {
        self.value.get_ref().is_str()
    }

    pub fn text(&self, findings: &mut Findings) -> Result<At<&'a str>, Reported> {
        match self.value.get_ref() {
            DeValue::String(text) => Ok(At::new(text, self.span())),
            _ => Err(self.wrong("a text in quotes", findings)),
        }
    }

    pub fn flag(&self, findings: &mut Findings) -> Result<At<bool>, Reported> {
        match self.value.get_ref() {
            DeValue::Boolean(flag) => Ok(At::new(*flag, self.span())),
            _ => Err(self.wrong("true or false", findings)),
        }
    }

    pub fn number(
        &self,
        range: RangeInclusive<u64>,
        findings: &mut Findings,
    ) -> Result<At<u64>, Reported> {
        let DeValue::Integer(number) = self.value.get_ref() else {
            return Err(self.wrong("a whole number", findings));
        };
        match u64::from_str_radix(number.as_str(), number.radix()) {
            Ok(value) if range.contains(&value) => Ok(At::new(value, self.span())),
            _ => {
                let (least, most) = (range.start(), range.end());
                let (least, most) = (suggest::grouped(*least), suggest::grouped(*most));
                let label = format!("must be {least} to {most}");
                Err(findings.error(Diagnostic::error(
                    Code::OutOfRange,
                    self.span(),
                    label,
                    format!("{} is out of range", self.path),
                )))
            }
        }
    }

    /// A number that may have a fraction, to a thousandth.
    pub fn factor(
        &self,
        range: RangeInclusive<u32>,
        findings: &mut Findings,
    ) -> Result<At<Factor>, Reported> {
        let number = match self.value.get_ref() {
            DeValue::Float(number) => number.as_str().parse().ok(),
            DeValue::Integer(number) => u64::from_str_radix(number.as_str(), number.radix())
                .ok()
                .and_then(|number| u32::try_from(number).ok())
                .map(f64::from),
            _ => return Err(self.wrong("a number", findings)),
        };
        let (least, most) = (*range.start(), *range.end());
        let within = |number: &f64| (f64::from(least)..=f64::from(most)).contains(number);
        match number.filter(within) {
            Some(number) => {
                let thousandths = (number * 1000.0).round() as u32;
                Ok(At::new(Factor::of_thousandths(thousandths), self.span()))
            }
            None => Err(findings.error(Diagnostic::error(
                Code::OutOfRange,
                self.span(),
                format!("must be {least} to {most}"),
                format!("{} is out of range", self.path),
            ))),
        }
    }

    pub fn list(&self, findings: &mut Findings) -> Result<At<Vec<Node<'a>>>, Reported> {
        let DeValue::Array(items) = self.value.get_ref() else {
            return Err(self.wrong("a list in [ ]", findings));
        };
        let items = items
            .iter()
            .map(|value| Node {
                value,
                path: format!("an item of {}", self.path),
            })
            .collect();
        Ok(At::new(items, self.span()))
    }

    pub fn section(&self, findings: &mut Findings) -> Result<Section<'a>, Reported> {
        match self.value.get_ref() {
            DeValue::Table(table) => Ok(Section {
                table,
                path: self.path.clone(),
                span: self.span(),
            }),
            _ => Err(self.wrong("a table", findings)),
        }
    }

    pub fn wrong(&self, wanted: &str, findings: &mut Findings) -> Reported {
        let found = match self.value.get_ref() {
            DeValue::String(_) => "a text",
            DeValue::Integer(_) => "a whole number",
            DeValue::Float(_) => "a number with a fraction",
            DeValue::Boolean(_) => "true or false",
            DeValue::Datetime(_) => "a date or time",
            DeValue::Array(_) => "a list",
            DeValue::Table(_) => "a table",
        };
        let mut diagnostic = Diagnostic::error(
            Code::WrongType,
            self.span(),
            format!("this is {found}"),
            format!("{} must be {wanted}", self.path),
        );
        if let (DeValue::Integer(number), true) = (self.value.get_ref(), wanted.contains("quotes"))
        {
            diagnostic = diagnostic.help(format!("put it in quotes: \"{}\"", number.as_str()));
        }
        findings.error(diagnostic)
    }
}

/// All of them, or the proof that one is missing; every one is looked at first.
pub fn all<T>(results: Vec<Result<T, Reported>>) -> Result<Vec<T>, Reported> {
    results.into_iter().collect()
}

/// The parser leaves a number without a place where it could not read a value.
fn is_readable(value: &Spanned<DeValue<'_>>) -> bool {
    !value.span().is_empty()
}
