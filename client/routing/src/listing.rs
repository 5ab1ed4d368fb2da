//! Many values in few words.

const MOST: usize = 8;

/// The first few, and how many more there are.
pub fn listed<'a, T: 'a>(items: impl IntoIterator<Item = &'a T>, show: fn(&T) -> String) -> String {
    let items: Vec<&T> = items.into_iter().collect();
    let shown: Vec<String> = items.iter().take(MOST).map(|item| show(item)).collect();
    match (&shown[..], items.len().saturating_sub(MOST)) {
        ([], _) => "none".to_owned(),
        ([only], 0) => only.clone(),
        ([all @ .., last], 0) => format!("{} and {last}", all.join(", ")),
        (some, more) => format!("{} and {more} more", some.join(", ")),
    }
}
