//! What others named, fit for a terminal and a log.

/// Control characters, and those that change the direction of a text: both make a line show
/// something other than what it says.
pub fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// The text with a question mark for every character that does not show itself.
pub fn printable(text: &str) -> String {
    text.chars()
        .map(|c| if is_hidden(c) { '?' } else { c })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_show_itself_is_replaced() {
        assert_eq!(printable("a\u{1b}[2Jb\u{202e}c\n"), "a?[2Jb?c?");
        assert_eq!(printable("Zürich – 東京"), "Zürich – 東京");
    }
}
