//! How quotas and the requests for more of them stand, for people.

mod advice;
mod follow;
mod json;
mod rows;
mod words;

use std::fmt::Write as _;

use crate::plan::quota_status::{QuotaStatus, Row};

use super::columns::{Columns, paragraph};
use super::style::{Style, wrap};
use super::unread::unread;

pub use follow::{Follow, News};
pub use json::{json, turn as turn_json};
pub use words::turn;

/// A longer list is for `--all`.
const MOST_SHOWN: usize = 15;

/// `file`: the plan file's name. `all`: lists in full, and what is enough.
pub fn text(status: &QuotaStatus, file: &str, all: bool, style: Style) -> String {
    let mut text = String::new();
    for line in wrap(&words::title(file), style.width) {
        let _ = writeln!(text, "{}", style.bold(&line));
    }
    for line in wrap(&words::summary(status), style.width) {
        let _ = writeln!(text, "{line}");
    }
    for section in rows::SECTIONS {
        let of_it = |row: &&Row| section.states.contains(&row.state);
        let rows: Vec<&Row> = status.rows.iter().filter(of_it).collect();
        if rows.is_empty() || section.is_dull && !all {
            continue;
        }
        let title = style.bold(&(section.title)(rows.len()));
        let title = match section.states.iter().any(|state| state.is_for_people()) {
            true => style.red(&title),
            false => title,
        };
        let _ = writeln!(text, "\n{title}");
        let mut lines = rows::lines(&rows, status.now);
        let more = match all {
            true => 0,
            false => lines.len().saturating_sub(MOST_SHOWN),
        };
        lines.truncate(lines.len() - more);
        let columns = Columns {
            heads: rows::HEADS.to_vec(),
            places: rows::PLACES,
            spare: &["default"],
            lines,
        };
        text.push_str(&columns.show(style));
        if more > 0 {
            text.push_str(&paragraph(&format!("... and {more} more: --all"), style));
        }
        text.push_str(&advice::of(&rows, all, style));
    }
    text.push_str(&unread(&status.unread, style));
    if !all && let Some(words) = words::dull(status) {
        let _ = writeln!(text);
        for line in wrap(words, style.width) {
            let _ = writeln!(text, "{}", style.dim(&line));
        }
    }
    text
}
