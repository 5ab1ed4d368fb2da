//! `bedrock-auth doctor`, in 80 columns.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::wrap::wrap;
use crate::doctor::{Check, Verdict};

/// The longest verdict.
const VERDICT: usize = 7;

/// What is wrong comes last, next to the prompt; among the wrong, causes come before what follows
/// from them.
pub fn text(checks: &[Check]) -> String {
    let name = checks.iter().map(|one| one.name.len()).max().unwrap_or(0);
    let indent = VERDICT + 2 + name + 2;
    let mut text = String::new();
    for verdict in [
        Verdict::Skipped,
        Verdict::Ok,
        Verdict::Warning,
        Verdict::Failed,
    ] {
        for check in checks.iter().filter(|check| check.verdict == verdict) {
            let head = format!("{:VERDICT$}  {:name$}  ", word(verdict), check.name);
            wrap(&mut text, &head, indent, &check.seen);
            if let Some(remedy) = &check.remedy {
                wrap(
                    &mut text,
                    &" ".repeat(indent),
                    indent + 2,
                    &format!("> {remedy}"),
                );
            }
        }
    }
    let _ = writeln!(text, "\n{}", sum(checks));
    text
}

const fn word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Ok => "ok",
        Verdict::Skipped => "skipped",
        Verdict::Warning => "warning",
        Verdict::Failed => "FAILED",
    }
}

fn sum(checks: &[Check]) -> String {
    let count = |verdict| checks.iter().filter(|one| one.verdict == verdict).count();
    let of = |number: usize, one: &str, more: &str| match number {
        0 => None,
        1 => Some(format!("1 {one}")),
        number => Some(format!("{number} {more}")),
    };
    let parts: Vec<String> = [
        of(count(Verdict::Failed), "failure", "failures"),
        of(count(Verdict::Warning), "warning", "warnings"),
        of(count(Verdict::Skipped), "skipped", "skipped"),
    ]
    .into_iter()
    .flatten()
    .collect();
    match parts.as_slice() {
        [] => "Nothing stands in the way.".into(),
        parts => format!("{}.", parts.join(", ")),
    }
}

/// In the order in which they were asked.
pub fn json(checks: &[Check]) -> Value {
    let failed = checks.iter().any(|one| one.verdict == Verdict::Failed);
    json!({
        "version": env!("CARGO_PKG_VERSION"),
        "ok": !failed,
        "checks": checks,
    })
}
