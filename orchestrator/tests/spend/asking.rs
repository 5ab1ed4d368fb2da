//! The report of an organization in memory, whose bills are known.

use bedrock_org::model::{FindingKind, ForecastBy, People, TeamSpend, Usd};
use bedrock_sandbox::{Kind, Rule};

use super::stage::{OPUS, Stage, email};

fn team<'a>(teams: &'a [TeamSpend], name: &str) -> &'a TeamSpend {
    teams
        .iter()
        .find(|team| team.team.as_str() == name)
        .unwrap()
}

/// It is 20 November there.
#[tokio::test(start_paused = true)]
async fn a_report_says_what_the_bill_says() {
    let stage = Stage::new(true, Vec::new());
    let (platform, backend) = (email("platform-1"), email("backend-2"));
    stage.bill(&platform, "2026-10-05", OPUS, "ada@acme.example", 900.0);
    stage.bill(&platform, "2026-11-02", OPUS, "ada@acme.example", 1900.0);
    stage.bill(&platform, "2026-11-03", "AmazonCloudWatch", "", 0.5);
    stage.bill(&backend, "2026-11-19", OPUS, "grace@acme.example", 5000.25);
    stage.bill("222233334444", "2026-11-01", OPUS, "", 12.0);
    stage.bill(&email("prototype-1"), "2026-11-01", "Tax", "", 7.0);
    stage.bill("payroll@acme.example", "2026-11-01", "Amazon EC2", "", 1e6);

    let report = stage.report(None, false).await.unwrap();
    assert!(report.gaps.is_empty(), "{:?}", report.gaps);
    assert_eq!(report.total.spent, Usd::of(6919.75));
    assert_eq!((report.queries.requests, stage.asked()), (2, 2));
    assert_eq!(report.queries.usd, Usd::of(0.02));
    assert_eq!(report.queries.kept_for_seconds, None);
    let platform = team(&report.teams, "platform");
    let forecast = platform.spend.forecast.unwrap();
    assert_eq!(forecast.by, ForecastBy::Pace);
    assert_eq!(forecast.usd, Usd::micros(1_900_500_000 * 30 / 19));
    assert_eq!(platform.spend.trend[4].spent, Usd::dollars(900));
    assert_eq!(platform.spend.models[0].model, "Claude Opus 5.5");
    let data = team(&report.teams, "data");
    assert_eq!(data.accounts[0].account.as_str(), "data-1");
    assert_eq!(data.spend.spent, Usd::dollars(12));
    let mobile = team(&report.teams, "mobile");
    assert_eq!(
        (mobile.accounts[0].id.clone(), mobile.spend.spent),
        (None, Usd::ZERO)
    );
    assert_eq!(report.unplanned[0].team.as_deref(), Some("prototype"));
    assert_eq!(report.unplanned[0].account.spend.spent, Usd::dollars(7));
    let People::Yes { teams, unnamed, .. } = &report.people else {
        panic!("{:?}", report.people);
    };
    assert_eq!(teams.values().flatten().count(), 2);
    assert_eq!(*unnamed, Usd::of(19.5));
    let kinds: Vec<FindingKind> = report.findings.iter().map(|it| it.kind).collect();
    let expected = [
        FindingKind::OverBudget,
        FindingKind::Unplanned,
        FindingKind::NoBudget,
    ];
    assert_eq!(kinds, expected, "{:?}", report.findings);
    assert!(
        report.findings[0]
            .text
            .starts_with("Account backend-2 of team backend")
    );
}

#[tokio::test(start_paused = true)]
async fn without_the_tag_it_says_what_to_activate() {
    let stage = Stage::new(false, Vec::new());
    stage.bill(
        &email("platform-1"),
        "2026-11-02",
        OPUS,
        "ada@acme.example",
        1.0,
    );
    let report = stage.report(None, false).await.unwrap();
    let People::No { hint } = &report.people else {
        panic!("{:?}", report.people);
    };
    assert!(hint.contains("activate iamPrincipal/email"), "{hint}");
}

#[tokio::test(start_paused = true)]
async fn months_without_figures_are_refused_before_anything_is_asked() {
    let stage = Stage::new(false, Vec::new());
    for (month, why) in [
        ("2026-12", "2026-12 lies in the future"),
        ("2025-10", "2025-10 is more than 12 months ago"),
    ] {
        let error = stage.report(Some(month), false).await.unwrap_err();
        assert!(
            error.starts_with(&format!("could not report the spend: {why}")),
            "{error}"
        );
    }
    assert!(stage.sandbox.calls().is_empty());
    let oldest = stage.report(Some("2025-11"), false).await.unwrap();
    assert_eq!(oldest.total.trend.len(), 1);
}

#[tokio::test(start_paused = true)]
async fn who_may_not_ask_is_told_what_is_missing() {
    let rule = Rule::operation("ce.GetCostAndUsage", 1, Kind::AccessDenied);
    let stage = Stage::new(false, vec![rule]);
    let error = stage.report(None, false).await.unwrap_err();
    let expected = "could not read what was spent: access denied to ce:GetCostAndUsage";
    assert!(error.starts_with(expected), "{error}");
    assert!(
        error.contains("give the role ce:GetCostAndUsage"),
        "{error}"
    );
    assert!(error.contains("switch Cost Explorer on"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn throttling_is_waited_for_and_unready_figures_are_not() {
    let throttled = Rule::operation("ce.GetCostAndUsage", 1, Kind::Throttled).times(3);
    let stage = Stage::new(false, vec![throttled]);
    let report = stage.report(None, false).await.unwrap();
    assert_eq!(report.queries.requests, 2, "AWS bills what it answers");
    assert_eq!(stage.asked(), 5);

    let unready = Kind::Code {
        code: "DataUnavailableException".into(),
        message: "Data is not available. Please try to adjust the time period.".into(),
        status: 400,
    };
    let stage = Stage::new(
        false,
        vec![Rule::operation("ce.GetCostAndUsage", 1, unready)],
    );
    let error = stage.report(None, false).await.unwrap_err();
    assert!(
        error.contains("within a day of switching Cost Explorer on"),
        "{error}"
    );
}

/// Two pages of groups: an account's month may be on both.
#[tokio::test(start_paused = true)]
async fn every_page_is_read_and_counted() {
    let stage = Stage::new(true, Vec::new());
    for number in 0..600 {
        let person = format!("person-{number:03}@acme.example");
        stage.bill(&email("platform-1"), "2026-11-02", OPUS, &person, 1.0);
    }
    let report = stage.report(None, false).await.unwrap();
    assert_eq!(report.queries.requests, 3);
    let People::Yes { teams, .. } = &report.people else {
        panic!("{:?}", report.people);
    };
    assert_eq!(teams.values().flatten().count(), 600);
}

/// Without permission for budgets the pace is the forecast, and the report says so.
#[tokio::test(start_paused = true)]
async fn forecasts_that_cannot_be_read_are_a_gap() {
    let rule = Rule::operation("budgets.DescribeBudgets", 1, Kind::AccessDenied);
    let stage = Stage::new(false, vec![rule]);
    stage.bill(&email("platform-1"), "2026-11-02", OPUS, "", 19.0);
    let report = stage.report(None, false).await.unwrap();
    let [gap] = report.gaps.as_slice() else {
        panic!("{:?}", report.gaps);
    };
    assert!(
        gap.cause
            .contains("access denied to budgets:DescribeBudgets"),
        "{}",
        gap.cause
    );
    let forecast = report.total.forecast.unwrap();
    assert_eq!(
        (forecast.usd, forecast.by),
        (Usd::dollars(30), ForecastBy::Pace)
    );
}

/// Five weeks of history, and the budgets that `apply` would make of two accounts.
#[tokio::test(start_paused = true)]
async fn a_budget_that_knows_the_future_is_believed() {
    let stage = Stage::new(false, Vec::new());
    stage
        .budget("bedrock-org acme account platform-1", &["platform-1"])
        .await;
    stage
        .budget("bedrock-org acme team backend", &["backend-1", "backend-2"])
        .await;
    stage.budget("somebody else's", &["frontend-1"]).await;
    for day in ["2026-09-20", "2026-10-10", "2026-11-01", "2026-11-15"] {
        stage.bill(&email("platform-1"), day, OPUS, "", 570.0);
        stage.bill(&email("frontend-1"), day, OPUS, "", 19.0);
    }
    let report = stage.report(None, false).await.unwrap();
    assert!(report.gaps.is_empty(), "{:?}", report.gaps);
    let of = |name| team(&report.teams, name).spend.forecast.unwrap();
    assert_eq!(of("platform").by, ForecastBy::Aws);
    assert!(
        of("platform").usd > Usd::dollars(1140),
        "{}",
        of("platform").usd
    );
    assert_eq!(of("frontend").by, ForecastBy::Pace);
    assert_eq!(report.total.forecast.unwrap().by, ForecastBy::Both);
    // What is over needs no forecast.
    let october = stage.report(Some("2026-10"), false).await.unwrap();
    assert_eq!(october.total.forecast, None);
}
