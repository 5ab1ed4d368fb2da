//! A plan for a person at a terminal.

use std::fmt::Write as _;

use console::measure_text_width;

use crate::plan::{Change, Headroom, Kind, Plan};

use super::style::{Style, count, duration, wrap};

pub fn plan(plan: &Plan, plan_file: &str, style: Style) -> String {
    let mut text = String::new();
    changes(&mut text, &plan.changes, style);
    irreversible(&mut text, &plan.changes, style);
    blocked(&mut text, plan, style);
    unplanned(&mut text, plan, style);
    let _ = writeln!(text, "{}", summary(plan, plan_file, style));
    text
}

fn summary(plan: &Plan, plan_file: &str, style: Style) -> String {
    if plan.changes.is_empty() {
        return if plan.blocked.is_empty() {
            style.bold(&format!(
                "No changes: the organization matches {plan_file}."
            ))
        } else {
            style.bold("Nothing can be changed until what is blocked is resolved.")
        };
    }
    let mut lines = vec![style.bold(&format!("Plan: {}.", totals(&plan.changes)))];
    lines.extend(headroom(plan.headroom, style));
    lines.push(format!(
        "Takes about {} or more: AWS's published limits{} set the pace.",
        duration(plan.estimate),
        if plan.headroom.to_create > 0 {
            ", five account creations at a time,"
        } else {
            ""
        }
    ));
    lines.join("\n")
}

/// `12 to create, 3 to move, 1 to change, 0 to delete`
pub fn totals(changes: &[Change]) -> String {
    let of = |kind| {
        changes
            .iter()
            .filter(|change| change.action.kind() == kind)
            .count()
    };
    format!(
        "{} to create, {} to move, {} to change, {} to delete",
        of(Kind::Create),
        of(Kind::Move),
        of(Kind::Update),
        of(Kind::Delete)
    )
}

pub fn symbol(kind: Kind) -> &'static str {
    match kind {
        Kind::Create => "+",
        Kind::Move => ">",
        Kind::Update => "~",
        Kind::Delete => "-",
    }
}

/// `before -> after`, or the one of the two that there is.
pub fn transition(change: &Change) -> String {
    match (&change.before, &change.after) {
        (Some(before), Some(after)) => format!("{before} -> {after}"),
        (Some(only), None) | (None, Some(only)) => only.clone(),
        (None, None) => String::new(),
    }
}

/// In the order of addresses: a team's changes stand together, whatever order they happen in.
fn changes(text: &mut String, changes: &[Change], style: Style) {
    let mut sorted: Vec<&Change> = changes.iter().collect();
    sorted.sort_by(|a, b| a.address.cmp(&b.address));
    let mut group = "";
    for change in sorted {
        let (head, _) = change
            .address
            .as_str()
            .split_once('/')
            .unwrap_or((change.address.as_str(), ""));
        if head != group {
            if !group.is_empty() {
                text.push('\n');
            }
            group = head;
        }
        line(text, change, style);
    }
    if !changes.is_empty() {
        text.push('\n');
    }
}

fn line(text: &mut String, change: &Change, style: Style) {
    let kind = change.action.kind();
    let mark = symbol(kind);
    let mark = match kind {
        Kind::Create => style.green(mark),
        Kind::Move => style.cyan(mark),
        Kind::Update => style.yellow(mark),
        Kind::Delete => style.red(mark),
    };
    let _ = writeln!(text, "{mark} {}", style.bold(change.address.as_str()));
    let room = style.width.saturating_sub(6).max(20);
    let shown = transition(change);
    let reason = format!("({})", change.reason);
    if measure_text_width(&shown) + 2 + measure_text_width(&reason) <= room {
        let gap = if shown.is_empty() { "" } else { "  " };
        let _ = writeln!(text, "      {shown}{gap}{}", style.dim(&reason));
        return;
    }
    for part in wrap(&shown, room) {
        let _ = writeln!(text, "      {part}");
    }
    for part in wrap(&reason, room) {
        let _ = writeln!(text, "      {}", style.dim(&part));
    }
}

/// What has no way back, apart from the rest, one reason once.
fn irreversible(text: &mut String, changes: &[Change], style: Style) {
    let mut why: Vec<&str> = changes
        .iter()
        .filter_map(|change| change.action.irreversible())
        .collect();
    why.sort_unstable();
    why.dedup();
    if why.is_empty() {
        return;
    }
    let _ = writeln!(text, "{}", style.bold(&style.yellow("Cannot be undone:")));
    for why in why {
        let mut these: Vec<&Change> = changes
            .iter()
            .filter(|change| change.action.irreversible() == Some(why))
            .collect();
        these.sort_by(|a, b| a.address.cmp(&b.address));
        for part in wrap(
            &format!("{}: {why}", count(these.len(), "change")),
            style.width - 2,
        ) {
            let _ = writeln!(text, "  {part}");
        }
        for change in these {
            let mark = symbol(change.action.kind());
            let _ = writeln!(
                text,
                "    {mark} {}  {}",
                change.address,
                transition(change)
            );
        }
    }
    text.push('\n');
}

fn blocked(text: &mut String, plan: &Plan, style: Style) {
    if plan.blocked.is_empty() {
        return;
    }
    let _ = writeln!(
        text,
        "{}",
        style.bold(&style.red("Blocked, left as it is:"))
    );
    for blocked in &plan.blocked {
        let _ = writeln!(text, "  ! {}", style.bold(blocked.address.as_str()));
        for part in wrap(&blocked.cause, style.width - 6) {
            let _ = writeln!(text, "      {part}");
        }
        for part in wrap(&format!("hint: {}", blocked.hint), style.width - 6) {
            let _ = writeln!(text, "      {}", style.cyan(&part));
        }
    }
    text.push('\n');
}

fn unplanned(text: &mut String, plan: &Plan, style: Style) {
    if plan.unplanned.is_empty() {
        return;
    }
    let _ = writeln!(
        text,
        "{}",
        style.bold("Ours, but no longer in the plan; left alone:")
    );
    for thing in &plan.unplanned {
        let id = thing
            .account
            .as_ref()
            .map_or_else(String::new, |id| format!(" ({id})"));
        let _ = writeln!(text, "  {}  {}{id}", thing.address, thing.what);
        if thing.deletable {
            let _ = writeln!(
                text,
                "      {}",
                style.dim(&format!("--delete {}", thing.address))
            );
        }
    }
    text.push('\n');
}

fn headroom(headroom: Headroom, style: Style) -> Option<String> {
    let Headroom {
        in_use,
        to_create,
        quota,
    } = headroom;
    if to_create == 0 {
        return None;
    }
    let Some(quota) = quota else {
        return Some(format!(
            "Accounts: {in_use} now, {to_create} more; AWS's limit could not be read."
        ));
    };
    let line = format!("Accounts: {in_use} now, {to_create} more, AWS allows {quota}.");
    match headroom.missing() {
        0 => Some(line),
        missing => Some(format!(
            "{line}\n{}",
            style.red(&format!(
                "{} too many: raise Service Quotas > Organizations > \
                 \"Default maximum number of accounts\" first, or these creations fail.",
                count(missing, "account")
            ))
        )),
    }
}
