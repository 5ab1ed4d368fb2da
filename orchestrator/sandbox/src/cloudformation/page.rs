//! Pages of CloudFormation's lists, with a token that is good for one list alone.

use std::fmt::Write;

use super::input::{Input, validation};
use crate::refusal::Refusal;

const MOST: usize = 100;

pub(super) struct Page {
    listing: String,
    after: Option<String>,
    size: usize,
}

impl Page {
    pub(super) fn open(input: &Input, listing: &str) -> Result<Self, Refusal> {
        let size = input.number("MaxResults")?.unwrap_or(MOST);
        if !(1..=MOST).contains(&size) {
            return Err(validation(format!(
                "MaxResults must be between 1 and {MOST}"
            )));
        }
        let token = input.text("NextToken");
        let after = match token {
            "" => None,
            token => Some(
                read(token)
                    .and_then(|text| Some(text.strip_prefix(listing)?.strip_prefix('\n')?.into()))
                    .ok_or_else(|| validation("Invalid NextToken"))?,
            ),
        };
        Ok(Self {
            listing: listing.to_owned(),
            after,
            size,
        })
    }

    /// Where this page starts in a list that is sorted by key: behind this.
    pub(super) fn after(&self) -> &str {
        self.after.as_deref().unwrap_or_default()
    }

    /// The items of this page, and the token to the next.
    pub(super) fn take<T>(
        &self,
        items: impl Iterator<Item = (String, T)>,
    ) -> (Vec<T>, Option<String>) {
        let mut items = items
            .skip_while(|(key, _)| self.after.as_ref().is_some_and(|after| key <= after))
            .peekable();
        let mut taken = Vec::new();
        let mut last = String::new();
        while taken.len() < self.size
            && let Some((key, item)) = items.next()
        {
            taken.push(item);
            last = key;
        }
        let more = items.peek().is_some();
        (taken, more.then(|| written(&self.listing, &last)))
    }
}

fn written(listing: &str, last: &str) -> String {
    let mut token = String::new();
    for byte in format!("{listing}\n{last}").bytes() {
        // Writing to a String cannot fail.
        let _ = write!(token, "{byte:02x}");
    }
    token
}

fn read(token: &str) -> Option<String> {
    let bytes: Option<Vec<u8>> = token
        .as_bytes()
        .chunks(2)
        .map(|digits| u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok())
        .collect();
    String::from_utf8(bytes?).ok()
}
