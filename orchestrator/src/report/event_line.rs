//! One event of an apply as one line.

use std::time::Duration;

use crate::execute::{Event, Failure};
use crate::plan::Address;

use super::style::{Style, count, duration, plain};

/// Nothing where it is worth none.
pub fn line(event: &Event, style: Style) -> Option<String> {
    Some(match event {
        Event::Started { .. } => return None,
        Event::Note { address, note } => format!("  {address}: {}", plain(note)),
        Event::Finished {
            address,
            took,
            note,
        } => finished(address, *took, note.as_deref(), style),
        Event::Failed { address, failure } => failed(address, failure, style),
        Event::Skipped { address, because } => {
            format!(
                "{} {address}: skipped, it needs {because}",
                style.yellow("skip")
            )
        }
        Event::Stopping { under_way } => format!(
            "stopping: {} under way may end, nothing new begins",
            count(*under_way, "change")
        ),
        Event::Left { address, note } => {
            format!("{} {address}: {}", style.yellow("left"), plain(note))
        }
    })
}

fn finished(address: &Address, took: Duration, note: Option<&str>, style: Style) -> String {
    let note = note.map_or_else(String::new, |note| format!(" {note}"));
    let took = if took >= Duration::from_secs(5) {
        style.dim(&format!(" ({})", duration(took)))
    } else {
        String::new()
    };
    format!("{} {address}{note}{took}", style.green("done"))
}

/// Hints come at the end, once each.
pub fn failed(address: &Address, failure: &Failure, style: Style) -> String {
    format!("{} {address}: {}", style.red("FAIL"), plain(&failure.error))
}
