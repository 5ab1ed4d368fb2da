//! Pages of an answer. A page may end in the middle of a period, whose other groups are on the next.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use serde_json::Value;

use crate::refusal::Refusal;

/// How many groups a page has.
pub(super) const MOST: usize = 500;

/// What a token is good for: the same request alone.
pub(super) fn of_request(input: &Value) -> u64 {
    let mut hasher = DefaultHasher::new();
    for (field, value) in input.as_object().into_iter().flatten() {
        if field != "NextPageToken" {
            (field, value.to_string()).hash(&mut hasher);
        }
    }
    hasher.finish()
}

pub(super) fn token(request: u64, from: usize) -> String {
    format!("{request:016x}-{from}")
}

/// With which group the page begins.
pub(super) fn read(token: Option<&str>, request: u64) -> Result<usize, Refusal> {
    let Some(token) = token else {
        return Ok(0);
    };
    let invalid = || {
        Refusal::exception(
            "InvalidNextTokenException",
            "The pagination token is invalid. Try again without a pagination token.",
        )
    };
    let (of, from) = token.split_once('-').ok_or_else(invalid)?;
    let of = u64::from_str_radix(of, 16).map_err(|_| invalid())?;
    if of != request {
        return Err(Refusal::exception(
            "RequestChangedException",
            "Your request parameters changed between pages. Try again with the old parameters or \
             without a pagination token.",
        ));
    }
    from.parse().map_err(|_| invalid())
}
