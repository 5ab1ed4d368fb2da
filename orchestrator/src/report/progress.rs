//! An apply as it goes: a line for each account on a terminal, plain lines in a pipe, or events.

use std::cell::RefCell;

use serde_json::{Value, json};
use tokio::time::Instant;

use crate::execute::Event;
use crate::plan::Change;

use super::event_line::line;
use super::live::Live;
use super::style::{Style, duration};
use super::{json_line, out};

/// Shows events in one of three ways.
pub enum Progress {
    Live(RefCell<Live>),
    Plain {
        style: Style,
    },
    Json,
    /// Plain lines with the time of a clock that a rehearsal began.
    Clocked {
        style: Style,
        clock: Instant,
    },
    /// Too many to read.
    Silent,
}

/// A rehearsal of more changes tells only how it ended.
const MOST_CHANGES_TOLD: usize = 120;

impl Progress {
    pub fn new(json: bool, style: Style, changes: &[Change]) -> Self {
        match (json, style.live) {
            (true, _) => Self::Json,
            (false, true) => Self::Live(RefCell::new(Live::new(style, changes))),
            (false, false) => Self::Plain { style },
        }
    }

    pub fn of_rehearsal(json: bool, style: Style, changes: &[Change], clock: Instant) -> Self {
        match json {
            true => Self::Json,
            false if changes.len() > MOST_CHANGES_TOLD => Self::Silent,
            false => Self::Clocked { style, clock },
        }
    }

    pub fn show(&self, event: &Event) {
        match self {
            Self::Clocked { style, clock } => {
                if let Some(text) = line(event, *style) {
                    out(&format!("{:>12}  {text}\n", duration(clock.elapsed())));
                }
            }
            Self::Live(live) => live.borrow_mut().show(event),
            Self::Plain { style } => {
                if let Some(text) = line(event, *style) {
                    out(&(text + "\n"));
                }
            }
            Self::Json => json_line(&with_version(event)),
            Self::Silent => {}
        }
    }
}

fn with_version(event: &Event) -> Value {
    let mut value = json!(event);
    if let Some(fields) = value.as_object_mut() {
        fields.insert("version".into(), json!(1));
    }
    value
}
