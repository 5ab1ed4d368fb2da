//! Names that stay the same, and lists that people read.

use std::collections::BTreeSet;

use crate::plan::digest::sha256;

/// AWS's limit on a policy's name, in characters.
const LONGEST_NAME: usize = 128;

/// `a+b+c`, for a name.
pub(super) fn joined(words: &BTreeSet<&str>) -> String {
    if words.is_empty() {
        return "none".to_owned();
    }
    words.iter().copied().collect::<Vec<_>>().join("+")
}

/// `a, b and c`, for a sentence.
pub(super) fn listed(words: &BTreeSet<&str>) -> String {
    let words: Vec<&str> = words.iter().copied().collect();
    match words.as_slice() {
        [] => "none".to_owned(),
        [one] => (*one).to_owned(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

/// A name that is too long ends in a hash of its whole self, so that it stays unique and stable.
pub(super) fn shortened(name: String) -> String {
    const TAIL: usize = "~12345678".len();
    if name.chars().count() <= LONGEST_NAME {
        return name;
    }
    let hash: String = sha256([&name]).chars().take(TAIL - 1).collect();
    let start: String = name.chars().take(LONGEST_NAME - TAIL).collect();
    format!("{start}~{hash}")
}

pub(super) fn cut(text: &str, longest: usize) -> String {
    if text.chars().count() <= longest {
        return text.to_owned();
    }
    let start: String = text.chars().take(longest.saturating_sub(3)).collect();
    start + "..."
}
