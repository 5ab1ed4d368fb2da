//! A plan for a pull request.

use std::fmt::Write as _;

use crate::plan::{Change, Plan};

use super::plan_text::{symbol, totals, transition};
use super::style::{count, duration};

pub fn plan(plan: &Plan, plan_file: &str) -> String {
    let mut text = format!("## bedrock-org plan: `{}`\n\n", escape(plan_file));
    if plan.changes.is_empty() && plan.blocked.is_empty() {
        text.push_str("No changes: the organization matches the plan.\n");
    } else {
        let _ = writeln!(text, "**{}**\n", totals(&plan.changes));
    }
    irreversible(&mut text, &plan.changes);
    if !plan.blocked.is_empty() {
        text.push_str("### Blocked\n\n| what | cause | what to do |\n| --- | --- | --- |\n");
        for blocked in &plan.blocked {
            let _ = writeln!(
                text,
                "| `{}` | {} | {} |",
                blocked.address,
                escape(&blocked.cause),
                escape(&blocked.hint)
            );
        }
        text.push('\n');
    }
    changes(&mut text, &plan.changes);
    if !plan.unplanned.is_empty() {
        text.push_str("### No longer in the plan, left alone\n\n");
        for thing in &plan.unplanned {
            let _ = writeln!(text, "- `{}`: {}", thing.address, escape(&thing.what));
        }
        text.push('\n');
    }
    if !plan.changes.is_empty() {
        let headroom = plan.headroom;
        let quota = headroom
            .quota
            .map_or_else(|| "?".to_owned(), |quota| quota.to_string());
        let _ = writeln!(
            text,
            "Accounts: {} now, {} more, AWS allows {quota}. Takes about {} or more.",
            headroom.in_use,
            headroom.to_create,
            duration(plan.estimate)
        );
        if headroom.missing() > 0 {
            let missing = count(headroom.missing(), "account");
            let _ = writeln!(text, "\n> **{missing} too many**: raise the limit first.");
        }
    }
    text
}

fn irreversible(text: &mut String, changes: &[Change]) {
    let these: Vec<&Change> = changes
        .iter()
        .filter(|change| change.action.irreversible().is_some())
        .collect();
    if these.is_empty() {
        return;
    }
    let _ = writeln!(
        text,
        "> [!WARNING]\n> {} cannot be undone:",
        count(these.len(), "change")
    );
    for change in these {
        let why = change.action.irreversible().unwrap_or_default();
        let _ = writeln!(
            text,
            "> - `{}` {}: {why}",
            change.address,
            escape(&transition(change))
        );
    }
    text.push('\n');
}

/// Folded: a reviewer reads the totals first.
fn changes(text: &mut String, changes: &[Change]) {
    if changes.is_empty() {
        return;
    }
    let mut sorted: Vec<&Change> = changes.iter().collect();
    sorted.sort_by(|a, b| a.address.cmp(&b.address));
    let open = if sorted.len() <= 20 { " open" } else { "" };
    let _ = writeln!(
        text,
        "<details{open}><summary>{}</summary>\n",
        count(sorted.len(), "change")
    );
    text.push_str("| | address | change | reason |\n| --- | --- | --- | --- |\n");
    for change in sorted {
        let _ = writeln!(
            text,
            "| `{}` | `{}` | {} | {} |",
            symbol(change.action.kind()),
            change.address,
            escape(&transition(change)),
            escape(&change.reason)
        );
    }
    text.push_str("\n</details>\n\n");
}

/// What comes from a plan file or from AWS stays text in a table's cell.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '|' | '`' | '*' | '_' | '[' | ']' | '\\' => escaped.extend(['\\', c]),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '\n' | '\r' => escaped.push(' '),
            other => escaped.push(other),
        }
    }
    escaped
}
