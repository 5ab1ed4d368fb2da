//! An apply as it goes: a line for each account on a terminal, plain lines in a pipe, or events.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::time::Duration;

use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde_json::{Value, json};
use tokio::time::Instant;

use crate::execute::{Event, Failure, Outcome};
use crate::plan::{Address, Change};

use super::plan_text::transition;
use super::style::{Style, count, duration, plain as harmless};
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
                if let Some(text) = plain(event, *style) {
                    out(&format!("{:>12}  {text}\n", duration(clock.elapsed())));
                }
            }
            Self::Live(live) => live.borrow_mut().show(event),
            Self::Plain { style } => {
                if let Some(text) = plain(event, *style) {
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

/// One event as one line, where it is worth one.
fn plain(event: &Event, style: Style) -> Option<String> {
    Some(match event {
        Event::Started { .. } => return None,
        Event::Note { address, note } => format!("  {address}: {}", harmless(note)),
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
            format!("{} {address}: {}", style.yellow("left"), harmless(note))
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
fn failed(address: &Address, failure: &Failure, style: Style) -> String {
    format!(
        "{} {address}: {}",
        style.red("FAIL"),
        harmless(&failure.error)
    )
}

/// One line for each account (or other thing) that is being worked on, and a bar below.
pub struct Live {
    style: Style,
    screen: MultiProgress,
    total: ProgressBar,
    /// By the thing that changes belong to: `team.platform/account.platform-1`.
    lines: BTreeMap<String, Line>,
    afters: BTreeMap<Address, String>,
}

struct Line {
    bar: ProgressBar,
    under_way: usize,
}

impl Live {
    fn new(style: Style, changes: &[Change]) -> Self {
        let screen = MultiProgress::with_draw_target(ProgressDrawTarget::stdout());
        let total = screen.add(ProgressBar::new(changes.len() as u64));
        if let Ok(template) =
            ProgressStyle::with_template("{bar:20} {pos}/{len} changes, {elapsed} so far")
        {
            total.set_style(template);
        }
        total.enable_steady_tick(Duration::from_millis(200));
        let afters = changes
            .iter()
            .map(|change| (change.address.clone(), transition(change)))
            .collect();
        Self {
            style,
            screen,
            total,
            lines: BTreeMap::new(),
            afters,
        }
    }

    fn show(&mut self, event: &Event) {
        match event {
            Event::Started { address } => self.begin(address),
            Event::Note { address, note } => {
                if let Some(line) = self.lines.get(thing(address)) {
                    line.bar.set_message(format!("{}: {note}", thing(address)));
                }
            }
            Event::Finished { address, .. }
            | Event::Failed { address, .. }
            | Event::Left { address, .. } => {
                self.end(address);
                self.total.inc(1);
                self.say(event);
            }
            Event::Skipped { .. } => {
                self.total.inc(1);
                self.say(event);
            }
            Event::Stopping { .. } => self.say(event),
        }
    }

    fn begin(&mut self, address: &Address) {
        let name = thing(address);
        let screen = &self.screen;
        let total = &self.total;
        let line = self.lines.entry(name.to_owned()).or_insert_with(|| {
            let bar = screen.insert_before(total, ProgressBar::new_spinner());
            if let Ok(template) = ProgressStyle::with_template("{spinner} {wide_msg} {elapsed}") {
                bar.set_style(template);
            }
            bar.enable_steady_tick(Duration::from_millis(200));
            Line { bar, under_way: 0 }
        });
        line.under_way += 1;
        let after = self.afters.get(address).map_or("", String::as_str);
        line.bar.set_message(format!("{address}: {after}"));
    }

    fn end(&mut self, address: &Address) {
        let name = thing(address);
        if let Some(line) = self.lines.get_mut(name) {
            line.under_way -= 1;
            if line.under_way == 0 {
                line.bar.finish_and_clear();
                self.screen.remove(&line.bar);
                self.lines.remove(name);
            }
        }
    }

    fn say(&self, event: &Event) {
        if let Some(text) = plain(event, self.style) {
            let _ = self.screen.println(text);
        }
    }
}

impl Drop for Live {
    fn drop(&mut self) {
        self.total.finish_and_clear();
        let _ = self.screen.clear();
    }
}

/// `team.platform/account.platform-1` of `team.platform/account.platform-1/place`.
fn thing(address: &Address) -> &str {
    let text = address.as_str();
    text.match_indices('/')
        .nth(1)
        .map_or(text, |(end, _)| &text[..end])
}

/// What became of it all, last.
pub fn outcome(outcome: &Outcome, style: Style) -> String {
    let Outcome {
        done,
        failed,
        skipped,
        left,
    } = outcome;
    if outcome.is_complete() {
        return format!(
            "{}\n",
            style.bold(&format!("Done: {}.", count(*done, "change")))
        );
    }
    let mut parts = vec![format!("{done} done")];
    for (number, word) in [
        (failed.len(), "failed"),
        (skipped.len(), "skipped"),
        (left.len(), "left"),
    ] {
        if number > 0 {
            parts.push(format!("{number} {word}"));
        }
    }
    let mut text = format!(
        "{}\n",
        style.bold(&format!("Not finished: {}.", parts.join(", ")))
    );
    for (hint, failures) in by_hint(failed) {
        for (address, failure) in failures {
            text.push_str(&format!("{}\n", self::failed(address, failure, style)));
        }
        if let Some(hint) = hint {
            text.push_str(&format!("{} {hint}\n", style.cyan("hint:")));
        }
    }
    text.push_str("Nothing is lost: run the same command again and it goes on from here.\n");
    text
}

/// Failures that are mended in the same way stand together.
fn by_hint(
    failed: &BTreeMap<Address, Failure>,
) -> BTreeMap<Option<&str>, Vec<(&Address, &Failure)>> {
    let mut groups: BTreeMap<Option<&str>, Vec<_>> = BTreeMap::new();
    for (address, failure) in failed {
        groups
            .entry(failure.hint.as_deref())
            .or_default()
            .push((address, failure));
    }
    groups
}

pub fn outcome_json(outcome: &Outcome, exit_code: u8) -> Value {
    let Outcome {
        done,
        failed,
        skipped,
        left,
    } = outcome;
    json!({
        "version": 1,
        "kind": "outcome",
        "done": done,
        "failed": failed.iter().map(|(address, failure)| {
            json!({ "address": address, "error": failure.error, "hint": failure.hint })
        }).collect::<Vec<_>>(),
        "skipped": skipped,
        "left": left,
        "exit_code": exit_code,
    })
}
