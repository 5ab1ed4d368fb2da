//! A plan for a person at a terminal.

use std::fmt::Write as _;

use console::measure_text_width;

use crate::plan::{Change, Kind, Plan};

use super::plan_quotas::{Told, more, title, told, waits};
use super::plan_words::{
    Obstacle, WAITING, headroom, infrastructure, irreversible, obstacles, pace, sides, sorted,
    too_many, verdict, waiting, waves,
};
use super::siblings::{Entry, fold};
use super::style::{Style, argument, count, plain, wrap};

pub use super::plan_words::{symbol, totals, transition};

pub fn plan(plan: &Plan, plan_file: &str, style: Style) -> String {
    let mut text = String::new();
    changes(&mut text, &plan.changes, style);
    justifications(&mut text, &plan.changes, style);
    cannot_be_undone(&mut text, &plan.changes, style);
    blocked(&mut text, plan, style);
    unplanned(&mut text, plan, style);
    awaited(&mut text, plan, style);
    summary(&mut text, plan, plan_file, style);
    text
}

/// Text below `indent` columns, broken at spaces; lines after the first hang `hanging` deeper.
fn paragraph(
    text: &mut String,
    indent: usize,
    hanging: usize,
    words: &str,
    style: Style,
    paint: fn(&Style, &str) -> String,
) {
    let room = style.width.saturating_sub(indent + hanging);
    for (number, line) in wrap(words, room).iter().enumerate() {
        let indent = if number == 0 {
            indent
        } else {
            indent + hanging
        };
        let _ = writeln!(text, "{:indent$}{}", "", paint(&style, line));
    }
}

fn unpainted(_: &Style, text: &str) -> String {
    text.to_owned()
}

fn changes(text: &mut String, changes: &[Change], style: Style) {
    let mut last = None;
    for Entry { address, change } in fold(&sorted(changes.iter())) {
        let group = group(change.address.as_str());
        if last.is_some_and(|last| last != group) {
            text.push('\n');
        }
        last = Some(group);
        line(text, &address, change, style);
    }
    if last.is_some() {
        text.push('\n');
    }
}

/// Changes of one team, all OUs above the teams and all policies stand together.
fn group(address: &str) -> &str {
    let head = address.split('/').next().unwrap_or(address);
    match head.split_once('.') {
        Some((kind @ ("ou" | "policy"), _)) => kind,
        _ => head,
    }
}

fn line(text: &mut String, address: &str, change: &Change, style: Style) {
    let kind = change.action.kind();
    let mark = symbol(kind);
    let mark = match kind {
        Kind::Create => style.green(mark),
        Kind::Move => style.cyan(mark),
        Kind::Update | Kind::Replace => style.yellow(mark),
        Kind::Delete => style.red(mark),
    };
    let address = plain(address);
    let room = style.width.saturating_sub(4);
    for (number, words) in wrap(&address, room).iter().enumerate() {
        let lead = if number == 0 { mark.as_str() } else { "   " };
        let _ = writeln!(text, "{lead} {}", style.bold(words));
    }
    let shown = transition(change);
    let reason = format!("({})", plain(&change.reason));
    let room = style.width.saturating_sub(6);
    let gap = if shown.is_empty() { "" } else { "  " };
    if measure_text_width(&shown) + gap.len() + measure_text_width(&reason) <= room {
        let _ = writeln!(text, "      {shown}{gap}{}", style.dim(&reason));
        return;
    }
    if measure_text_width(&shown) <= room {
        let _ = writeln!(text, "      {shown}");
    } else {
        let (before, after) = sides(change);
        let arrow = if before.is_some() { "-> " } else { "" };
        if let Some(before) = before {
            paragraph(text, 6, 0, &before, style, unpainted);
        }
        if let Some(after) = after {
            let words = format!("{arrow}{after}");
            paragraph(text, 6, arrow.len(), &words, style, unpainted);
        }
    }
    paragraph(text, 6, 1, &reason, style, Style::dim);
}

/// What to answer AWS with, when it asks about quota requests.
fn justifications(text: &mut String, changes: &[Change], style: Style) {
    let told = told(changes);
    if told.is_empty() {
        return;
    }
    let title = "Why each quota is asked for, should AWS want to know:";
    paragraph(text, 0, 0, title, style, Style::bold);
    for one in told {
        let Told {
            address,
            justification,
            more: others,
        } = one;
        let _ = writeln!(text, "  {}", plain(address));
        paragraph(text, 6, 0, &justification, style, unpainted);
        if let Some(words) = more(others) {
            paragraph(text, 6, 1, &format!("({words})"), style, Style::dim);
        }
    }
    text.push('\n');
}

/// What has no way back, apart from the rest, one reason once.
fn cannot_be_undone(text: &mut String, changes: &[Change], style: Style) {
    let reasons = irreversible(changes);
    if reasons.is_empty() {
        return;
    }
    let _ = writeln!(text, "{}", style.bold(&style.yellow("Cannot be undone:")));
    for (why, these) in reasons {
        let words = format!("{}: {why}", count(these.len(), "change"));
        paragraph(text, 2, 0, &words, style, unpainted);
        for change in these {
            let mark = symbol(change.action.kind());
            let address = plain(change.address.as_str());
            let shown = transition(change);
            item(text, &format!("    {mark} {address}"), &shown, 8, style);
        }
    }
    text.push('\n');
}

/// A name and what it is: on one line where both fit, else one below the other.
fn item(text: &mut String, name: &str, what: &str, indent: usize, style: Style) {
    if measure_text_width(name) + 2 + measure_text_width(what) <= style.width {
        let _ = writeln!(text, "{name}  {what}");
    } else {
        let _ = writeln!(text, "{name}");
        paragraph(text, indent, 0, what, style, unpainted);
    }
}

fn blocked(text: &mut String, plan: &Plan, style: Style) {
    if plan.blocked.is_empty() {
        return;
    }
    let title = style.bold(&style.red("Blocked, left as it is:"));
    let _ = writeln!(text, "{title}");
    for obstacle in obstacles(&plan.blocked) {
        let Obstacle {
            addresses,
            cause,
            hint,
        } = obstacle;
        for address in addresses {
            let _ = writeln!(text, "  ! {}", style.bold(&plain(address.as_str())));
        }
        paragraph(text, 6, 0, &cause, style, unpainted);
        let hint = format!("hint: {hint}");
        paragraph(text, 6, "hint: ".len(), &hint, style, Style::cyan);
    }
    let waiting = waiting(&plan.blocked);
    for address in &waiting {
        let _ = writeln!(text, "  ! {}", style.bold(&plain(address.as_str())));
    }
    if !waiting.is_empty() {
        paragraph(text, 6, 0, WAITING, style, unpainted);
    }
    text.push('\n');
}

fn unplanned(text: &mut String, plan: &Plan, style: Style) {
    if plan.unplanned.is_empty() {
        return;
    }
    let title = "Ours, but no longer in the plan; left alone:";
    paragraph(text, 0, 0, title, style, Style::bold);
    for thing in &plan.unplanned {
        let id = thing.account.as_ref();
        let id = id.map_or_else(String::new, |id| format!(" ({id})"));
        let address = plain(thing.address.as_str());
        let what = format!("{}{id}", plain(&thing.what));
        item(text, &format!("  {address}"), &what, 6, style);
        if thing.deletable {
            let command = format!("--delete {}", argument(thing.address.as_str()));
            paragraph(text, 6, 0, &command, style, Style::dim);
        }
    }
    text.push('\n');
}

/// What AWS or people have yet to do, of each kind by itself.
fn awaited(text: &mut String, plan: &Plan, style: Style) {
    let waits = waits(&plan.waiting);
    for alike in waits.chunk_by(|one, other| one.kind == other.kind) {
        if let Some(first) = alike.first() {
            let _ = writeln!(text, "{}", style.bold(&format!("{}:", title(first.kind))));
        }
        for wait in alike {
            for (address, case) in wait.named() {
                let case = case.map_or_else(String::new, |case| format!("case {case}"));
                let name = format!("  {}", plain(address));
                match case.is_empty() {
                    true => drop(writeln!(text, "{name}")),
                    false => item(text, &name, &case, 6, style),
                }
            }
            if let Some(words) = wait.unnamed() {
                paragraph(text, 2, 0, &words, style, Style::dim);
            }
            paragraph(text, 6, 0, &wait.what, style, unpainted);
            if let Some(hint) = &wait.hint {
                let hint = format!("hint: {hint}");
                paragraph(text, 6, "hint: ".len(), &hint, style, Style::cyan);
            }
            if let Some(case) = &wait.case {
                let case = format!("text: {case}");
                paragraph(text, 6, "text: ".len(), &case, style, unpainted);
            }
            if let (Some(_), Some(words)) = (&wait.case, more(wait.ones.len() - 1)) {
                paragraph(text, 12, 1, &format!("({words})"), style, Style::dim);
            }
        }
        text.push('\n');
    }
}

fn summary(text: &mut String, plan: &Plan, plan_file: &str, style: Style) {
    paragraph(text, 0, 0, &verdict(plan, plan_file), style, Style::bold);
    if plan.changes.is_empty() {
        return;
    }
    if let Some(words) = waves(plan) {
        paragraph(text, 0, 0, &words, style, unpainted);
    }
    if let Some(words) = headroom(plan.headroom) {
        paragraph(text, 0, 0, &words, style, unpainted);
    }
    if let Some(words) = too_many(plan.headroom) {
        paragraph(text, 0, 0, &words, style, Style::red);
    }
    paragraph(text, 0, 0, &pace(plan), style, unpainted);
    if let Some(words) = infrastructure(plan.infrastructure.as_ref()) {
        paragraph(text, 0, 0, &words, style, unpainted);
    }
}
