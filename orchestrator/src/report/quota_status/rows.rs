//! The tables: one for all that stand alike.

use std::collections::BTreeMap;

use crate::model::{Rate, RequestState};
use crate::plan::quota_status::{Row, STUCK_AFTER_DAYS, State};
use crate::report::capacity::short;
use crate::report::columns::Line;
use crate::report::style::plain;

use super::words::age;

pub(super) struct Section {
    pub states: &'static [State],
    pub title: fn(usize) -> String,
    /// Nothing that anybody waits for.
    pub is_dull: bool,
}

const fn section(states: &'static [State], title: fn(usize) -> String) -> Section {
    Section {
        states,
        title,
        is_dull: false,
    }
}

const fn dull(states: &'static [State], title: fn(usize) -> String) -> Section {
    Section {
        states,
        title,
        is_dull: true,
    }
}

pub(super) const SECTIONS: [Section; 11] = [
    section(&[State::Refused], |number| {
        format!("Refused by AWS: {number}")
    }),
    section(&[State::Stuck], |number| {
        format!("Open for more than {STUCK_AFTER_DAYS} days: {number}")
    }),
    section(&[State::NotApplied], |number| {
        format!("Granted, but the account does not have it: {number}")
    }),
    section(&[State::Fixed, State::Reduced], |number| {
        format!("Only AWS Support can raise: {number}")
    }),
    section(&[State::Open, State::Granted], |number| {
        format!("Open, AWS is at it: {number}")
    }),
    section(&[State::ToAsk], |number| {
        format!("To be asked by the next apply: {number}")
    }),
    section(&[State::Queued], |number| {
        format!("Queued, AWS takes no more at once: {number}")
    }),
    section(&[State::Unread], |number| {
        format!("Not known what there is, or what was asked: {number}")
    }),
    section(&[State::Absent], |number| {
        format!("In accounts that are not there yet: {number}")
    }),
    dull(&[State::NoQuota], |number| {
        format!("AWS has no quota of such a name: {number}")
    }),
    dull(&[State::Enough], |number| format!("Enough: {number}")),
];

pub(super) const HEADS: [&str; 9] = [
    "account", "Region", "quota", "default", "applied", "wanted", "asked", "state", "case",
];
pub(super) const PLACES: usize = 3;

/// Where people are needed, the case is in a link below. Accounts of a team that have asked for nothing and lack the same are one line.
pub(super) fn lines(rows: &[&Row], now: i64) -> Vec<Line> {
    let mut alike: Vec<Vec<&Row>> = Vec::new();
    let mut seen: BTreeMap<_, usize> = BTreeMap::new();
    for row in rows {
        let values = row.quota.as_ref();
        let values = values.map(|quota| (quota.default, quota.applied));
        let same = (
            &row.team,
            &row.region,
            &row.key,
            values,
            row.wanted,
            row.state,
        );
        match seen.get(&same) {
            Some(place) if row.request.is_none() => alike[*place].push(row),
            _ => {
                if row.request.is_none() {
                    seen.insert(same, alike.len());
                }
                alike.push(vec![row]);
            }
        }
    }
    let line = |rows: &Vec<&Row>| rows.first().map(|first| line(first, rows.len(), now));
    alike.iter().filter_map(line).collect()
}

fn line(row: &Row, alike: usize, now: i64) -> Line {
    let account = match alike {
        1 => row.account.to_string(),
        many => format!("{many} of {}", row.team),
    };
    let value = |value: Option<u64>| value.map_or_else(|| "-".to_owned(), short);
    let quota = row.quota.as_ref();
    let shown = |of: fn(&crate::model::QuotaValue) -> Option<u64>| {
        quota.map_or_else(String::new, |quota| value(of(quota)))
    };
    let request = row.request.as_ref();
    Line {
        cells: vec![
            account,
            row.region.to_string(),
            quota_name(row),
            shown(|quota| quota.default),
            shown(|quota| quota.applied),
            wanted(row),
            row.age(now)
                .map_or_else(String::new, |time| format!("{} ago", age(time))),
            state(row, now),
            request
                .filter(|_| !row.state.is_for_people())
                .and_then(|it| it.case.as_deref())
                .map_or_else(String::new, plain),
        ],
        red: false,
    }
}

/// AWS takes one request at a time, so one for another value may be in the way.
fn wanted(row: &Row) -> String {
    match row.request.as_ref().map(|request| request.value) {
        Some(asked) if asked != row.wanted => {
            format!("{} (asked {})", short(row.wanted), short(asked))
        }
        _ => short(row.wanted),
    }
}

pub(super) fn quota_name(row: &Row) -> String {
    let unit = match row.rate() {
        Rate::TokensPerMinute => "tokens",
        Rate::RequestsPerMinute => "requests",
        Rate::TokensPerDay => "tokens a day",
    };
    format!("{} {unit}", row.alias())
}

/// What the title of the list does not say.
fn state(row: &Row, now: i64) -> String {
    let Some(request) = &row.request else {
        return match row.state {
            State::Fixed => "no request raises it".to_owned(),
            State::Reduced => "below the default".to_owned(),
            _ => String::new(),
        };
    };
    let word = request_state(&request.state);
    let ended = !request.state.is_open();
    match ended && request.touched > request.asked {
        true => format!("{word} {} ago", age((now - request.touched).max(0))),
        false => word,
    }
}

pub(super) fn request_state(state: &RequestState) -> String {
    match state {
        RequestState::Pending => "pending",
        RequestState::CaseOpened => "case opened",
        RequestState::Approved => "approved",
        RequestState::Denied => "denied",
        RequestState::CaseClosed => "case closed",
        RequestState::NotApproved => "not approved",
        RequestState::Invalid => "invalid",
        RequestState::Other(word) => return plain(&word.to_lowercase().replace('_', " ")),
    }
    .to_owned()
}
