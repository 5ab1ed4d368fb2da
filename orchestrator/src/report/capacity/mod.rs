//! What teams need and have of Bedrock's quotas, for people.

mod json;
mod markdown;
mod rows;
mod words;

use std::fmt::Write as _;

use crate::plan::capacity::{Capacity, TeamCapacity};

use super::columns::{Columns, paragraph};
use super::style::{Style, wrap};
use super::unread::unread;

pub use json::json;
pub use markdown::markdown;
use rows::lines;
pub(super) use words::{advice, short};

/// `file`: the plan file's name.
pub fn text(capacity: &Capacity, file: &str, style: Style) -> String {
    let mut text = String::new();
    for line in wrap(&words::title(capacity, file), style.width) {
        let _ = writeln!(text, "{}", style.bold(&line));
    }
    for line in wrap(&words::summary(capacity), style.width) {
        let _ = writeln!(text, "{line}");
    }
    for team in &capacity.teams {
        let _ = writeln!(text, "\n{}", style.bold(&words::headline(team)));
        text.push_str(&paragraph(&words::need(team), style));
        text.push_str(&paragraph(&words::cost(team), style));
        table(&mut text, capacity, team, style);
        for note in words::notes(team) {
            text.push_str(&paragraph(&note, style));
        }
        text.push_str(&paragraph(&style.bold(&words::advice(team)), style));
    }
    text.push_str(&unread(&capacity.unread, style));
    text.push('\n');
    for line in wrap(words::ASSUMED, style.width) {
        let _ = writeln!(text, "{}", style.dim(&line));
    }
    text
}

/// One line for each account, Region and model.
fn table(text: &mut String, capacity: &Capacity, team: &TeamCapacity, style: Style) {
    let (heads, lines) = lines(capacity, team);
    if lines.is_empty() {
        return;
    }
    let columns = Columns {
        heads,
        places: rows::PLACES,
        spare: &[],
        lines,
    };
    let _ = writeln!(text, "\n{}", columns.show(style));
}
