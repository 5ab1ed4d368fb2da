//! What was spent: for a terminal, a spreadsheet and a program.

mod csv;

mod json;
mod tables;

use std::fmt::Write as _;
use std::path::Path;
use std::time::Duration;

use crate::model::{FindingKind, People, SpendReport};

use super::style::{Style, argument, count, duration, plain, wrap};

pub use csv::csv;
pub use json::json;

/// How many findings of a kind, and how many people, are told one by one.
const MOST_TOLD: usize = 20;

pub fn text(report: &SpendReport, style: Style) -> String {
    let mut text = String::new();
    for line in wrap(&plain(&title(report)), style.width) {
        let _ = writeln!(text, "{}", style.bold(&line));
    }
    if let Some(words) = unfinished(report) {
        paragraph(&mut text, 0, &words, style);
    }
    text.push('\n');
    findings(&mut text, report, style);
    text.push_str(&tables::teams(report, style));
    text.push('\n');
    text.push_str(&tables::models(report, style));
    text.push('\n');
    people(&mut text, report, style);
    text.push_str(&tables::trend(report, style));
    text.push('\n');
    gaps(&mut text, report, style);
    paragraph(&mut text, 0, &cost(report), style);
    text
}

pub fn written(path: &Path) -> String {
    format!("wrote {}\n", argument(&path.display().to_string()))
}

fn title(report: &SpendReport) -> String {
    let month = report.month;
    let through = if report.through.day < month.days() {
        format!(", through day {}", report.through.day)
    } else {
        String::new()
    };
    let (organization, name) = (&report.organization, month.name());
    format!(
        "What {organization} spent in {name} {}{through}",
        month.year
    )
}

fn unfinished(report: &SpendReport) -> Option<String> {
    if report.complete {
        return None;
    }
    let words = if report.total.forecast.is_some() || report.through.day < report.month.days() {
        "AWS's figures are up to a day behind, and those of this month change until it is over."
            .into()
    } else {
        let next = report.month.next().name();
        format!("The month is over, but AWS may change its figures until 5 {next}.")
    };
    Some(words)
}

fn findings(text: &mut String, report: &SpendReport, style: Style) {
    if report.findings.is_empty() {
        let words = "Nothing needs attention: nobody is over a budget or on the way there.";
        paragraph(text, 0, words, style);
        text.push('\n');
        return;
    }
    for (kind, heading) in [
        (FindingKind::OverBudget, "Over budget"),
        (FindingKind::ForecastOverBudget, "On the way over budget"),
        (FindingKind::UnusualGrowth, "Unusual growth"),
        (FindingKind::Unplanned, "Not in the plan file"),
        (FindingKind::NoBudget, "Without a budget"),
    ] {
        let these: Vec<&str> = report
            .findings
            .iter()
            .filter(|finding| finding.kind == kind)
            .map(|finding| finding.text.as_str())
            .collect();
        if these.is_empty() {
            continue;
        }
        let heading = match kind {
            FindingKind::OverBudget => style.red(heading),
            FindingKind::NoBudget => heading.to_owned(),
            _ => style.yellow(heading),
        };
        let _ = writeln!(text, "{}", style.bold(&heading));
        for words in these.iter().take(MOST_TOLD) {
            paragraph(text, 2, &plain(words), style);
        }
        more(text, these.len());
    }
    text.push('\n');
}

fn more(text: &mut String, all: usize) {
    if all > MOST_TOLD {
        let rest = all - MOST_TOLD;
        let _ = writeln!(text, "  and {rest} more: --json has them all");
    }
}

fn people(text: &mut String, report: &SpendReport, style: Style) {
    match &report.people {
        People::No { hint } => {
            let words = format!("By person: not known, since {}.", plain(hint));
            paragraph(text, 0, &words, style);
        }
        People::Yes { .. } => {
            let (table, all) = tables::people(report, style);
            text.push_str(&table);
            more(text, all);
        }
    }
    text.push('\n');
}

fn gaps(text: &mut String, report: &SpendReport, style: Style) {
    for gap in &report.gaps {
        let title = "Not known:";
        let lines = wrap(&format!("{title} {}", plain(&gap.cause)), style.width);
        let painted = style.bold(&style.yellow(title));
        let told = lines.join("\n").replacen(title, &painted, 1);
        let _ = writeln!(text, "{told}");
        paragraph(text, 2, &format!("hint: {}", plain(&gap.hint)), style);
        text.push('\n');
    }
}

fn cost(report: &SpendReport) -> String {
    let queries = &report.queries;
    let asked = match queries.requests {
        0 => "No request to Cost Explorer was needed.".to_owned(),
        requests => {
            let requests = count(requests as usize, "request");
            format!(
                "{requests} to Cost Explorer, which AWS bills with {}.",
                queries.usd
            )
        }
    };
    match queries.kept_for_seconds {
        None => asked,
        Some(seconds) => {
            let age = duration(Duration::from_secs(seconds));
            format!("{asked} Some figures are from {age} ago: --refresh asks again.")
        }
    }
}

fn paragraph(text: &mut String, indent: usize, words: &str, style: Style) {
    let room = style.width.saturating_sub(indent);
    for line in wrap(words, room) {
        let _ = writeln!(text, "{:indent$}{line}", "");
    }
}
