//! A plan for a pull request.

use std::fmt::Write as _;

use crate::plan::{Address, Change, Plan};

use super::plan_quotas::{Told, Wait, more, title, told, waits};
use super::plan_words::{
    Obstacle, WAITING, headroom, infrastructure, irreversible, obstacles, pace, sorted, symbol,
    too_many, transition, verdict, waiting, waves,
};
use super::style::{argument, count, plain};

/// Up to here a reviewer sees every change without unfolding them.
const UNFOLDED: usize = 20;

pub fn plan(plan: &Plan, plan_file: &str) -> String {
    let mut text = format!("## bedrock-org plan: {}\n\n", code(plan_file));
    let _ = writeln!(text, "**{}**\n", escape(&verdict(plan, "the plan file")));
    cannot_be_undone(&mut text, &plan.changes);
    blocked(&mut text, plan);
    changes(&mut text, &plan.changes);
    justifications(&mut text, &plan.changes);
    unplanned(&mut text, plan);
    awaited(&mut text, plan);
    summary(&mut text, plan);
    text.truncate(text.trim_end().len());
    text.push('\n');
    text
}

fn cannot_be_undone(text: &mut String, changes: &[Change]) {
    let reasons = irreversible(changes);
    if reasons.is_empty() {
        return;
    }
    text.push_str("> [!WARNING]\n> **Cannot be undone**\n");
    for (why, these) in reasons {
        let _ = writeln!(text, ">\n> {}: {why}\n>", count(these.len(), "change"));
        for change in these {
            let address = code(change.address.as_str());
            let _ = writeln!(text, "> - {address} {}", escape(&transition(change)));
        }
    }
    text.push('\n');
}

fn blocked(text: &mut String, plan: &Plan) {
    if plan.blocked.is_empty() {
        return;
    }
    text.push_str(
        "### Blocked, left as it is\n\n| what | cause | what to do |\n| --- | --- | --- |\n",
    );
    for obstacle in obstacles(&plan.blocked) {
        let Obstacle {
            addresses,
            cause,
            hint,
        } = obstacle;
        let (cause, hint) = (escape(&cause), escape(&hint));
        let _ = writeln!(text, "| {} | {cause} | {hint} |", stacked(addresses));
    }
    let waiting = waiting(&plan.blocked);
    if !waiting.is_empty() {
        let _ = writeln!(text, "| {} | {WAITING} | |", stacked(waiting));
    }
    text.push('\n');
}

/// Folded where there are many: a reviewer reads the totals first.
fn changes(text: &mut String, changes: &[Change]) {
    if changes.is_empty() {
        return;
    }
    let open = if changes.len() <= UNFOLDED {
        " open"
    } else {
        ""
    };
    let number = count(changes.len(), "change");
    let _ = writeln!(text, "<details{open}><summary>{number}</summary>\n");
    text.push_str("| | address | change | reason |\n| --- | --- | --- | --- |\n");
    for change in sorted(changes.iter()) {
        let _ = writeln!(
            text,
            "| `{}` | {} | {} | {} |",
            symbol(change.action.kind()),
            code_in_table(change.address.as_str()),
            escape(&transition(change)),
            escape(&change.reason)
        );
    }
    text.push_str("\n</details>\n\n");
}

/// What to answer AWS with, when it asks about quota requests.
fn justifications(text: &mut String, changes: &[Change]) {
    let told = told(changes);
    if told.is_empty() {
        return;
    }
    text.push_str(
        "<details><summary>Why each quota is asked for, should AWS want to know</summary>\n\n",
    );
    for one in told {
        let Told {
            address,
            justification,
            more: others,
        } = one;
        let _ = write!(text, "- {}: {}", code(address), escape(&justification));
        say_more(text, others);
    }
    text.push_str("\n</details>\n\n");
}

fn say_more(text: &mut String, others: usize) {
    if let Some(words) = more(others) {
        let _ = write!(text, " ({words})");
    }
    text.push('\n');
}

/// What AWS or people have yet to do, of each kind by itself.
fn awaited(text: &mut String, plan: &Plan) {
    let waits = waits(&plan.waiting);
    for alike in waits.chunk_by(|one, other| one.kind == other.kind) {
        if let Some(first) = alike.first() {
            let _ = writeln!(text, "### {}\n", title(first.kind));
        }
        text.push_str("| what | how it stands | what to do |\n| --- | --- | --- |\n");
        for wait in alike {
            let hint = wait.hint.as_deref().unwrap_or_default();
            let (what, hint) = (escape(&wait.what), escape(hint));
            let _ = writeln!(text, "| {} | {what} | {hint} |", named(wait));
        }
        text.push('\n');
        support_texts(text, alike);
    }
}

fn named(wait: &Wait<'_>) -> String {
    let named = wait.named().map(|(address, case)| {
        let case = case.map(|case| format!(" case {}", escape(&case)));
        format!("{}{}", code_in_table(address), case.unwrap_or_default())
    });
    let named: Vec<String> = named.chain(wait.unnamed()).collect();
    named.join("<br>")
}

/// As code: GitHub offers to copy it, and shows it as it is.
fn support_texts(text: &mut String, waits: &[Wait<'_>]) {
    let with_text = waits.iter().filter_map(|wait| {
        let (address, _) = wait.named().next()?;
        Some((address, wait.case.as_deref()?, wait.ones.len() - 1))
    });
    let mut with_text = with_text.peekable();
    if with_text.peek().is_none() {
        return;
    }
    text.push_str("<details><summary>What to write to AWS Support</summary>\n\n");
    for (address, case, others) in with_text {
        let _ = write!(text, "- {}: {}", code(address), code(case));
        say_more(text, others);
    }
    text.push_str("\n</details>\n\n");
}

fn unplanned(text: &mut String, plan: &Plan) {
    if plan.unplanned.is_empty() {
        return;
    }
    text.push_str("### Ours, but no longer in the plan; left alone\n\n");
    for thing in &plan.unplanned {
        let address = code(thing.address.as_str());
        let _ = write!(text, "- {address}: {}", escape(&thing.what));
        if let Some(id) = &thing.account {
            let _ = write!(text, " ({id})");
        }
        if thing.deletable {
            let command = format!("--delete {}", argument(thing.address.as_str()));
            let _ = write!(text, "; {} removes it", code(&command));
        }
        text.push('\n');
    }
    text.push('\n');
}

fn summary(text: &mut String, plan: &Plan) {
    if plan.changes.is_empty() {
        return;
    }
    if let Some(words) = waves(plan) {
        let _ = writeln!(text, "{}\n", escape(&words));
    }
    if let Some(words) = headroom(plan.headroom) {
        let _ = write!(text, "{words} ");
    }
    let _ = writeln!(text, "{}", pace(plan));
    if let Some(words) = infrastructure(plan.infrastructure.as_ref()) {
        let _ = writeln!(text, "\n{}", escape(&words));
    }
    if let Some(words) = too_many(plan.headroom) {
        let _ = writeln!(text, "\n> [!CAUTION]\n> {words}");
    }
}

/// What comes from a plan file or from AWS stays text: no markup, no cell of a table, no HTML, and
/// nobody is notified because a tag says `@someone`.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    let mut word = false;
    for c in plain(text).chars() {
        match c {
            '|' | '`' | '*' | '_' | '~' | '$' | '[' | ']' | '\\' => escaped.extend(['\\', c]),
            '<' => escaped.push_str("&lt;"),
            '&' => escaped.push_str("&amp;"),
            '@' if !word => escaped.push_str("@<!-- -->"),
            other => escaped.push(other),
        }
        word = c.is_alphanumeric();
    }
    escaped
}

/// Addresses one below the other in one cell.
fn stacked(addresses: Vec<&Address>) -> String {
    let addresses = addresses.into_iter();
    let addresses: Vec<String> = addresses
        .map(|address| code_in_table(address.as_str()))
        .collect();
    addresses.join("<br>")
}

/// A text as it is, between more backticks than it holds in a row.
fn code(text: &str) -> String {
    let text = plain(text);
    let longest = text
        .split(|c| c != '`')
        .map(str::len)
        .max()
        .unwrap_or_default();
    let fence = "`".repeat(longest + 1);
    // A backtick at an end would belong to the fence.
    let space = if longest > 0 { " " } else { "" };
    format!("{fence}{space}{text}{space}{fence}")
}

/// A bar ends a table's cell even inside code.
fn code_in_table(text: &str) -> String {
    code(text).replace('|', "\\|")
}
