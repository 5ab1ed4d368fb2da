//! What is shown, compared with files.

use std::path::{Path, PathBuf};
use std::time::Duration;

use bedrock_org::model::Intent;
use bedrock_org::plan::capacity::capacity;
use bedrock_org::report::Style;
use bedrock_org::report::monday::{self, Account, Change, Monday, Morning, Person, Way};

use crate::capacity::stage::{OPUS, live, plan};
use crate::golden::is_as_kept;

const M: u64 = 1_000_000;

/// As many developers, of whom each third was throttled so often.
fn morning(accounts: &[(usize, u64, u64)], refusals: u64) -> Morning {
    let person = |number: usize| {
        let refused = if number.is_multiple_of(3) {
            refusals
        } else {
            0
        };
        Person {
            begun: 40,
            never_begun: refused / 4,
            throttled: refused.min(9),
            refusals: refused,
            given_up: refused / 10,
            longest_wait: Duration::from_secs(refused * 3),
        }
    };
    let account = |(number, (people, wants, has)): (usize, &(usize, u64, u64))| Account {
        name: format!("backend-{number}"),
        people: (0..*people).map(person).collect(),
        wants: *wants,
        has: Some(*has),
    };
    Morning {
        accounts: (1..).zip(accounts).map(account).collect(),
    }
}

fn monday(intent: &Intent, has: u64, before: Morning, ways: Vec<Way>) -> Monday {
    let capacity = capacity(intent, Some(&live(&[&[(OPUS, has)]])));
    Monday {
        capacity: capacity.teams.into_iter().next().unwrap(),
        model: "opus".parse().unwrap(),
        region: "us-east-1".parse().unwrap(),
        need: 3_600_000,
        peak: 3_491_000,
        calls: 1_600,
        watched: Duration::from_secs(900),
        before,
        ways,
    }
}

fn way(change: Change, hours: u64, after: Morning) -> Way {
    Way {
        change,
        took: Duration::from_secs(hours * 3600),
        waiting: Vec::new(),
        after,
    }
}

fn forty() -> Intent {
    plan("developers = 40\nsizing = { peak_tpm = 3_600_000 }")
}

#[test]
fn both_ways_stand_beside_what_was_before() {
    let before = morning(&[(40, 3_491_000, 3 * M)], 12);
    let tokens = Change::Tokens(3_600_000);
    let ways = vec![
        way(tokens, 60, morning(&[(40, 3_491_000, 3_600_000)], 0)),
        way(
            Change::Accounts(2),
            1,
            morning(&[(21, 1_950_000, 3 * M), (19, 2_090_000, 3 * M)], 0),
        ),
    ];
    check("both", &monday(&forty(), 3 * M, before, ways));
}

#[test]
fn what_is_not_mended_is_told_as_a_fault() {
    let before = morning(&[(40, 3_491_000, 2 * M)], 12);
    let mut tokens = way(
        Change::Tokens(3_600_000),
        480,
        morning(&[(40, 3_491_000, 2 * M)], 12),
    );
    tokens.waiting.push(
        "team.backend/account.backend-1/quota.opus.tpm/us-east-1: 2,000,000 -> 3,600,000 tokens per minute: \
         asked for; AWS has yet to decide"
            .into(),
    );
    let accounts = way(
        Change::Accounts(2),
        1,
        morning(&[(24, 2_250_000, 2 * M), (16, 1_500_000, 2 * M)], 2),
    );
    let ways = vec![tokens, accounts];
    check("faults", &monday(&forty(), 2 * M, before, ways));
}

#[test]
fn who_has_enough_hears_for_how_many_more() {
    let before = morning(&[(21, 1_950_000, 5 * M), (19, 2_090_000, 5 * M)], 0);
    check("enough", &monday(&forty(), 5 * M, before, Vec::new()));
}

fn check(case: &str, monday: &Monday) {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/cases/monday");
    for width in [80, 60, 40] {
        let style = Style {
            width,
            ..Style::PLAIN
        };
        let shown = monday::text(monday, style);
        // An address stays whole.
        for line in shown.lines().filter(|line| line.contains(' ')) {
            assert!(line.chars().count() <= width, "{width}: {line}");
        }
        compare(&folder.join(case).join(format!("{width}.txt")), &shown);
    }
}

fn compare(path: &Path, shown: &str) {
    is_as_kept(path, shown);
}
