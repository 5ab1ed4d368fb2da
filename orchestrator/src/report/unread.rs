//! Quotas that could not be read, for people.

use std::collections::BTreeMap;

use crate::model::{AccountName, Gap, Region};

use super::columns::paragraph;
use super::style::{Style, plain, wrap};

/// The same cause is told once, however many it hides.
pub(super) fn unread(gaps: &[(AccountName, Region, Gap)], style: Style) -> String {
    let mut causes: BTreeMap<(&str, &str), Vec<String>> = BTreeMap::new();
    for (account, region, gap) in gaps {
        let places = causes.entry((&gap.cause, &gap.hint)).or_default();
        places.push(format!("{account} in {region}"));
    }
    let mut text = String::new();
    for ((cause, hint), places) in causes {
        let title = style.bold(&style.yellow("Not known:"));
        let who = match &places[..] {
            [first, second, third, rest @ ..] if !rest.is_empty() => {
                format!("{first}, {second}, {third} and {} more", rest.len())
            }
            few => few.join(", "),
        };
        let words = format!("{title} the quotas of {who}: {}", plain(cause));
        text.push('\n');
        for line in wrap(&words, style.width) {
            text.push_str(&line);
            text.push('\n');
        }
        text.push_str(&paragraph(&format!("hint: {}", plain(hint)), style));
    }
    text
}
