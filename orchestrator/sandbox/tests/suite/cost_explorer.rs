//! Cost Explorer: what the ledger says, cut and grouped as it was asked for.

use std::collections::BTreeSet;

use bedrock_sandbox::{Principal, Sandbox, Setup, Use};
use serde_json::{Value, json};

use super::raw::Raw;
use super::sdk::keys;
use super::stage::{Stage, email};

const OPUS: &str = "Claude Opus 5.5 (Amazon Bedrock Edition)";
const ACCOUNT: &str = "LINKED_ACCOUNT";

fn tagged() -> Setup {
    Setup {
        active_cost_tags: BTreeSet::from(["iamPrincipal/email".to_owned()]),
        ..Setup::default()
    }
}

fn bill(stage: &Stage, team: &str, day: &str, service: &str, person: &str, usd: f64) {
    let used = Use {
        account: email(team),
        day: Some(day.into()),
        service: service.into(),
        person: (!person.is_empty()).then(|| person.into()),
        usd,
    };
    stage.sandbox.edit(|edit| {
        edit.spend(&used).unwrap();
        edit.bill();
    });
}

async fn ask_as(sandbox: &Sandbox, who: &Principal, operation: &str, body: &Value) -> (u16, Value) {
    let raw = Raw {
        sandbox,
        credentials: keys(who),
        region: "us-east-1",
    };
    let target = format!("AWSInsightsIndexService.{operation}");
    raw.json("ce", &target, body).await
}

async fn ask(stage: &Stage, body: &Value) -> (u16, Value) {
    ask_as(
        &stage.sandbox,
        &Principal::reader(),
        "GetCostAndUsage",
        body,
    )
    .await
}

fn request(start: &str, end: &str, granularity: &str, more: &Value) -> Value {
    let mut body = json!({
        "TimePeriod": {"Start": start, "End": end},
        "Granularity": granularity,
        "Metrics": ["UnblendedCost"],
    });
    for (field, value) in more.as_object().unwrap() {
        body[field] = value.clone();
    }
    body
}

fn by(keys: &[(&str, &str)]) -> Value {
    keys.iter()
        .map(|(kind, key)| json!({"Type": kind, "Key": key}))
        .collect()
}

/// Start of the period, keys, amount.
fn groups(answer: &Value) -> Vec<(String, Vec<String>, f64)> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let mut groups = Vec::new();
    for period in answer["ResultsByTime"].as_array().unwrap() {
        for group in period["Groups"].as_array().unwrap() {
            let keys = group["Keys"].as_array().unwrap().iter().map(text);
            let amount = text(&group["Metrics"]["UnblendedCost"]["Amount"]);
            let start = text(&period["TimePeriod"]["Start"]);
            groups.push((start, keys.collect(), amount.parse().unwrap()));
        }
    }
    groups
}

#[tokio::test(start_paused = true)]
async fn a_bill_is_cut_into_months_and_grouped() {
    let stage = Stage::with(tagged());
    bill(
        &stage,
        "platform",
        "2026-10-30",
        OPUS,
        "ada@acme.example",
        10.0,
    );
    bill(
        &stage,
        "platform",
        "2026-11-01",
        OPUS,
        "ada@acme.example",
        2.5,
    );
    bill(&stage, "platform", "2026-11-02", OPUS, "", 0.000_001);
    bill(&stage, "data", "2026-11-02", "AmazonCloudWatch", "", 1.0);
    let more = json!({"GroupBy": by(&[("DIMENSION", ACCOUNT), ("DIMENSION", "SERVICE")])});
    let (status, answer) = ask(
        &stage,
        &request("2026-10-01", "2026-12-01", "MONTHLY", &more),
    )
    .await;
    assert_eq!(status, 200, "{answer}");
    let [platform, data] = [0, 1].map(|index| stage.teams[index].account.clone());
    let mut expected = vec![
        (
            "2026-10-01".to_owned(),
            vec![platform.clone(), OPUS.into()],
            10.0,
        ),
        (
            "2026-11-01".to_owned(),
            vec![platform.clone(), OPUS.into()],
            2.500_001,
        ),
        (
            "2026-11-01".to_owned(),
            vec![data, "AmazonCloudWatch".into()],
            1.0,
        ),
    ];
    expected.sort_by(|a, b| (&a.0, &a.1).cmp(&(&b.0, &b.1)));
    assert_eq!(groups(&answer), expected);
    let periods = answer["ResultsByTime"].as_array().unwrap();
    let estimated: Vec<bool> = periods.iter().map(|it| it["Estimated"] == true).collect();
    assert_eq!(estimated, [false, true], "October is settled");
    let named = &answer["DimensionValueAttributes"];
    let named = named
        .as_array()
        .unwrap()
        .iter()
        .find(|it| it["Value"] == platform.as_str());
    assert_eq!(named.unwrap()["Attributes"]["description"], "platform");

    let more = json!({"GroupBy": by(&[("TAG", "iamPrincipal/email")])});
    let (_, answer) = ask(&stage, &request("2026-11-01", "2026-11-03", "DAILY", &more)).await;
    let expected = [
        ("2026-11-01", "iamPrincipal/email$ada@acme.example", 2.5),
        ("2026-11-02", "iamPrincipal/email$", 1.000_001),
    ]
    .map(|(day, key, usd)| (day.to_owned(), vec![key.to_owned()], usd));
    assert_eq!(groups(&answer), expected);

    let (_, answer) = ask(
        &stage,
        &request("2026-11-01", "2026-12-01", "MONTHLY", &json!({})),
    )
    .await;
    let total = &answer["ResultsByTime"][0]["Total"]["UnblendedCost"];
    assert_eq!(total, &json!({"Amount": "3.5000010000", "Unit": "USD"}));
}

#[tokio::test(start_paused = true)]
async fn a_tag_that_is_not_active_names_nobody() {
    let stage = Stage::new();
    bill(
        &stage,
        "platform",
        "2026-11-01",
        OPUS,
        "ada@acme.example",
        2.5,
    );
    let more = json!({"GroupBy": by(&[("TAG", "iamPrincipal/email")])});
    let (_, answer) = ask(
        &stage,
        &request("2026-11-01", "2026-12-01", "MONTHLY", &more),
    )
    .await;
    assert_eq!(groups(&answer)[0].1, ["iamPrincipal/email$"]);
}

#[tokio::test(start_paused = true)]
async fn a_filter_admits_what_it_says() {
    let stage = Stage::new();
    bill(&stage, "platform", "2026-11-01", OPUS, "", 1.0);
    bill(&stage, "platform", "2026-11-01", "Tax", "", 2.0);
    bill(&stage, "data", "2026-11-01", OPUS, "", 4.0);
    let platform = stage.teams[0].account.as_str();
    let of = |key: &str, values: &[&str]| json!({"Dimensions": {"Key": key, "Values": values}});
    for (filter, usd) in [
        (of(ACCOUNT, &[platform]), 3.0),
        (json!({"Not": of(ACCOUNT, &[platform])}), 4.0),
        (
            json!({"And": [of(ACCOUNT, &[platform]), {"Not": of("RECORD_TYPE", &["Tax"])}]}),
            1.0,
        ),
        (
            json!({"Or": [of("SERVICE", &["Tax"]), of("SERVICE", &[OPUS])]}),
            7.0,
        ),
    ] {
        let body = request(
            "2026-11-01",
            "2026-12-01",
            "MONTHLY",
            &json!({"Filter": filter}),
        );
        let (status, answer) = ask(&stage, &body).await;
        assert_eq!(status, 200, "{answer}");
        let total = answer["ResultsByTime"][0]["Total"]["UnblendedCost"]["Amount"].clone();
        assert_eq!(
            total.as_str().unwrap().parse::<f64>().unwrap(),
            usd,
            "{filter}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn pages_hold_every_group_once() {
    let stage = Stage::with(tagged());
    for number in 0..700 {
        let person = format!("person-{number:03}@acme.example");
        for day in ["2026-10-02", "2026-11-02"] {
            bill(&stage, "platform", day, OPUS, &person, 1.0);
        }
    }
    let more = json!({"GroupBy": by(&[("TAG", "iamPrincipal/email")])});
    let mut body = request("2026-10-01", "2026-12-01", "MONTHLY", &more);
    let mut seen = BTreeSet::new();
    let mut pages = 0;
    loop {
        let (status, answer) = ask(&stage, &body).await;
        assert_eq!(status, 200, "{answer}");
        pages += 1;
        for (start, keys, _) in groups(&answer) {
            assert!(seen.insert((start, keys)), "twice");
        }
        match answer.get("NextPageToken") {
            Some(token) => body["NextPageToken"] = token.clone(),
            None => break,
        }
    }
    assert_eq!((pages, seen.len()), (3, 1400));
    body["Granularity"] = "DAILY".into();
    let (status, answer) = ask(&stage, &body).await;
    assert_eq!(
        (status, &answer["__type"]),
        (400, &json!("RequestChangedException"))
    );
    body["NextPageToken"] = "nonsense".into();
    let (_, answer) = ask(&stage, &body).await;
    assert_eq!(answer["__type"], "InvalidNextTokenException");
}

#[tokio::test(start_paused = true)]
async fn what_aws_refuses_is_refused() {
    let stage = Stage::new();
    let none = json!({});
    let group = |kind, key| json!({"GroupBy": by(&[(kind, key)])});
    let filter = json!({"Filter": {"Dimensions": {"Key": "REGION", "Values": ["us-east-1"]}}});
    let empty = json!({"Filter": {}});
    for (start, end, granularity, more, code) in [
        (
            "2026-11-02",
            "2026-11-02",
            "DAILY",
            &none,
            "ValidationException",
        ),
        (
            "2026-11-02",
            "2026-12-02",
            "DAILY",
            &none,
            "ValidationException",
        ),
        (
            "2025-09-01",
            "2026-11-02",
            "MONTHLY",
            &none,
            "ValidationException",
        ),
        (
            "yesterday",
            "2026-11-02",
            "DAILY",
            &none,
            "ValidationException",
        ),
        (
            "2026-11-01",
            "2026-11-02",
            "YEARLY",
            &none,
            "ValidationException",
        ),
        (
            "2026-11-01",
            "2026-11-02",
            "DAILY",
            &empty,
            "ValidationException",
        ),
        (
            "2026-11-01",
            "2026-11-02",
            "HOURLY",
            &none,
            "NotImplementedInSandbox",
        ),
        (
            "2026-11-01",
            "2026-11-02",
            "DAILY",
            &group("DIMENSION", "REGION"),
            "NotImplementedInSandbox",
        ),
        (
            "2026-11-01",
            "2026-11-02",
            "DAILY",
            &filter,
            "NotImplementedInSandbox",
        ),
    ] {
        let body = request(start, end, granularity, more);
        let (status, answer) = ask(&stage, &body).await;
        assert_eq!((status, &answer["__type"]), (400, &json!(code)), "{body}");
    }
    let oldest = request("2025-10-01", "2026-12-01", "MONTHLY", &none);
    assert_eq!(ask(&stage, &oldest).await.0, 200);
}

#[tokio::test(start_paused = true)]
async fn a_member_account_sees_itself() {
    let stage = Stage::new();
    bill(&stage, "platform", "2026-11-01", OPUS, "", 1.0);
    bill(&stage, "data", "2026-11-01", OPUS, "", 4.0);
    let raw = Raw {
        sandbox: &stage.sandbox,
        credentials: stage.access(&stage.teams[0].account).await,
        region: "us-east-1",
    };
    let body = request("2026-11-01", "2026-12-01", "MONTHLY", &json!({}));
    let target = "AWSInsightsIndexService.GetCostAndUsage";
    let (_, answer) = raw.json("ce", target, &body).await;
    let total = &answer["ResultsByTime"][0]["Total"]["UnblendedCost"]["Amount"];
    assert_eq!(total, "1.0000000000");
}

#[tokio::test(start_paused = true)]
async fn a_forecast_needs_weeks_of_history() {
    let stage = Stage::new();
    bill(&stage, "platform", "2026-11-10", OPUS, "", 28.0);
    let body = json!({
        "TimePeriod": {"Start": "2026-11-20", "End": "2026-12-01"},
        "Granularity": "MONTHLY",
        "Metric": "UNBLENDED_COST",
    });
    let ask = async |stage: &Stage| {
        ask_as(
            &stage.sandbox,
            &Principal::operator(),
            "GetCostForecast",
            &body,
        )
        .await
    };
    let (status, answer) = ask(&stage).await;
    assert_eq!(
        (status, &answer["__type"]),
        (400, &json!("DataUnavailableException"))
    );
    bill(&stage, "platform", "2026-10-01", OPUS, "", 5.0);
    let (status, answer) = ask(&stage).await;
    assert_eq!(status, 200, "{answer}");
    assert_eq!(
        answer["Total"],
        json!({"Amount": "11.0000000000", "Unit": "USD"})
    );
}
