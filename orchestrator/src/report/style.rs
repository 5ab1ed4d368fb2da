//! What the place that is written to can show.

use console::Term;

use crate::model::is_hidden;

/// Decided once, at the start, and handed to whatever formats.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style {
    pub colour: bool,
    pub width: usize,
    /// Whether a person watches, so that lines may be redrawn.
    pub live: bool,
    /// What the user said of colour.
    pub asked: Option<bool>,
}

impl Style {
    /// For files, pipes and tests.
    pub const PLAIN: Self = Self {
        colour: false,
        width: 100,
        live: false,
        asked: Some(false),
    };

    /// `colour`: what was asked for; `None` decides by the terminal and `NO_COLOR`.
    pub fn of_terminal(term: &Term, colour: Option<bool>) -> Self {
        let live = term.features().is_attended();
        let width = if live {
            usize::from(term.size().1)
        } else {
            Self::PLAIN.width
        };
        let shown = colour.unwrap_or_else(|| live && term.features().colors_supported());
        Self {
            colour: shown,
            width: width.clamp(40, 160),
            live,
            asked: colour,
        }
    }

    /// Standard error may go elsewhere than standard output.
    pub fn of_errors(self) -> Self {
        Self::of_terminal(&Term::stderr(), self.asked)
    }

    pub fn bold(&self, text: &str) -> String {
        self.paint("1", text)
    }

    pub fn dim(&self, text: &str) -> String {
        self.paint("2", text)
    }

    pub fn red(&self, text: &str) -> String {
        self.paint("31", text)
    }

    pub fn green(&self, text: &str) -> String {
        self.paint("32", text)
    }

    pub fn yellow(&self, text: &str) -> String {
        self.paint("33", text)
    }

    pub fn cyan(&self, text: &str) -> String {
        self.paint("36", text)
    }

    fn paint(&self, code: &str, text: &str) -> String {
        if self.colour {
            format!("\u{1b}[{code}m{text}\u{1b}[0m")
        } else {
            text.to_owned()
        }
    }
}

impl From<Style> for super::diagnostic::Look {
    fn from(style: Style) -> Self {
        let drawn = if style.colour {
            super::diagnostic::Style::Terminal
        } else {
            super::diagnostic::Style::Plain
        };
        Self {
            style: drawn,
            width: style.width,
        }
    }
}

/// Breaks a text at spaces so that no line is wider than `width`; words stay whole.
pub fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line)
                if console::measure_text_width(line) + 1 + console::measure_text_width(word)
                    <= width =>
            {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

/// Text from AWS or from a file, without what would steer a terminal or turn the text around.
pub fn plain(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\n' | '\r' | '\t' => ' ',
            c if is_hidden(c) => '\u{fffd}',
            c => c,
        })
        .collect()
}

/// A word of a command line to be copied: what a shell would take for more than text is quoted.
pub fn argument(text: &str) -> String {
    let text = plain(text);
    let safe = |c: char| c.is_alphanumeric() || "/._+-=:@,".contains(c);
    if !text.is_empty() && text.chars().all(safe) {
        text
    } else {
        format!("'{}'", text.replace('\'', r"'\''"))
    }
}

/// `2 h 05 min`, `3 min 20 s`, `7 s`.
pub fn duration(time: std::time::Duration) -> String {
    let seconds = time.as_secs_f64().round() as u64;
    match (seconds / 3600, seconds / 60 % 60, seconds % 60) {
        (0, 0, seconds) => format!("{seconds} s"),
        (0, minutes, 0) => format!("{minutes} min"),
        (0, minutes, seconds) => format!("{minutes} min {seconds:02} s"),
        (hours, minutes, _) => format!("{hours} h {minutes:02} min"),
    }
}

/// `1 account`, `2 accounts`.
pub fn count(number: usize, what: &str) -> String {
    if number == 1 {
        format!("1 {what}")
    } else {
        format!("{number} {what}s")
    }
}
