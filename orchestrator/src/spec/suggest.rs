//! "did you mean", and how keys and lists are shown.

use crate::model;

/// The candidate that is close enough to be what was meant.
pub fn nearest<'a>(given: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    // A very long word is not a typing mistake, and comparing it would take long.
    if given.len() > 64 {
        return None;
    }
    let given = given.to_lowercase();
    let candidates: Vec<&str> = candidates.into_iter().collect();
    let part = |candidate: &&str| given.len() >= 4 && candidate.contains(given.as_str());
    if let Some(whole) = candidates.iter().find(|candidate| part(candidate)) {
        return Some(whole);
    }
    candidates
        .into_iter()
        .map(|candidate| (strsim::damerau_levenshtein(&given, candidate), candidate))
        .filter(|(distance, candidate)| *distance <= (candidate.len().max(given.len()) / 3).max(1))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// `did you mean "x"?`, or what there is to choose from.
pub fn did_you_mean<'a>(
    given: &str,
    candidates: impl IntoIterator<Item = &'a str> + Clone,
    quote: char,
) -> String {
    match nearest(given, candidates.clone()) {
        Some(candidate) => format!("did you mean {quote}{candidate}{quote}?"),
        None => format!("there is {}", listed(candidates)),
    }
}

/// `a, b and c`
pub fn listed<'a>(words: impl IntoIterator<Item = &'a str>) -> String {
    joined(words, "and")
}

/// `a, b or c`
pub fn choice<'a>(words: impl IntoIterator<Item = &'a str>) -> String {
    joined(words, "or")
}

fn joined<'a>(words: impl IntoIterator<Item = &'a str>, last_word: &str) -> String {
    let words: Vec<&str> = words.into_iter().collect();
    match words.split_last() {
        None => "none".to_owned(),
        Some((only, [])) => (*only).to_owned(),
        Some((last, others)) => format!("{} {last_word} {last}", others.join(", ")),
    }
}

/// A key as it must be written in TOML, cut when it is absurdly long.
pub fn shown_key(key: &str) -> String {
    let bare = !key.is_empty()
        && key
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_');
    let key = shortened(key);
    if bare {
        key
    } else {
        format!("\"{}\"", key.escape_debug())
    }
}

/// At most 60 characters of it.
pub fn shortened(text: &str) -> String {
    if text.len() <= 60 {
        return text.to_owned();
    }
    match text.char_indices().nth(60) {
        None => text.to_owned(),
        Some((end, _)) => format!("{}...", &text[..end]),
    }
}

/// `100_000_000`, as TOML lets one write it; years and ports stay as they are.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    if digits.len() < 6 {
        return digits;
    }
    model::grouped(&digits, '_')
}
