//! What teams need and have of Bedrock's quotas, for people.

mod json;
mod markdown;
mod rows;
mod words;

use std::fmt::Write as _;

use console::measure_text_width;

use crate::plan::capacity::{Capacity, TeamCapacity};

use super::style::{Style, plain, wrap};

pub use json::json;
pub use markdown::markdown;
use rows::{Line, lines};
pub(super) use words::{advice, short};

/// `file`: the plan file's name.
pub fn text(capacity: &Capacity, file: &str, style: Style) -> String {
    let mut text = String::new();
    for line in wrap(&words::title(capacity, file), style.width) {
        let _ = writeln!(text, "{}", style.bold(&line));
    }
    for team in &capacity.teams {
        let _ = writeln!(text, "\n{}", style.bold(&words::headline(team)));
        paragraph(&mut text, &words::need(team), style);
        paragraph(&mut text, &words::cost(team), style);
        table(&mut text, capacity, team, style);
        for note in words::notes(team) {
            paragraph(&mut text, &note, style);
        }
        paragraph(&mut text, &style.bold(&words::advice(team)), style);
    }
    unread(&mut text, capacity, style);
    text.push('\n');
    for line in wrap(words::ASSUMED, style.width) {
        let _ = writeln!(text, "{}", style.dim(&line));
    }
    text
}

const INDENT: usize = 2;

fn paragraph(text: &mut String, words: &str, style: Style) {
    for line in wrap(words, style.width.saturating_sub(INDENT)) {
        let _ = writeln!(text, "{:INDENT$}{line}", "");
    }
}

/// One line for each account, Region and model; a line for each of their facts where that is too wide.
fn table(text: &mut String, capacity: &Capacity, team: &TeamCapacity, style: Style) {
    const GAP: usize = 2;
    let (heads, lines) = lines(capacity, team);
    if lines.is_empty() {
        return;
    }
    let widths: Vec<usize> = heads
        .iter()
        .enumerate()
        .map(|(column, head)| {
            let cells = lines
                .iter()
                .map(|line| measure_text_width(&line.cells[column]));
            cells.chain([head.len()]).max().unwrap_or(0)
        })
        .collect();
    text.push('\n');
    let whole: usize = INDENT + widths.iter().map(|width| width + GAP).sum::<usize>();
    if whole > style.width + GAP {
        narrow(text, &heads, &lines, style);
        return;
    }
    let row = |cells: &[String]| {
        let mut line = String::new();
        for (cell, width) in cells.iter().zip(&widths) {
            let pad = width.saturating_sub(measure_text_width(cell));
            let _ = write!(line, "{cell}{:1$}", "", pad + GAP);
        }
        line.trim_end().to_owned()
    };
    let head: Vec<String> = heads.iter().map(|head| (*head).to_owned()).collect();
    let _ = writeln!(text, "{:INDENT$}{}", "", style.dim(&row(&head)));
    for line in &lines {
        let shown = row(&line.cells);
        let shown = if line.short { style.red(&shown) } else { shown };
        let _ = writeln!(text, "{:INDENT$}{shown}", "");
    }
    text.push('\n');
}

fn narrow(text: &mut String, heads: &[&str], lines: &[Line], style: Style) {
    for line in lines {
        let (places, facts) = line.cells.split_at(rows::PLACES.min(line.cells.len()));
        let place: Vec<&str> = places.iter().map(String::as_str).collect();
        let facts: Vec<String> = heads
            .iter()
            .skip(rows::PLACES)
            .zip(facts)
            .map(|(head, fact)| format!("{head} {fact}"))
            .collect();
        let words = format!("{}: {}", place.join(" "), facts.join(", "));
        for (index, shown) in wrap(&words, style.width.saturating_sub(6))
            .iter()
            .enumerate()
        {
            let indent = if index == 0 { 2 } else { 6 };
            let shown = if line.short {
                style.red(shown)
            } else {
                shown.clone()
            };
            let _ = writeln!(text, "{:indent$}{shown}", "");
        }
    }
    text.push('\n');
}

fn unread(text: &mut String, capacity: &Capacity, style: Style) {
    for (account, region, gap) in &capacity.unread {
        let title = style.bold(&style.yellow("Not known:"));
        let words = format!("the quotas of {account} in {region}: {}", plain(&gap.cause));
        let _ = writeln!(text, "\n{title} {words}");
        let _ = writeln!(text, "  hint: {}", plain(&gap.hint));
    }
}
