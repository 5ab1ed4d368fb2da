//! Requests as they are followed: redrawn lines on a terminal, a line for each change elsewhere, or
//! JSON.

use std::cell::RefCell;
use std::time::Duration;

use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::model::Gap;
use crate::plan::quota_status::{QuotaStatus, Turn};
use crate::report::style::{Style, plain};
use crate::report::{err, json_line, out};

use super::{json, words};

pub struct Follow {
    way: Way,
    /// To standard error, because standard output is for what is printed at the end.
    aside: bool,
    style: Style,
}

/// What is told of following.
#[derive(Clone, Copy)]
pub enum News<'a> {
    Begin(&'a QuotaStatus),
    Turns(&'a [Turn<'a>], &'a QuotaStatus),
    /// Nobody could look; it is tried again.
    Unanswered(&'a Gap),
}

enum Way {
    Live(RefCell<Screen>),
    Lines,
    Json,
}

struct Screen {
    screen: MultiProgress,
    requests: Vec<ProgressBar>,
    total: ProgressBar,
}

/// More lines would scroll away before they are redrawn.
const MOST_LINES: usize = 12;

impl Follow {
    /// For those who watch.
    pub fn on_out(json: bool, style: Style) -> Self {
        let way = match (json, style.live) {
            (true, _) => Way::Json,
            (false, true) => Way::Live(RefCell::new(Screen::on(ProgressDrawTarget::stdout()))),
            (false, false) => Way::Lines,
        };
        Self {
            way,
            aside: false,
            style,
        }
    }

    /// For those who wait: what is printed at the end is what counts.
    pub fn on_err(style: Style) -> Self {
        let way = match style.live {
            true => Way::Live(RefCell::new(Screen::on(ProgressDrawTarget::stderr()))),
            false => Way::Lines,
        };
        Self {
            way,
            aside: true,
            style,
        }
    }

    pub fn tell(&self, news: News<'_>) {
        match news {
            News::Begin(status) => self.begin(status),
            News::Turns(turns, status) => self.turns(turns, status),
            News::Unanswered(gap) => {
                let words = format!("could not look: {}; will try again", plain(&gap.cause));
                match &self.way {
                    Way::Json => err(&format!("{words}\n")),
                    _ => self.say(&words),
                }
            }
        }
    }

    fn begin(&self, status: &QuotaStatus) {
        match &self.way {
            Way::Live(screen) => screen.borrow_mut().draw(status, self.style),
            Way::Lines if self.aside && status.is_under_way() => self.say(&left(status)),
            Way::Lines | Way::Json => {}
        }
    }

    fn turns(&self, turns: &[Turn<'_>], status: &QuotaStatus) {
        for turn in turns {
            match &self.way {
                Way::Json => json_line(&json::turn(turn, status.now)),
                _ => self.say(&words::turn(turn, status.now, self.style)),
            }
        }
        if let Way::Live(screen) = &self.way {
            screen.borrow_mut().draw(status, self.style);
        }
    }

    pub fn end(&self, status: &QuotaStatus, decided: bool) {
        if let Way::Live(screen) = &self.way {
            screen.borrow_mut().end(decided);
        }
        let words = match decided {
            true => format!("Nothing is open: {}", words::summary(status)),
            false => left(status),
        };
        let words = match (&self.way, decided) {
            (Way::Live(_), false) => format!("\n{words}"),
            _ => words,
        };
        match (&self.way, self.aside) {
            (Way::Json, _) => {}
            (_, false) => out(&format!("{words}\n")),
            (_, true) => err(&format!("{words}\n")),
        }
    }

    fn say(&self, words: &str) {
        match &self.way {
            Way::Live(screen) => drop(screen.borrow().screen.println(words)),
            Way::Lines if !self.aside => out(&format!("{words}\n")),
            Way::Lines | Way::Json => err(&format!("{words}\n")),
        }
    }
}

fn left(status: &QuotaStatus) -> String {
    format!("AWS is still at it: {}", words::summary(status))
}

impl Screen {
    fn on(target: ProgressDrawTarget) -> Self {
        let screen = MultiProgress::with_draw_target(target);
        let total = screen.add(ProgressBar::new_spinner());
        if let Ok(template) = ProgressStyle::with_template("{spinner} {elapsed}: {msg}") {
            total.set_style(template);
        }
        total.enable_steady_tick(Duration::from_millis(200));
        Self {
            screen,
            requests: Vec::new(),
            total,
        }
    }

    /// A line for each request that is open.
    fn draw(&mut self, status: &QuotaStatus, style: Style) {
        let open = status.rows.iter().filter(|row| row.state.is_under_way());
        let lines: Vec<String> = open.map(|row| words::standing(row, status.now)).collect();
        let shown = &lines[..lines.len().min(MOST_LINES)];
        while self.requests.len() < shown.len() {
            let bar = ProgressBar::new_spinner();
            let bar = self.screen.insert_before(&self.total, bar);
            if let Ok(template) = ProgressStyle::with_template("  {wide_msg}") {
                bar.set_style(template);
            }
            self.requests.push(bar);
        }
        for bar in self.requests.drain(shown.len()..) {
            bar.finish_and_clear();
            self.screen.remove(&bar);
        }
        for (bar, line) in self.requests.iter().zip(shown) {
            bar.set_message(line.clone());
        }
        let more = match lines.len() - shown.len() {
            0 => String::new(),
            more => format!(" ({more} more open)"),
        };
        let words = format!("{}{more}", words::summary(status));
        self.total.set_message(style.dim(&words));
    }

    /// Whoever interrupts sees what stood there last, and a terminal that shows `^C` is a line further
    /// down than it seems.
    fn end(&mut self, clear: bool) {
        self.total.disable_steady_tick();
        if clear {
            let _ = self.screen.clear();
        }
        self.screen.set_draw_target(ProgressDrawTarget::hidden());
    }
}
