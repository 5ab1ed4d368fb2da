//! The lines around a mistake in a form that any terminal can show: no tabs, no control
//! characters, and a window of each line that is too long.

use std::collections::BTreeMap;
use std::ops::Range;

use miette::{MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};

use crate::spec::Label;

/// Where each line of a text begins.
pub struct Lines<'a> {
    text: &'a str,
    starts: Vec<usize>,
}

const TAB: usize = 4;
const CUT: &str = "...";
const BYTE_ORDER_MARK: char = '\u{feff}';
/// What stands left of a line in the report, and some air on its right.
const MARGIN: usize = 14;
/// How much of a long line is shown before the label.
const LEAD: usize = 16;

impl<'a> Lines<'a> {
    pub fn of(text: &'a str) -> Self {
        let newlines = text.match_indices('\n');
        let starts = std::iter::once(0)
            .chain(newlines.map(|(offset, _)| offset + 1))
            .collect();
        Self { text, starts }
    }

    /// Line and column, from 1; the column in characters.
    pub fn position(&self, offset: usize) -> (usize, usize) {
        let offset = self.text.floor_char_boundary(offset);
        let index = self.index(offset);
        let line = self
            .text
            .get(self.starts[index]..offset)
            .unwrap_or_default();
        let characters = line.chars().filter(|c| *c != BYTE_ORDER_MARK).count();
        (index + 1, characters + 1)
    }

    /// The line that an offset is on. A file that ends with a newline has no line after it.
    fn index(&self, offset: usize) -> usize {
        let after = self.starts.partition_point(|start| *start <= offset);
        let index = after.saturating_sub(1);
        let beyond = self.starts.get(index) == Some(&self.text.len()) && index > 0;
        if beyond { index - 1 } else { index }
    }

    /// The bytes of a line without its end.
    fn range(&self, index: usize) -> Range<usize> {
        let start = self.starts[index];
        let end = self
            .starts
            .get(index + 1)
            .map_or(self.text.len(), |next| next - 1);
        let line = &self.text[start..end];
        start..start + line.strip_suffix('\r').unwrap_or(line).len()
    }

    fn count(&self) -> usize {
        match self.starts.last() {
            Some(last) if *last == self.text.len() && self.starts.len() > 1 => {
                self.starts.len() - 1
            }
            _ => self.starts.len(),
        }
    }
}

/// The lines that one diagnostic shows, and its places within them.
pub struct Excerpt {
    name: String,
    lines: Vec<Line>,
    text: String,
    spans: Vec<Range<usize>>,
    /// Line and column of each span in the file.
    positions: Vec<(usize, usize)>,
}

struct Line {
    /// In the file, from 0.
    index: usize,
    /// In the excerpt's text, with the newline.
    range: Range<usize>,
}

impl Excerpt {
    pub fn around(lines: &Lines<'_>, name: &str, labels: &[Label], width: usize) -> Self {
        let mut places: BTreeMap<usize, Vec<(usize, Range<usize>)>> = BTreeMap::new();
        for (number, label) in labels.iter().enumerate() {
            let index = lines.index(label.span.start);
            let line = lines.range(index);
            // A place of many lines is shown where it begins.
            let start = label.span.start.clamp(line.start, line.end);
            let end = label.span.end.clamp(start, line.end);
            places.entry(index).or_default().push((number, start..end));
            for near in [index.wrapping_sub(1), index + 1] {
                if near < lines.count() {
                    places.entry(near).or_default();
                }
            }
        }
        let mut excerpt = Self {
            name: harmless(name),
            lines: Vec::with_capacity(places.len()),
            text: String::new(),
            spans: vec![0..0; labels.len()],
            positions: labels
                .iter()
                .map(|label| lines.position(label.span.start))
                .collect(),
        };
        let room = width.saturating_sub(MARGIN);
        for (index, places) in places {
            excerpt.push(lines, index, &places, room);
        }
        excerpt
    }

    pub fn spans(&self) -> &[Range<usize>] {
        &self.spans
    }

    fn push(
        &mut self,
        lines: &Lines<'_>,
        index: usize,
        places: &[(usize, Range<usize>)],
        room: usize,
    ) {
        let range = lines.range(index);
        let offset = self.text.len();
        let first = places.first().map(|(_, place)| place.start - range.start);
        let row = Row::of(&lines.text[range.clone()], first.unwrap_or(0), room);
        for (number, place) in places {
            let start = row.place(place.start - range.start);
            let end = row.place(place.end - range.start).max(start);
            self.spans[*number] = offset + start..offset + end;
        }
        self.text.push_str(&row.text);
        self.text.push('\n');
        self.lines.push(Line {
            index,
            range: offset..self.text.len(),
        });
    }
}

impl SourceCode for Excerpt {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let holds = |offset: usize| {
            self.lines
                .iter()
                .position(|line| line.range.contains(&offset))
                .ok_or(MietteError::OutOfBounds)
        };
        let (mut first, mut last) = (holds(span.offset())?, holds(span.offset() + span.len())?);
        if self.lines[last].index - self.lines[first].index != last - first {
            return Err(MietteError::OutOfBounds);
        }
        for _ in 0..before {
            if first > 0 && self.lines[first - 1].index + 1 == self.lines[first].index {
                first -= 1;
            }
        }
        for _ in 0..after {
            let next = self.lines.get(last + 1);
            if next.is_some_and(|next| next.index == self.lines[last].index + 1) {
                last += 1;
            }
        }
        let range = self.lines[first].range.start..self.lines[last].range.end;
        // The renderer asks for a span alone to learn its place in the file.
        let column = if before + after == 0 {
            self.spans
                .iter()
                .position(|known| known.start == span.offset())
                .map_or(0, |number| self.positions[number].1 - 1)
        } else {
            0
        };
        Ok(Box::new(MietteSpanContents::new_named(
            self.name.clone(),
            &self.text.as_bytes()[range.clone()],
            (range.start, range.len()).into(),
            self.lines[first].index,
            column,
            last - first + 1,
        )))
    }
}

/// One line as it is shown.
struct Row {
    text: String,
    /// For each byte of the line, and its end, the place in `text`.
    places: Vec<usize>,
}

impl Row {
    fn of(line: &str, label: usize, room: usize) -> Self {
        let mut row = Self {
            text: String::with_capacity(line.len().min(4 * room)),
            places: Vec::with_capacity(line.len() + 1),
        };
        let length = line.chars().count();
        let before = line[..line.floor_char_boundary(label)].chars().count();
        let from = if length <= room {
            0
        } else {
            before.saturating_sub(LEAD).min(length - room)
        };
        let shown = from..from + room;
        if from > 0 {
            row.text.push_str(CUT);
        }
        let mut column = 0;
        for (number, c) in line.chars().enumerate() {
            let place = row.text.len();
            if shown.contains(&number) {
                column += row.push(c, column);
            }
            row.places.extend(std::iter::repeat_n(place, c.len_utf8()));
        }
        row.places.push(row.text.len());
        if length > shown.end {
            row.text.push_str(CUT);
        }
        row
    }

    fn place(&self, offset: usize) -> usize {
        self.places.get(offset).copied().unwrap_or(self.text.len())
    }

    fn push(&mut self, c: char, column: usize) -> usize {
        match c {
            '\t' => {
                let width = TAB - column % TAB;
                self.text.push_str(&" ".repeat(width));
                width
            }
            BYTE_ORDER_MARK => 0,
            c => {
                self.text.push(shown(c));
                1
            }
        }
    }
}

/// The text without anything that moves a terminal's cursor or turns its writing around.
pub fn harmless(text: &str) -> String {
    text.chars().map(shown).collect()
}

fn shown(c: char) -> char {
    let invisible = matches!(
        c,
        '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
    );
    if c.is_control() || invisible {
        char::REPLACEMENT_CHARACTER
    } else {
        c
    }
}
