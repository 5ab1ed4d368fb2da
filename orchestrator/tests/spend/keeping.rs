//! What is kept between reports, since each request costs a cent.

use std::fs;
use std::time::Duration;

use bedrock_org::model::Usd;

use super::stage::{OPUS, Stage, email};

const HOUR: Duration = Duration::from_secs(3600);

fn stage() -> Stage {
    let stage = Stage::new(true, Vec::new());
    let platform = email("platform-1");
    stage.bill(
        &platform,
        "2026-10-05",
        OPUS,
        "ada@acme.example",
        900.123_456,
    );
    stage.bill(
        &platform,
        "2026-11-02",
        OPUS,
        "ada@acme.example",
        100.654_321,
    );
    stage
}

#[tokio::test(start_paused = true)]
async fn a_second_report_costs_nothing_and_says_the_same() {
    let stage = stage();
    let mut first = stage.report(None, false).await.unwrap();
    assert_eq!(first.queries.requests, 2);
    tokio::time::advance(HOUR).await;
    let second = stage.report(None, false).await.unwrap();
    assert_eq!((second.queries.requests, stage.asked()), (0, 2));
    assert_eq!(second.queries.usd, Usd::ZERO);
    let age = second.queries.kept_for_seconds.unwrap();
    assert!((3600..3700).contains(&age), "{age}");
    first.queries = second.queries.clone();
    assert_eq!(first, second);
}

#[tokio::test(start_paused = true)]
async fn this_month_is_asked_for_again_after_six_hours_and_settled_ones_never() {
    let stage = stage();
    stage.report(None, false).await.unwrap();
    stage.bill(&email("platform-1"), "2026-11-03", OPUS, "", 1.0);
    tokio::time::advance(6 * HOUR).await;
    let later = stage.report(None, false).await.unwrap();
    assert_eq!(later.queries.requests, 2);
    assert_eq!(later.queries.kept_for_seconds, None);
    assert_eq!(later.total.spent, Usd::of(101.654_321));

    let october = stage.report(Some("2026-10"), false).await.unwrap();
    let people_alone = 1;
    let before_june = 1;
    assert_eq!(october.queries.requests, people_alone + before_june);
    tokio::time::advance(100 * HOUR).await;
    let again = stage.report(Some("2026-10"), false).await.unwrap();
    assert_eq!(
        (again.queries.requests, again.queries.kept_for_seconds),
        (0, None)
    );
    assert_eq!(again.total.spent, Usd::of(900.123_456));
}

#[tokio::test(start_paused = true)]
async fn refresh_asks_again() {
    let stage = stage();
    stage.report(None, false).await.unwrap();
    let again = stage.report(None, true).await.unwrap();
    assert_eq!((again.queries.requests, stage.asked()), (2, 4));
}

#[tokio::test(start_paused = true)]
async fn files_that_are_no_answers_are_as_none() {
    let stage = stage();
    stage.report(None, false).await.unwrap();
    for (number, file) in fs::read_dir(stage.folder.path()).unwrap().enumerate() {
        let path = file.unwrap().path();
        let text = fs::read_to_string(&path).unwrap();
        let spoiled = match number % 4 {
            0 => String::new(),
            1 => text[..text.len() / 2].to_owned(),
            2 => text.replace("\"version\":1", "\"version\":2"),
            // From the future.
            _ => text.replace("\"asked_at\":1", "\"asked_at\":9"),
        };
        fs::write(&path, spoiled).unwrap();
    }
    let again = stage.report(None, false).await.unwrap();
    assert_eq!(again.queries.requests, 2);
}

/// Another account, another question: nothing that was kept without it serves.
#[tokio::test(start_paused = true)]
async fn a_new_account_is_in_the_figures_at_once() {
    let stage = stage();
    stage.report(None, false).await.unwrap();
    let mobile = super::stage::existing("mobile-1", &email("mobile-1"), None);
    stage.sandbox.edit(|edit| edit.account(mobile));
    stage.bill(&email("mobile-1"), "2026-08-02", OPUS, "", 5.0);
    let report = stage.report(None, false).await.unwrap();
    assert_eq!(report.queries.requests, 2);
    assert_eq!(report.total.trend[2].spent, Usd::dollars(5));
}

#[cfg(unix)]
#[tokio::test(start_paused = true)]
async fn what_is_kept_is_for_its_owner() {
    use std::os::unix::fs::PermissionsExt as _;
    let stage = stage();
    stage.report(None, false).await.unwrap();
    let mut files = 0;
    for file in fs::read_dir(stage.folder.path()).unwrap() {
        let mode = file.unwrap().metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        files += 1;
    }
    assert_eq!(files, 7, "six months, and one by person");
}
