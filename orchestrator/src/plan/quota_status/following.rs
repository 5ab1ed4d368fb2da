//! What has changed since the last look, and when to look again.

use std::collections::BTreeMap;
use std::time::Duration;

use super::{QuotaStatus, Row};

/// Two rows of the same quota, one of them newer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Turn<'a> {
    pub was: &'a Row,
    pub row: &'a Row,
}

/// What has become another, in the order of the newer.
pub fn turns<'a>(before: &'a QuotaStatus, after: &'a QuotaStatus) -> Vec<Turn<'a>> {
    let place = |row: &'a Row| (&row.account, &row.region, &row.key);
    let old: BTreeMap<_, &Row> = before.rows.iter().map(|row| (place(row), row)).collect();
    let pairs = after
        .rows
        .iter()
        .filter_map(|row| Some((*old.get(&place(row))?, row)));
    let differs = |was: &Row, row: &Row| {
        let of = |row: &Row| {
            let request = row.request.as_ref();
            request.map(|it| (it.id.clone(), it.state.clone(), it.case.clone()))
        };
        was.state != row.state || of(was) != of(row)
    };
    pairs
        .filter(|(was, row)| differs(was, row))
        .map(|(was, row)| Turn { was, row })
        .collect()
}

/// How long to wait before AWS is asked again: a request that was young a moment ago is decided in
/// minutes, if it is decided by a machine, and an old one in days.
pub fn pause(status: &QuotaStatus) -> Duration {
    let under_way = status.rows.iter().filter(|row| row.state.is_under_way());
    let ages = under_way.filter_map(|row| row.age(status.now));
    let youngest = u64::try_from(ages.min().unwrap_or(0)).unwrap_or(0);
    Duration::from_secs(youngest / 20).clamp(SOONEST, LATEST)
}

const SOONEST: Duration = Duration::from_secs(60);
const LATEST: Duration = Duration::from_secs(15 * 60);
