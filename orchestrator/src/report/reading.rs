//! How far observing has come: one line, redrawn, on a terminal alone.

use std::cell::Cell;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use super::style::Style;

pub struct Reading {
    bar: ProgressBar,
    what: Cell<&'static str>,
}

impl Reading {
    pub fn start(style: Style) -> Self {
        let bar = if style.live {
            ProgressBar::new_spinner()
        } else {
            ProgressBar::hidden()
        };
        if let Ok(template) = ProgressStyle::with_template("{spinner} reading {msg}") {
            bar.set_style(template);
        }
        bar.enable_steady_tick(Duration::from_millis(100));
        Self {
            bar,
            what: Cell::new(""),
        }
    }

    pub fn show(&self, what: &'static str, done: usize, of: usize) {
        if of > 0 {
            self.bar.set_message(format!("{what} {done}/{of}"));
        } else if self.what.replace(what) != what {
            self.bar.set_message(what);
        }
    }
}

impl Drop for Reading {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
