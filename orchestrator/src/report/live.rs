//! An apply on a terminal: lines that are redrawn.

use std::collections::BTreeMap;
use std::time::Duration;

use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::execute::Event;
use crate::plan::{Address, Change};

use super::event_line::line;
use super::plan_text::transition;
use super::style::Style;

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
    /// Changes of the thing, the one that began last at the end.
    under_way: Vec<Address>,
}

impl Line {
    /// What is being done to the thing, and how much else.
    fn tell(&self, afters: &BTreeMap<Address, String>) {
        let Some(last) = self.under_way.last() else {
            return;
        };
        let after = afters.get(last).map_or("", String::as_str);
        let more = match self.under_way.len() {
            1 => String::new(),
            number => format!(" (+{})", number - 1),
        };
        self.bar.set_message(format!("{last}{more}: {after}"));
    }
}

impl Live {
    pub fn new(style: Style, changes: &[Change]) -> Self {
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

    pub fn show(&mut self, event: &Event) {
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
            Line {
                bar,
                under_way: Vec::new(),
            }
        });
        line.under_way.push(address.clone());
        line.tell(&self.afters);
    }

    fn end(&mut self, address: &Address) {
        let name = thing(address);
        if let Some(line) = self.lines.get_mut(name) {
            line.under_way.retain(|one| one != address);
            if line.under_way.is_empty() {
                line.bar.finish_and_clear();
                self.screen.remove(&line.bar);
                self.lines.remove(name);
            } else {
                line.tell(&self.afters);
            }
        }
    }

    fn say(&self, event: &Event) {
        if let Some(text) = line(event, self.style) {
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
