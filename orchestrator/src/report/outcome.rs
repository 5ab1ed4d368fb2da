//! How an apply ended.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::execute::{Failure, Outcome};
use crate::plan::Address;

use super::event_line::failed;
use super::style::{Style, count};

/// What became of it all, last.
pub fn text(outcome: &Outcome, style: Style) -> String {
    let Outcome {
        done,
        failed,
        skipped,
        left,
    } = outcome;
    if outcome.is_complete() {
        return format!(
            "{}\n",
            style.bold(&format!("Done: {}.", count(*done, "change")))
        );
    }
    let mut parts = vec![format!("{done} done")];
    for (number, word) in [
        (failed.len(), "failed"),
        (skipped.len(), "skipped"),
        (left.len(), "left"),
    ] {
        if number > 0 {
            parts.push(format!("{number} {word}"));
        }
    }
    let mut text = format!(
        "{}\n",
        style.bold(&format!("Not finished: {}.", parts.join(", ")))
    );
    for (hint, failures) in by_hint(failed) {
        for (address, failure) in failures {
            text.push_str(&format!("{}\n", self::failed(address, failure, style)));
        }
        if let Some(hint) = hint {
            text.push_str(&format!("{} {hint}\n", style.cyan("hint:")));
        }
    }
    text.push_str("Nothing is lost: run the same command again and it goes on from here.\n");
    text
}

/// Failures that are mended in the same way stand together.
fn by_hint(
    failed: &BTreeMap<Address, Failure>,
) -> BTreeMap<Option<&str>, Vec<(&Address, &Failure)>> {
    let mut groups: BTreeMap<Option<&str>, Vec<_>> = BTreeMap::new();
    for (address, failure) in failed {
        groups
            .entry(failure.hint.as_deref())
            .or_default()
            .push((address, failure));
    }
    groups
}

pub fn json(outcome: &Outcome, exit_code: u8) -> Value {
    let Outcome {
        done,
        failed,
        skipped,
        left,
    } = outcome;
    json!({
        "version": 1,
        "kind": "outcome",
        "done": done,
        "failed": failed.iter().map(|(address, failure)| {
            json!({ "address": address, "error": failure.error, "hint": failure.hint })
        }).collect::<Vec<_>>(),
        "skipped": skipped,
        "left": left,
        "exit_code": exit_code,
    })
}
