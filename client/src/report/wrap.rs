//! Words in lines that fit a terminal.

pub const WIDTH: usize = 80;

/// After the head, with every further line indented. A word that is longer than a line stands alone.
pub fn wrap(text: &mut String, head: &str, indent: usize, words: &str) {
    text.push_str(head);
    let mut column = head.chars().count();
    for (index, word) in words.split_whitespace().enumerate() {
        let length = word.chars().count();
        if index > 0 && column + 1 + length > WIDTH {
            text.push('\n');
            text.push_str(&" ".repeat(indent));
            column = indent;
        } else if index > 0 {
            text.push(' ');
            column += 1;
        }
        text.push_str(word);
        column += length;
    }
    text.push('\n');
}
