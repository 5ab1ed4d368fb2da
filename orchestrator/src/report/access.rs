//! Who may invoke what, for people.

mod explained;
mod json;
mod table;

use std::collections::BTreeSet;
use std::fmt::Write as _;

use crate::plan::access::{Access, Finding, Kind};

use super::style::{Style, count, plain, wrap};

pub use explained::explained;
pub use json::json;

/// `source`: what the documents are taken from, such as `as AWS has it`.
pub fn text(access: &Access, source: &str, style: Style) -> String {
    let mut text = String::new();
    let title = format!("Who may invoke models, and where, {source}");
    let _ = writeln!(text, "{}\n", style.bold(&title));
    text.push_str(&table::matrix(access, style));
    for (kind, title) in [
        (Kind::Leak, "Leaks: who gets more than the plan gives them"),
        (Kind::Missing, "Missing: what a team does not reach"),
        (Kind::Thin, "Thin: refused, but by one layer alone"),
    ] {
        findings(&mut text, access, kind, title, style);
    }
    near_misses(&mut text, access, style);
    unknown(&mut text, access, style);
    let (words, paint) = verdict(access);
    for line in wrap(&words, style.width) {
        let _ = writeln!(text, "{}", style.bold(&paint(&style, &line)));
    }
    text
}

/// How many findings of a kind are told one by one.
const MOST_TOLD: usize = 20;

fn findings(text: &mut String, access: &Access, kind: Kind, title: &str, style: Style) {
    let these: Vec<&Finding> = access
        .findings
        .iter()
        .filter(|finding| finding.kind == kind)
        .collect();
    if these.is_empty() {
        return;
    }
    let title = if kind.is_wrong() {
        style.bold(&style.red(title))
    } else {
        style.bold(title)
    };
    let _ = writeln!(text, "{title}:");
    for finding in these.iter().take(MOST_TOLD) {
        let Finding {
            account,
            people,
            what,
            by,
            ..
        } = finding;
        let words = format!("{}: {} {what}", account, people.join(", "));
        paragraph(text, 2, &plain(&words), style);
        paragraph(text, 6, &format!("by {}", plain(by)), style);
    }
    if these.len() > MOST_TOLD {
        let _ = writeln!(
            text,
            "  and {} more: --json has them all",
            these.len() - MOST_TOLD
        );
    }
    text.push('\n');
}

fn paragraph(text: &mut String, indent: usize, words: &str, style: Style) {
    let room = style.width.saturating_sub(indent);
    for line in wrap(words, room) {
        let _ = writeln!(text, "{:indent$}{line}", "");
    }
}

fn unknown(text: &mut String, access: &Access, style: Style) {
    for gap in &access.unknown {
        let title = style.bold(&style.yellow("Not known:"));
        let _ = writeln!(text, "{title} {}", plain(&gap.cause));
        let _ = writeln!(text, "  hint: {}", plain(&gap.hint));
    }
    if !access.without_stack.is_empty() {
        let names: Vec<&str> = access
            .without_stack
            .iter()
            .map(|name| name.as_str())
            .collect();
        let words = format!("No auth stack yet, so nobody gets in: {}", names.join(", "));
        paragraph(text, 0, &plain(&words), style);
        text.push('\n');
    }
}

fn verdict(access: &Access) -> (String, fn(&Style, &str) -> String) {
    let of = |kind| access.findings.iter().filter(|it| it.kind == kind).count();
    let (leaks, missing) = (of(Kind::Leak), of(Kind::Missing));
    let asked = count(access.decisions(), "question");
    if leaks + missing > 0 {
        let leaks = count(leaks, "leak");
        return (
            format!("{leaks}, {missing} missing, after {asked}."),
            Style::red,
        );
    }
    if !access.unknown.is_empty() {
        let words = format!("No leak was found in {asked}, but not everything could be read.");
        return (words, Style::yellow);
    }
    let words = format!(
        "Every team reaches its own and nothing else, and outsiders reach nothing: {asked} put to \
         the documents."
    );
    (words, Style::green)
}

/// Not a leak while nobody is in such a group; said all the same.
fn near_misses(text: &mut String, access: &Access, style: Style) {
    let near: BTreeSet<&str> = access
        .findings
        .iter()
        .filter(|finding| finding.kind == Kind::NearMiss)
        .flat_map(|finding| finding.people.iter().map(String::as_str))
        .collect();
    let Some(first) = near.first() else {
        return;
    };
    let words = format!(
        "Known limit: Cognito's Contains looks for a team's group anywhere in the claim, so a group \
         named {first} would be taken for it; the same goes for {}. Keep such names out of the \
         identity provider, or have it send one group and set identity.groups_match = \"equals\".",
        match near.len() {
            1 => "no other team".to_owned(),
            all => count(all - 1, "other team"),
        }
    );
    paragraph(text, 0, &plain(&words), style);
    text.push('\n');
}
