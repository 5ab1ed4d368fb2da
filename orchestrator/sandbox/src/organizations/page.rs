//! Pages of a list: twenty at most, an opaque token to the next, and now and then an empty page that
//! is not the last, as AWS warns.

use std::fmt::Write;
use std::ops::Bound;

use crate::context::Context;
use crate::refusal::Refusal;

const MOST: usize = 20;

pub(super) struct Page {
    listing: String,
    after: Option<String>,
    size: usize,
    empty: bool,
}

impl Page {
    /// A token is good for the list alone that gave it.
    pub(super) fn open(
        context: &Context<'_>,
        listing: &str,
        token: Option<&str>,
        most: Option<i32>,
    ) -> Result<Self, Refusal> {
        let size = match most {
            None => MOST,
            Some(most) if most < 1 => {
                return Err(Refusal::invalid(
                    "MIN_VALUE_EXCEEDED",
                    "MaxResults must be at least 1.",
                ));
            }
            Some(most) => usize::try_from(most).unwrap_or(MOST),
        };
        if size > MOST {
            return Err(Refusal::invalid(
                "MAX_VALUE_EXCEEDED",
                "MaxResults must be at most 20.",
            ));
        }
        let mut page = Self {
            listing: format!("{}/{listing}", context.call.operation),
            after: None,
            size,
            empty: false,
        };
        let mut after_empty = false;
        if let Some(token) = token {
            let (empty, after) = page.read(token).ok_or_else(|| {
                Refusal::invalid(
                    "INVALID_NEXT_TOKEN",
                    "Get the value for the NextToken parameter from the response to a previous \
                     call of the operation.",
                )
            })?;
            after_empty = empty;
            page.after = after;
        }
        // Never two in a row, so that a list always ends.
        page.empty = !after_empty
            && context.draw.chance(
                context.setup.empty_pages_percent / 100.0,
                "empty-page",
                &context.number.to_string(),
            );
        Ok(page)
    }

    /// Where this page starts in a list that is sorted by key.
    pub(super) fn bounds(&self) -> (Bound<&str>, Bound<&str>) {
        let start = match &self.after {
            Some(after) => Bound::Excluded(after.as_str()),
            None => Bound::Unbounded,
        };
        (start, Bound::Unbounded)
    }

    /// The items of this page and the token to the next; `items` starts at `bounds`.
    pub(super) fn take<'a, T>(
        &self,
        items: impl Iterator<Item = (&'a str, T)>,
    ) -> (Vec<T>, Option<String>) {
        let mut items = items.peekable();
        if self.empty {
            let token = items
                .peek()
                .is_some()
                .then(|| self.token(true, self.after.as_deref()));
            if token.is_some() {
                return (Vec::new(), token);
            }
        }
        let mut taken = Vec::new();
        let mut last = None;
        while taken.len() < self.size
            && let Some((key, item)) = items.next()
        {
            taken.push(item);
            last = Some(key);
        }
        let token = items.peek().is_some().then(|| self.token(false, last));
        (taken, token)
    }

    fn token(&self, empty: bool, after: Option<&str>) -> String {
        let text = format!(
            "{}\n{}\n{}",
            self.listing,
            u8::from(empty),
            after.unwrap_or_default()
        );
        let mut token = String::with_capacity(text.len() * 2);
        for byte in text.bytes() {
            // Writing to a String cannot fail.
            let _ = write!(token, "{byte:02x}");
        }
        token
    }

    fn read(&self, token: &str) -> Option<(bool, Option<String>)> {
        let bytes: Option<Vec<u8>> = token
            .as_bytes()
            .chunks(2)
            .map(|digits| u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok())
            .collect();
        let text = String::from_utf8(bytes?).ok()?;
        let mut lines = text.splitn(3, '\n');
        if lines.next()? != self.listing {
            return None;
        }
        let empty = lines.next()? == "1";
        let after = lines.next()?;
        Some((empty, (!after.is_empty()).then(|| after.to_owned())))
    }
}
