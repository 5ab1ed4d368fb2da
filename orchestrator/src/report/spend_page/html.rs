//! Pieces of HTML. Whatever comes from a plan file or a bill goes through [`text`].

use crate::model::{Month, Usd};
use crate::report::style::plain;

/// A text as it is, within an element or an attribute.
pub(super) fn text(words: &str) -> String {
    let mut escaped = String::with_capacity(words.len());
    for c in plain(words).chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    escaped
}

/// An amount that can be found again by where it is in the report's JSON.
pub(super) fn amount(usd: Usd, path: &str) -> String {
    format!("<span data-usd=\"{}\">{usd}</span>", text(path))
}

/// The same, or a dash where there is none.
pub(super) fn perhaps(usd: Option<Usd>, path: &str) -> String {
    usd.map_or_else(|| "–".to_owned(), |usd| amount(usd, path))
}

/// A share of the whole in percent, for a width or a height.
pub(super) fn share(part: Usd, whole: Usd) -> String {
    let percent = part.percent_of(whole).unwrap_or_default();
    format!("{:.2}%", percent.clamp(0.0, 100.0))
}

/// `83 %`
pub(super) fn percent(percent: Option<f64>) -> String {
    percent.map_or_else(|| "–".to_owned(), |percent| format!("{percent:.0} %"))
}

/// `Oct 2026`
pub(super) fn short(month: Month) -> String {
    let name: String = month.name().chars().take(3).collect();
    format!("{name} {}", month.year)
}
