//! Pages of a list, each with an opaque token to the next.

use std::fmt::Write;

use serde_json::Value;

use super::check::invalid;
use crate::context::Context;
use crate::refusal::Refusal;

/// The items of a page, and the token to the next.
pub(super) fn page<T>(
    context: &Context<'_>,
    (default, most): (usize, usize),
    items: impl Iterator<Item = (String, T)>,
) -> Result<(Vec<T>, Option<String>), Refusal> {
    let listing = format!("{}/{}", context.call.operation, context.text("BudgetName"));
    let size = match context.call.input.get("MaxResults") {
        None | Some(Value::Null) => default,
        Some(asked) => asked
            .as_u64()
            .and_then(|asked| usize::try_from(asked).ok())
            .filter(|asked| (1..=most).contains(asked))
            .ok_or_else(|| invalid(format!("MaxResults must be from 1 to {most}.")))?,
    };
    let after = match context.call.input.get("NextToken") {
        None | Some(Value::Null) => None,
        Some(token) => Some(read(token, &listing).ok_or_else(|| {
            Refusal::exception(
                "InvalidNextTokenException",
                "The pagination token is invalid.",
            )
        })?),
    };
    let mut items = items
        .skip_while(|(key, _)| after.as_ref().is_some_and(|after| key <= after))
        .peekable();
    let mut taken = Vec::new();
    let mut last = String::new();
    while taken.len() < size
        && let Some((key, item)) = items.next()
    {
        taken.push(item);
        last = key;
    }
    let token = items.peek().is_some().then(|| token(&listing, &last));
    Ok((taken, token))
}

fn token(listing: &str, after: &str) -> String {
    let text = format!("{listing}\n{after}");
    text.bytes().fold(String::new(), |mut token, byte| {
        // Writing to a String cannot fail.
        let _ = write!(token, "{byte:02x}");
        token
    })
}

/// Good for the list alone that gave it.
fn read(token: &Value, listing: &str) -> Option<String> {
    let bytes: Option<Vec<u8>> = token
        .as_str()?
        .as_bytes()
        .chunks(2)
        .map(|digits| u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok())
        .collect();
    let text = String::from_utf8(bytes?).ok()?;
    let after = text.strip_prefix(listing)?.strip_prefix('\n')?;
    Some(after.to_owned())
}
