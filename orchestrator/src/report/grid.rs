//! Columns of names and figures. What does not fit a narrow terminal is left out, the least telling
//! column first.

use std::fmt::Write as _;

use console::measure_text_width;

use crate::report::style::Style;

const GAP: usize = 2;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Paint {
    Plain,
    Dim,
    Bold,
    Red,
    Yellow,
}

#[derive(Debug, Clone)]
pub struct Cell {
    pub text: String,
    pub paint: Paint,
}

/// Names in the first columns, figures in the others.
pub struct Grid {
    names: usize,
    titles: Vec<&'static str>,
    /// How soon each goes when there is no room, the lowest first; 0 never goes.
    ranks: Vec<u8>,
    rows: Vec<Vec<Cell>>,
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self {
            text,
            paint: Paint::Plain,
        }
    }
}

impl Cell {
    pub fn painted(text: impl Into<String>, paint: Paint) -> Self {
        Self {
            text: text.into(),
            paint,
        }
    }
}

impl Grid {
    pub fn new(names: usize, columns: &[(&'static str, u8)]) -> Self {
        Self {
            names,
            titles: columns.iter().map(|(title, _)| *title).collect(),
            ranks: columns.iter().map(|(_, rank)| *rank).collect(),
            rows: Vec::new(),
        }
    }

    pub fn row(&mut self, cells: Vec<Cell>) {
        self.rows.push(cells);
    }

    pub fn show(&self, style: Style) -> String {
        let widths = self.widths();
        let mut shown: Vec<usize> = (0..self.titles.len()).collect();
        // A column without a single figure says nothing.
        shown.retain(|column| {
            let mut cells = self.rows.iter().filter_map(|row| row.get(*column));
            self.ranks[*column] == 0 || cells.any(|cell| !cell.text.is_empty())
        });
        let width = |shown: &[usize]| {
            let all = shown.iter().map(|column| widths[*column] + GAP);
            all.sum::<usize>().saturating_sub(GAP)
        };
        while width(&shown) > style.width {
            let droppable = shown.iter().filter(|column| self.ranks[**column] > 0);
            let Some(least) = droppable.min_by_key(|column| self.ranks[**column]).copied() else {
                return self.listed(&shown, style);
            };
            shown.retain(|column| *column != least);
        }
        let mut text = String::new();
        let titles: Vec<Cell> = self
            .titles
            .iter()
            .map(|title| Cell::painted(*title, Paint::Dim))
            .collect();
        for row in std::iter::once(&titles).chain(&self.rows) {
            let line = self.line(row, &shown, &widths, style);
            let _ = writeln!(text, "{line}");
        }
        text
    }

    fn widths(&self) -> Vec<usize> {
        let width = |column: usize| {
            let cells = self.rows.iter().filter_map(|row| row.get(column));
            let cells = cells.map(|cell| measure_text_width(&cell.text));
            cells.chain([self.titles[column].len()]).max().unwrap_or(0)
        };
        (0..self.titles.len()).map(width).collect()
    }

    /// Names above their figures, where not even those fit beside each other.
    fn listed(&self, shown: &[usize], style: Style) -> String {
        let mut text = String::new();
        for row in &self.rows {
            let mut cells = shown.iter().filter_map(|column| row.get(*column));
            if let Some(name) = cells.next() {
                let _ = writeln!(text, "{}", paint(name, style));
            }
            let figures: Vec<String> = cells
                .filter(|cell| !cell.text.is_empty())
                .map(|cell| paint(cell, style))
                .collect();
            if !figures.is_empty() {
                let _ = writeln!(text, "    {}", figures.join("  "));
            }
        }
        text
    }

    fn line(&self, row: &[Cell], shown: &[usize], widths: &[usize], style: Style) -> String {
        let mut line = String::new();
        // Spaces are owed until something follows them.
        let mut owed = 0;
        for column in shown {
            let Some(cell) = row.get(*column) else {
                continue;
            };
            let pad = widths[*column].saturating_sub(measure_text_width(&cell.text));
            let is_name = *column < self.names;
            if !is_name {
                owed += pad;
            }
            if !cell.text.is_empty() {
                let _ = write!(line, "{:owed$}{}", "", paint(cell, style));
                owed = 0;
            }
            owed += GAP + if is_name { pad } else { 0 };
        }
        line
    }
}

fn paint(cell: &Cell, style: Style) -> String {
    let text = cell.text.as_str();
    match cell.paint {
        Paint::Plain => text.to_owned(),
        Paint::Dim => style.dim(text),
        Paint::Bold => style.bold(text),
        Paint::Red => style.red(text),
        Paint::Yellow => style.yellow(text),
    }
}
