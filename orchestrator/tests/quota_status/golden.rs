//! What is shown, compared with files.

use std::path::Path;

use bedrock_org::model::{Gap, Intent, LiveQuotas, RequestState};
use bedrock_org::plan::quota_status::{QuotaStatus, Turn};
use bedrock_org::report::{Style, quota_status as report};

use super::stage::{DAY, HOUR, M, request, requests, status};
use crate::access::documented;
use crate::capacity::stage::{HAIKU, HAIKU_REQUESTS, OPUS, here, live, plan, quota};
use crate::golden::is_as_kept;

/// One of each.
fn mixed() -> (Intent, LiveQuotas) {
    let more = "developers = 90\naccounts = 9\nquota = { opus = { tpm = 60_000_000 } }";
    let each: &[(&str, u64)] = &[(OPUS, 30 * M), (HAIKU, 5 * M), (HAIKU_REQUESTS, 10_000)];
    let mut there = live(&[each, each, each, each, each, each, each]);
    let code = quota(OPUS, None, None).code;
    let mut of = |number, state, value, ago| {
        let asked = request(&code, value, state, ago);
        requests(&mut there, here(number), vec![asked]);
    };
    of(1, RequestState::CaseOpened, 60 * M, (9 * DAY, 8 * DAY));
    of(2, RequestState::Denied, 60 * M, (5 * DAY, 2 * DAY));
    of(3, RequestState::Pending, 60 * M, (20 * 60, 20 * 60));
    of(4, RequestState::CaseOpened, 45 * M, (30 * HOUR, 29 * HOUR));
    of(5, RequestState::Approved, 60 * M, (3 * DAY, DAY));
    requests(&mut there, here(6), Vec::new());
    requests(&mut there, here(7), Vec::new());
    for (number, quota) in [(6, 0), (7, 2)] {
        let there = there.read.get_mut(&here(number)).unwrap();
        there.0[quota].adjustable = false;
        there.0[quota].applied = Some(10);
    }
    let gap = Gap {
        cause: "servicequotas.ListServiceQuotas: AccessDeniedException".into(),
        hint: "give the access role servicequotas:ListServiceQuotas".into(),
    };
    there.unread.insert(here(8), gap);
    there.absent.push(here(9).0);
    (plan(more), there)
}

#[test]
fn what_needs_somebody_comes_first() {
    let (intent, there) = mixed();
    check("mixed", &status(&intent, &there), false);
}

#[test]
fn five_hundred_accounts_can_be_read() {
    let more = "developers = 4500\naccounts = 500\nquota = { opus = { tpm = 60_000_000 } }";
    let each: &[(&str, u64)] = &[(OPUS, 30 * M), (HAIKU, 5 * M)];
    let mut there = live(&vec![each; 500]);
    let code = quota(OPUS, None, None).code;
    for number in 1..=500 {
        let of = |state| vec![request(&code, 60 * M, state, (2 * DAY, DAY))];
        let asked = match number {
            1..=30 => of(RequestState::Denied),
            31..=300 => of(RequestState::CaseOpened),
            _ => Vec::new(),
        };
        requests(&mut there, here(number), asked);
    }
    let intent = plan(more);
    let status = status(&intent, &there);
    let text = report::text(&status, "org.toml", false, Style::PLAIN);
    assert!(text.lines().count() < 80, "{text}");
    assert!(text.contains("200 of backend"), "{text}");
    check("many", &status, false);
}

#[test]
fn all_that_is_enough_is_a_count() {
    let each: &[(&str, u64)] = &[(OPUS, 30 * M), (HAIKU, 5 * M)];
    let there = live(&[each, each]);
    let intent = plan("developers = 10\naccounts = 2");
    check("enough", &status(&intent, &there), true);
}

fn check(case: &str, status: &QuotaStatus, all: bool) {
    let style = |width| Style {
        width,
        ..Style::PLAIN
    };
    let json = report::json(status, "org.toml", 0);
    documented::every_field(&json);
    let first = &status.rows[0];
    let turn = Turn {
        was: first,
        row: first,
    };
    documented::every_field(&report::turn_json(&turn, status.now));
    let mut files = vec![
        (
            "status.txt",
            report::text(status, "org.toml", false, style(80)),
        ),
        (
            "narrow.txt",
            report::text(status, "org.toml", false, style(50)),
        ),
    ];
    if status.rows.len() < 100 {
        files.push(("status.json", format!("{json:#}\n")));
    }
    if all {
        files.push(("all.txt", report::text(status, "org.toml", true, style(80))));
    }
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/quota-status");
    let folder = cases.join(case);
    for (name, text) in &files {
        is_as_kept(&folder.join(name), text);
        let width = if *name == "narrow.txt" { 50 } else { 80 };
        let mut wide = text.lines().filter(|line| line.chars().count() > width);
        if name.ends_with(".txt") {
            // The cause of a gap is AWS's, and a link is to be followed.
            let found = wide.find(|line| {
                !["Not known", "hint:", "https://"]
                    .iter()
                    .any(|known| line.contains(known))
            });
            assert_eq!(found, None, "{case}/{name}");
        }
    }
}
