//! Pages of a list: a hundred at most, now and then fewer than were asked for, as AWS warns.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::illegal;
use super::input::Input;
use crate::context::Context;
use crate::refusal::Refusal;

const MOST: usize = 100;

/// The page that is asked for, of items that are sorted by their keys; what is not on it is not made.
/// A token is good for the list alone that gave it.
pub(super) fn page<Key: AsRef<str>, Item: FnOnce() -> Value>(
    context: &Context<'_>,
    input: &Input,
    field: &str,
    listing: &str,
    items: impl Iterator<Item = (Key, Item)>,
) -> Result<Value, Refusal> {
    let listing = format!("{}/{listing}", context.call.operation);
    let size = match input.max_results {
        None => MOST,
        Some(most) => usize::try_from(most)
            .ok()
            .filter(|most| (1..=MOST).contains(most))
            .ok_or_else(|| illegal("MaxResults has to be from 1 to 100."))?,
    };
    let share = context.setup.empty_pages_percent / 100.0;
    let number = context.number.to_string();
    let size = match context.draw.chance(share, "short-page", &number) {
        true => size.div_ceil(2),
        false => size,
    };
    let after = match &input.next_token {
        Some(token) => read(&listing, token).ok_or_else(|| {
            Refusal::exception(
                "InvalidPaginationTokenException",
                "Invalid input was provided for the pagination token.",
            )
        })?,
        None => String::new(),
    };
    let mut items = items
        .skip_while(|(key, _)| key.as_ref() <= after.as_str())
        .peekable();
    let mut shown = Vec::new();
    let mut last = String::new();
    while shown.len() < size
        && let Some((key, item)) = items.next()
    {
        shown.push(item());
        key.as_ref().clone_into(&mut last);
    }
    let mut answer = json!({ field: shown });
    if items.peek().is_some() {
        answer["NextToken"] = STANDARD.encode(format!("{listing}\n{last}")).into();
    }
    Ok(answer)
}

fn read(listing: &str, token: &str) -> Option<String> {
    let text = String::from_utf8(STANDARD.decode(token).ok()?).ok()?;
    let (of, after) = text.split_once('\n')?;
    (of == listing).then(|| after.to_owned())
}
