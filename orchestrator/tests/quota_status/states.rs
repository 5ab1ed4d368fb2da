//! What a row is called, by what AWS shows.

use bedrock_org::model::{Gap, LiveQuotas, RequestState};
use bedrock_org::plan::quota_status::{Row, State, pause, turns};

use super::stage::{DAY, HOUR, M, request, requests, status};
use crate::capacity::stage::{HAIKU, OPUS, here, live, plan, quota};

const ASKS: &str = "developers = 5\nquota = { opus = { tpm = 60_000_000 } }";

fn code() -> String {
    quota(OPUS, None, None).code
}

fn opus(live: &LiveQuotas) -> Row {
    let status = status(&plan(ASKS), live);
    let mut rows = status.rows.into_iter();
    rows.find(|row| row.alias().as_str() == "opus").unwrap()
}

fn with(state: RequestState, value: u64, ago: (i64, i64)) -> State {
    let mut live = live(&[&[(OPUS, 30 * M), (HAIKU, 5 * M)]]);
    let asked = request(&code(), value, state, ago);
    requests(&mut live, here(1), vec![asked]);
    opus(&live).state
}

#[test]
fn every_state_has_its_word() {
    use RequestState::{Approved, CaseClosed, CaseOpened, Denied, NotApproved, Other, Pending};
    let wanted = 60 * M;
    for (state, value, ago, expected) in [
        (Pending, wanted, (HOUR, HOUR), State::Open),
        (CaseOpened, wanted, (7 * DAY, DAY), State::Open),
        (CaseOpened, wanted, (7 * DAY + 1, DAY), State::Stuck),
        (Other("NEW_WORD".into()), wanted, (HOUR, HOUR), State::Open),
        // It takes one at a time.
        (Pending, 40 * M, (HOUR, HOUR), State::Open),
        (Denied, wanted, (9 * DAY, DAY), State::Refused),
        (NotApproved, wanted, (9 * DAY, DAY), State::Refused),
        (CaseClosed, wanted, (9 * DAY, DAY), State::Refused),
        // Another value has not been refused.
        (Denied, 70 * M, (9 * DAY, DAY), State::ToAsk),
        (Approved, wanted, (DAY, HOUR), State::Granted),
        (Approved, wanted, (DAY, HOUR + 1), State::NotApplied),
    ] {
        let found = with(state.clone(), value, ago);
        assert_eq!(found, expected, "{state:?} {value} {ago:?}");
    }
}

#[test]
fn without_a_request_it_is_asked_or_for_people() {
    let mut there = live(&[&[(OPUS, 30 * M)]]);
    // What was asked before is not known.
    assert_eq!(opus(&there).state, State::Unread);
    requests(&mut there, here(1), Vec::new());
    assert_eq!(opus(&there).state, State::ToAsk);

    let first = &mut there.read.get_mut(&here(1)).unwrap().0[0];
    first.adjustable = false;
    assert_eq!(opus(&there).state, State::Fixed);
    let first = &mut there.read.get_mut(&here(1)).unwrap().0[0];
    (first.adjustable, first.applied, first.default) = (true, Some(M), Some(90 * M));
    assert_eq!(opus(&there).state, State::Reduced);
    let first = &mut there.read.get_mut(&here(1)).unwrap().0[0];
    first.applied = Some(60 * M);
    assert_eq!(opus(&there).state, State::Enough);
}

#[test]
fn what_is_not_known_is_neither_enough_nor_asked() {
    let mut there = LiveQuotas::default();
    let gap = Gap {
        cause: "no".into(),
        hint: "none".into(),
    };
    there.unread.insert(here(1), gap);
    assert_eq!(opus(&there).state, State::Unread);
    let mut there = LiveQuotas::default();
    there.absent.push(here(1).0);
    assert_eq!(opus(&there).state, State::Absent);
    assert_eq!(opus(&live(&[&[]])).state, State::NoQuota);
}

#[test]
fn more_than_aws_takes_at_once_is_queued() {
    let mut there = live(&[&[(OPUS, 30 * M)]]);
    let other = |number: u64| request("L-OTHER", number, RequestState::Pending, (HOUR, HOUR));
    requests(&mut there, here(1), (0..19).map(other).collect());
    assert_eq!(opus(&there).state, State::ToAsk);
    requests(&mut there, here(1), (0..20).map(other).collect());
    assert_eq!(opus(&there).state, State::Queued);
    // All Regions of the account count.
    requests(&mut there, here(1), (0..10).map(other).collect());
    let elsewhere = (here(1).0, "us-west-2".parse().unwrap());
    requests(&mut there, elsewhere, (0..10).map(other).collect());
    assert_eq!(opus(&there).state, State::Queued);
}

#[test]
fn the_most_pressing_comes_first_and_only_changes_are_told() {
    let more = "developers = 15\naccounts = 3\nquota = { opus = { tpm = 60_000_000 } }";
    let each: &[(&str, u64)] = &[(OPUS, 30 * M), (HAIKU, 5 * M)];
    let mut there = live(&[each, each, each]);
    let of = |state, ago| vec![request(&code(), 60 * M, state, ago)];
    requests(&mut there, here(1), of(RequestState::Pending, (HOUR, HOUR)));
    requests(
        &mut there,
        here(2),
        of(RequestState::CaseOpened, (8 * DAY, DAY)),
    );
    requests(&mut there, here(3), of(RequestState::Denied, (DAY, HOUR)));
    let before = status(&plan(more), &there);
    let first: Vec<(&str, State)> = before
        .rows
        .iter()
        .take(3)
        .map(|row| (row.account.as_str(), row.state))
        .collect();
    assert_eq!(
        first,
        [
            ("backend-3", State::Refused),
            ("backend-2", State::Stuck),
            ("backend-1", State::Open)
        ]
    );
    assert_eq!(before.under_way(), [here(1), here(2)]);
    assert_eq!(pause(&before).as_secs(), 180);

    assert_eq!(turns(&before, &before), []);
    requests(&mut there, here(1), of(RequestState::CaseOpened, (HOUR, 0)));
    there.read.get_mut(&here(2)).unwrap().0[0].applied = Some(60 * M);
    let after = status(&plan(more), &there);
    let told: Vec<(&str, State, State)> = turns(&before, &after)
        .iter()
        .map(|turn| (turn.row.account.as_str(), turn.was.state, turn.row.state))
        .collect();
    assert_eq!(
        told,
        [
            ("backend-1", State::Open, State::Open),
            ("backend-2", State::Stuck, State::Enough)
        ]
    );
}

/// A second name of a model has the quota of the first, and one request raises it.
#[test]
fn two_names_of_one_quota_are_one_request() {
    let mut intent = plan(
        "developers = 20\nquota = { opus = { tpm = 60_000_000 }, haiku = { tpm = 60_000_000 } }",
    );
    let twin: bedrock_org::model::Alias = "best".parse().unwrap();
    let opus = intent.models[&"opus".parse::<bedrock_org::model::Alias>().unwrap()].clone();
    intent.models.insert(twin.clone(), opus);
    let team = intent.teams.values_mut().next().unwrap();
    team.models.insert(0, twin);
    let mut there = live(&[&[(OPUS, M), (HAIKU, M)]]);
    let open = |number| request(&format!("L-{number}"), 1, RequestState::Pending, (DAY, DAY));
    requests(&mut there, here(1), (0..19).map(open).collect());
    let rows = status(&intent, &there).rows;
    let told: Vec<_> = rows
        .iter()
        .map(|row| (row.alias().as_str(), row.state))
        .collect();
    // The smaller value of the same quota is no request of its own.
    assert_eq!(
        told,
        [
            ("best", State::ToAsk),
            ("opus", State::ToAsk),
            ("haiku", State::Queued)
        ]
    );
    let capacity = bedrock_org::plan::capacity::capacity(&intent, Some(&there));
    let wanted = capacity.wanted();
    let wanted: Vec<_> = wanted
        .iter()
        .map(|one| (one.alias.as_str(), one.value))
        .collect();
    assert_eq!(wanted, [("opus", 60 * M), ("haiku", 60 * M)]);
}
