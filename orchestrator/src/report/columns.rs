//! A table of where and what; a line for each of its facts where that is too wide.

use std::fmt::Write as _;

use console::measure_text_width;

use super::style::{Style, wrap};

const GAP: usize = 2;
pub const INDENT: usize = 2;

pub struct Columns {
    pub heads: Vec<&'static str>,
    /// How many columns say of what the rest is told.
    pub places: usize,
    /// What is left out first where there is no room.
    pub spare: &'static [&'static str],
    pub lines: Vec<Line>,
}

pub struct Line {
    pub cells: Vec<String>,
    pub red: bool,
}

impl Columns {
    pub fn show(&self, style: Style) -> String {
        let spare = (0..=self.spare.len()).map(|number| &self.spare[..number]);
        let mut layouts = spare.map(|without| self.widths(without));
        let fits = |(_, widths): &(Vec<usize>, Vec<usize>)| {
            let whole: usize = widths.iter().map(|width| width + GAP).sum();
            INDENT + whole <= style.width + GAP
        };
        let Some((columns, widths)) = layouts.find(fits) else {
            return self.narrow(style);
        };
        let row = |cells: &[String]| {
            let mut line = String::new();
            let cells = columns.iter().filter_map(|column| cells.get(*column));
            for (cell, width) in cells.zip(&widths) {
                let pad = width.saturating_sub(measure_text_width(cell));
                let _ = write!(line, "{cell}{:1$}", "", pad + GAP);
            }
            line.trim_end().to_owned()
        };
        let heads: Vec<String> = self.heads.iter().map(|head| (*head).to_owned()).collect();
        let mut text = format!("{:INDENT$}{}\n", "", style.dim(&row(&heads)));
        for line in &self.lines {
            let shown = painted(&row(&line.cells), line, style);
            let _ = writeln!(text, "{:INDENT$}{shown}", "");
        }
        text
    }

    /// Of the columns that say anything.
    fn widths(&self, without: &[&str]) -> (Vec<usize>, Vec<usize>) {
        let cells = |column: usize| {
            let cells = self
                .lines
                .iter()
                .filter_map(move |line| line.cells.get(column));
            cells.map(|cell| measure_text_width(cell))
        };
        let columns = (0..self.heads.len())
            .filter(|column| !without.contains(&self.heads[*column]))
            .filter(|column| cells(*column).any(|width| width > 0));
        let columns: Vec<usize> = columns.collect();
        let width = |column: &usize| {
            let head = self.heads[*column].len();
            cells(*column).chain([head]).max().unwrap_or(0)
        };
        let widths = columns.iter().map(width).collect();
        (columns, widths)
    }

    fn narrow(&self, style: Style) -> String {
        let mut text = String::new();
        for line in &self.lines {
            let (places, facts) = line.cells.split_at(self.places.min(line.cells.len()));
            let place: Vec<&str> = places.iter().map(String::as_str).collect();
            let facts: Vec<String> = self
                .heads
                .iter()
                .skip(self.places)
                .zip(facts)
                .filter(|(_, fact)| !fact.is_empty())
                .map(|(head, fact)| format!("{head} {fact}"))
                .collect();
            let words = format!("{}: {}", place.join(" "), facts.join(", "));
            let wrapped = wrap(&words, style.width.saturating_sub(INDENT + 4));
            for (index, shown) in wrapped.iter().enumerate() {
                let indent = if index == 0 { INDENT } else { INDENT + 4 };
                let _ = writeln!(text, "{:indent$}{}", "", painted(shown, line, style));
            }
        }
        text
    }
}

fn painted(text: &str, line: &Line, style: Style) -> String {
    match line.red {
        true => style.red(text),
        false => text.to_owned(),
    }
}

/// Indented as a table is.
pub fn paragraph(words: &str, style: Style) -> String {
    let lines = wrap(words, style.width.saturating_sub(INDENT));
    let mut text = String::new();
    for line in lines {
        let _ = writeln!(text, "{:INDENT$}{line}", "");
    }
    text
}
