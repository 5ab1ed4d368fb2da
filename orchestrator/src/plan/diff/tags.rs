//! Tags: ours and the plan's are set, other people's are left alone.

use std::collections::BTreeSet;

use crate::model::{Gap, Tags, printable, tag};

use super::{Action, Address, Change, Difference};
use crate::plan::change::Tagged;

/// `owner` is the address of what carries the tags.
pub fn diff(
    difference: &mut Difference,
    owner: &Address,
    subject: Tagged,
    wanted: &Tags,
    live: &Tags,
    gap: Option<&Gap>,
) {
    let set: Tags = wanted
        .iter()
        .filter(|(key, value)| live.get(*key) != Some(value))
        .map(|(key, value)| (key.clone(), value.clone()))
        .collect();
    let unset: BTreeSet<String> = live
        .keys()
        .filter(|key| key.starts_with(tag::PREFIX) && !wanted.contains_key(*key))
        .cloned()
        .collect();
    if gap.is_none() && set.is_empty() && unset.is_empty() {
        return;
    }
    let touched = |tags: &Tags| {
        let shown: Vec<String> = tags
            .iter()
            .filter(|(key, _)| set.contains_key(*key) || unset.contains(*key))
            .map(|(key, value)| printable(&format!("{key}={value}")))
            .collect();
        (!shown.is_empty()).then(|| shown.join(", "))
    };
    let change = Change {
        address: owner.part("tags"),
        before: touched(live),
        after: touched(wanted),
        reason: "ownership and the plan's tags are kept up to date".into(),
        needs: BTreeSet::from([owner.clone()]),
        action: Action::Tag {
            subject,
            set: set.clone(),
            unset: unset.clone(),
        },
    };
    difference.change_unless(gap, change);
}
