//! The lines that begin a table, as a reader of the file sees them.

use super::diagnostic::Span;

pub struct Headers<'a> {
    text: &'a str,
    /// Where each header's line starts, in order.
    starts: Vec<usize>,
}

impl<'a> Headers<'a> {
    pub fn of(text: &'a str) -> Self {
        let mut starts = Vec::new();
        let mut offset = 0;
        for line in text.split_inclusive('\n') {
            if line.trim_start().starts_with('[') {
                starts.push(offset);
            }
            offset += line.len();
        }
        Self { text, starts }
    }

    /// The start of the header's line at or above the offset.
    pub fn start_above(&self, offset: usize) -> Option<usize> {
        let above = self.starts.partition_point(|start| *start <= offset);
        self.starts.get(above.checked_sub(1)?).copied()
    }

    /// When the offset is on a header's line: from there to the next header.
    pub fn lines_below(&self, offset: usize) -> Option<Span> {
        let above = self.starts.partition_point(|start| *start <= offset);
        let start = *self.starts.get(above.checked_sub(1)?)?;
        let line = self.text[start..].find('\n');
        let line_end = line.map_or(self.text.len(), |newline| start + newline);
        let end = self.starts.get(above).copied().unwrap_or(self.text.len());
        (offset <= line_end).then_some(start..end)
    }

    /// The name of the table that the offset is in; empty when that cannot be told.
    pub fn table_at(&self, offset: usize) -> &'a str {
        let Some(start) = self.start_above(offset) else {
            return "";
        };
        let line = self.text[start..].lines().next().unwrap_or_default().trim();
        let Some(end) = line.find(']') else {
            return "";
        };
        line[..end].trim_start_matches('[').trim()
    }
}
