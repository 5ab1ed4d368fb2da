//! The sentences around the tables, and the lines of what changes.

use crate::plan::quota_status::{QuotaStatus, Row, State, Turn};
use crate::report::capacity::short;
use crate::report::style::{Style, plain};

use super::rows::{quota_name, request_state};

pub(super) fn title(file: &str) -> String {
    format!("Quotas, by {file} and what AWS says")
}

pub(super) fn summary(status: &QuotaStatus) -> String {
    let parts: Vec<String> = counts(status)
        .into_iter()
        .map(|(word, number)| format!("{number} {word}"))
        .collect();
    match &parts[..] {
        [] => "No team calls a model.".to_owned(),
        parts => format!("{}.", parts.join(", ")),
    }
}

/// The most pressing first.
pub(super) fn counts(status: &QuotaStatus) -> Vec<(&'static str, usize)> {
    let words: [(&str, &[State]); 10] = [
        ("refused", &[State::Refused]),
        ("open for too long", &[State::Stuck]),
        ("granted and not applied", &[State::NotApplied]),
        ("for AWS Support", &[State::Fixed, State::Reduced]),
        ("open", &[State::Open, State::Granted]),
        ("to be asked", &[State::ToAsk, State::Queued]),
        ("not known", &[State::Unread]),
        ("in accounts to come", &[State::Absent]),
        ("without a quota at AWS", &[State::NoQuota]),
        ("enough", &[State::Enough]),
    ];
    let number = |states: &[State]| states.iter().map(|state| status.count(*state)).sum();
    let counted = words.map(|(word, states)| (word, number(states)));
    counted
        .into_iter()
        .filter(|(_, number)| *number > 0)
        .collect()
}

/// Of what is not listed.
pub(super) fn dull(status: &QuotaStatus) -> Option<&'static str> {
    match (status.count(State::Enough), status.count(State::NoQuota)) {
        (0, 0) => None,
        (_, 0) => Some("--all lists also what is enough."),
        (0, _) => Some("--all lists also the models of which AWS has no quota."),
        _ => Some("--all lists also what is enough, and the models of which AWS has no quota."),
    }
}

/// `3 d`, `5 h`, `12 min`: of days nobody counts the minutes.
pub(super) fn age(seconds: i64) -> String {
    match seconds {
        0..3_600 => format!("{} min", seconds / 60),
        3_600..172_800 => format!("{} h", seconds / 3_600),
        _ => format!("{} d", seconds / 86_400),
    }
}

/// What a row is about: `backend-1 us-east-1 opus tokens`.
pub(super) fn subject(row: &Row) -> String {
    format!("{} {} {}", row.account, row.region, quota_name(row))
}

/// A line for what has become another.
pub fn turn(turn: &Turn<'_>, now: i64, style: Style) -> String {
    let Turn { was: _, row } = turn;
    let word = match row.state {
        State::Enough => style.green("granted"),
        State::Refused => style.red("refused"),
        State::Stuck | State::NotApplied => style.red("stuck  "),
        State::Granted => style.green("yes    "),
        State::ToAsk | State::Queued | State::Fixed | State::Reduced => style.yellow("closed "),
        _ => style.cyan("open   "),
    };
    let what = match (row.state, &row.request) {
        (State::Enough, _) => {
            let has = row.quota.as_ref().and_then(crate::model::QuotaValue::has);
            has.map_or_else(String::new, |has| format!("the account has {}", short(has)))
        }
        (_, Some(request)) => {
            let case = request
                .case
                .as_deref()
                .map(|case| format!(", case {}", plain(case)));
            let age = row.age(now).map(age).unwrap_or_default();
            format!(
                "{} for {}, asked {age} ago{}",
                request_state(&request.state),
                short(request.value),
                case.unwrap_or_default()
            )
        }
        (State::ToAsk, None) => "the next apply asks".to_owned(),
        (_, None) => String::new(),
    };
    format!("{word} {}: {what}", subject(row))
}

/// A line for what is under way.
pub(super) fn standing(row: &Row, now: i64) -> String {
    let request = row.request.as_ref();
    let state = request.map_or_else(String::new, |it| request_state(&it.state));
    let value = short(request.map_or(row.wanted, |it| it.value));
    let case = request.and_then(|it| it.case.as_deref());
    let case = case.map_or_else(String::new, |case| format!(", case {}", plain(case)));
    let age = row.age(now).map(age).unwrap_or_default();
    format!("{} {value}: {state}, {age}{case}", subject(row))
}
