//! The same for a ticket or a pull request.

use std::fmt::Write as _;

use crate::plan::capacity::Capacity;
use crate::report::style::plain;

use super::rows::lines;
use super::words;

pub fn markdown(capacity: &Capacity, file: &str) -> String {
    let mut text = format!("## {}\n", cell(&words::title(capacity, file)));
    let _ = writeln!(text, "\n{}", words::summary(capacity));
    for team in &capacity.teams {
        let _ = writeln!(text, "\n### {}\n", words::headline(team));
        let _ = writeln!(text, "{} {}\n", words::need(team), words::cost(team));
        let (heads, lines) = lines(capacity, team);
        let _ = writeln!(text, "| {} |", heads.join(" | "));
        let _ = writeln!(text, "|{}", " --- |".repeat(heads.len()));
        for line in &lines {
            let mark = |cell: &String| match line.red {
                true => format!("**{cell}**"),
                false => cell.clone(),
            };
            let cells: Vec<String> = line.cells.iter().map(mark).collect();
            let _ = writeln!(text, "| {} |", cells.join(" | "));
        }
        for note in words::notes(team) {
            let _ = writeln!(text, "\n{note}");
        }
        let _ = writeln!(text, "\n**{}**", words::advice(team));
    }
    for (account, region, gap) in &capacity.unread {
        let (cause, hint) = (cell(&gap.cause), cell(&gap.hint));
        let _ = writeln!(
            text,
            "\n**Not known:** the quotas of {account} in {region}: {cause}. {hint}"
        );
    }
    let wanted = capacity.wanted();
    if !wanted.is_empty() {
        text.push_str("\n### What to ask AWS for\n\n");
        for one in wanted {
            let how = if one.support {
                ", in a support case"
            } else {
                ""
            };
            let _ = writeln!(
                text,
                "- {} in {}, {} (`{}`){how}. {}",
                one.account, one.region, one.name, one.code, one.justification
            );
        }
    }
    let _ = writeln!(text, "\n{}", words::ASSUMED);
    text
}

/// A file's name or AWS's words, without what Markdown would make of them.
fn cell(text: &str) -> String {
    let mut safe = String::new();
    for c in plain(text).chars() {
        if "\\`*_{}[]<>|#".contains(c) {
            safe.push('\\');
        }
        safe.push(c);
    }
    safe
}
