//! The table of a team: what is needed and what there is.

use std::collections::BTreeSet;

use crate::plan::capacity::{Capacity, Known, Place, Room, TeamCapacity};
use crate::report::columns::Line;

use super::words::short;

/// Behind a gap that no request closes.
pub(super) const SUPPORT: &str = "!";
/// How many columns say of what the rest is told.
pub(super) const PLACES: usize = 3;

/// The heads of the columns, and the lines. What is the same in every account and Region is said once.
pub(super) fn lines(capacity: &Capacity, team: &TeamCapacity) -> (Vec<&'static str>, Vec<Line>) {
    let mut heads = vec!["account", "Region", "quota", "needs", "wanted"];
    if capacity.observed {
        heads.extend(["applied", "default", "gap"]);
    }
    let line = |place: &Place, words: (&str, &str), one: &Entry<'_>| {
        let mut cells = vec![words.0.to_owned(), words.1.to_owned(), one.quota.clone()];
        cells.extend([short(one.room.needed), short(one.room.target)]);
        if capacity.observed {
            cells.extend(seen(place, one.room));
        }
        Line {
            cells,
            red: one.room.is_short(),
        }
    };
    let mut lines = Vec::new();
    if let [first, rest @ ..] = &team.places[..]
        && !rest.is_empty()
        && rest.iter().all(|place| is_alike(first, place))
    {
        let accounts = all(team.places.iter().map(|place| place.account.as_str()));
        let regions = all(team.places.iter().map(|place| place.region.as_str()));
        let place = (accounts.as_str(), regions.as_str());
        lines.extend(entries(first).iter().map(|one| line(first, place, one)));
        return (heads, lines);
    }
    for alike in groups(&team.places) {
        let Some(first) = alike.first() else { continue };
        let accounts = match alike.len() {
            1 => first.account.to_string(),
            many => format!("{many} accounts"),
        };
        let words = (accounts.as_str(), first.region.as_str());
        lines.extend(entries(first).iter().map(|one| line(first, words, one)));
    }
    (heads, lines)
}

/// So many that are alike nobody reads one by one.
const MANY: usize = 4;

/// Many accounts that are alike in a Region together, few by themselves; in the plan's order.
fn groups(places: &[Place]) -> Vec<Vec<&Place>> {
    let mut alike: Vec<Vec<(usize, &Place)>> = Vec::new();
    for place in places.iter().enumerate() {
        let same = |group: &&mut Vec<(usize, &Place)>| {
            let first = group.first();
            first.is_some_and(|(_, first)| {
                first.region == place.1.region && is_alike(first, place.1)
            })
        };
        match alike.iter_mut().find(same) {
            Some(group) => group.push(place),
            None => alike.push(vec![place]),
        }
    }
    let mut groups: Vec<Vec<(usize, &Place)>> = Vec::new();
    for group in alike {
        match group.len() {
            MANY.. => groups.push(group),
            _ => groups.extend(group.into_iter().map(|place| vec![place])),
        }
    }
    groups.sort_by_key(|group| group.first().map(|(number, _)| *number));
    let places = |group: Vec<(usize, _)>| group.into_iter().map(|(_, place)| place).collect();
    groups.into_iter().map(places).collect()
}

fn all<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let names: BTreeSet<&str> = names.collect();
    match names.len() {
        1 => names.into_iter().collect(),
        many => format!("all {many}"),
    }
}

fn is_alike(one: &Place, other: &Place) -> bool {
    one.known == other.known && one.models == other.models
}

struct Entry<'a> {
    quota: String,
    room: &'a Room,
}

fn entries(place: &Place) -> Vec<Entry<'_>> {
    let mut entries = Vec::new();
    for model in &place.models {
        let tpm = (format!("{} tokens", model.alias), &model.tpm);
        let rpm = model.rpm.iter();
        let rpm = rpm.map(|room| (format!("{} requests", model.alias), room));
        let both = std::iter::once(tpm).chain(rpm);
        entries.extend(both.map(|(quota, room)| Entry { quota, room }));
    }
    entries
}

/// Applied, default and gap.
fn seen(place: &Place, room: &Room) -> [String; 3] {
    let none = |word: &str| [word.to_owned(), word.to_owned(), word.to_owned()];
    match (place.known, &room.quota) {
        (Known::Absent, _) => none("-"),
        (Known::NotAsked, _) | (Known::Unread, None) => none("?"),
        // AWS has no quota of this name.
        (Known::Read, None) => none("-"),
        (Known::Read | Known::Unread, Some(quota)) => {
            let value = |value: Option<u64>| value.map_or_else(|| "-".to_owned(), short);
            let gap = match room.gap() {
                None => "?".to_owned(),
                Some(0) => "0".to_owned(),
                Some(gap) if room.is_for_support() => format!("{}{SUPPORT}", short(gap)),
                Some(gap) => short(gap),
            };
            [value(quota.applied), value(quota.default), gap]
        }
    }
}
