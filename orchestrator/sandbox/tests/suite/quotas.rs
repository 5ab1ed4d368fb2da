//! Service Quotas through AWS's own client: values, requests, and what becomes of them.

use std::time::Duration;

use aws_sdk_servicequotas::Client;
use aws_sdk_servicequotas::types::RequestStatus;
use aws_types::region::Region;
use bedrock_sandbox::{Decision, ExistingAccount, Principal, Sandbox, Setup, Verdict};

use super::sdk::{account, config, keys, organizations};
use super::stage::{Stage, told};

const OPUS: &str = "L-A4430697";
const OPUS_NAME: &str =
    "Cross-region model inference tokens per minute for Anthropic Claude Opus 5.5";

struct Team {
    stage: Stage,
    account: String,
}

impl Team {
    fn new(setup: Setup) -> Self {
        let stage = Stage::with(setup);
        let account = stage.teams[0].account.clone();
        Self { stage, account }
    }

    /// Good for an hour.
    async fn client(&self, region: &'static str) -> Client {
        client(&self.stage, &self.account, region).await
    }

    async fn after(&self, time: Duration) -> Client {
        tokio::time::sleep(time).await;
        self.client("us-east-1").await
    }
}

async fn client(stage: &Stage, account: &str, region: &'static str) -> Client {
    let credentials = stage.access(account).await;
    let config = config(&stage.sandbox, credentials, 0).into_builder();
    Client::new(&config.region(Region::new(region)).build())
}

async fn ask(client: &Client, code: &str, value: f64) -> Result<String, (String, String)> {
    tokio::time::sleep(Duration::from_secs(1)).await;
    let asked = client
        .request_service_quota_increase()
        .service_code("bedrock")
        .quota_code(code)
        .desired_value(value)
        .send()
        .await
        .map_err(|error| told(&error.into_service_error()))?;
    Ok(asked.requested_quota.unwrap().id.unwrap())
}

async fn status(client: &Client, id: &str) -> (RequestStatus, Option<String>) {
    let change = client
        .get_requested_service_quota_change()
        .request_id(id)
        .send()
        .await
        .unwrap()
        .requested_quota
        .unwrap();
    (change.status.unwrap(), change.case_id)
}

async fn value(client: &Client, code: &str) -> Result<f64, (String, String)> {
    let answer = client
        .get_service_quota()
        .service_code("bedrock")
        .quota_code(code)
        .send()
        .await
        .map_err(|error| told(&error.into_service_error()))?;
    Ok(answer.quota.unwrap().value.unwrap())
}

async fn default_value(client: &Client, code: &str) -> f64 {
    let answer = client
        .get_aws_default_service_quota()
        .service_code("bedrock")
        .quota_code(code)
        .send()
        .await
        .unwrap();
    answer.quota.unwrap().value.unwrap()
}

/// Codes and names of all pages.
async fn defaults(client: &Client, most: i32) -> Vec<(String, String)> {
    let mut pages = client
        .list_aws_default_service_quotas()
        .service_code("bedrock")
        .into_paginator()
        .page_size(most)
        .send();
    let mut all = Vec::new();
    while let Some(page) = pages.next().await {
        tokio::time::sleep(Duration::from_secs(1)).await;
        let quotas = page.unwrap().quotas.unwrap_or_default();
        let named = |quota: aws_sdk_servicequotas::types::ServiceQuota| {
            (quota.quota_code.unwrap(), quota.quota_name.unwrap())
        };
        all.extend(quotas.into_iter().map(named));
    }
    all
}

#[tokio::test(start_paused = true)]
async fn an_increase_is_a_case_and_then_applied() {
    let team = Team::new(Setup::default());
    let client = team.client("us-east-1").await;
    let id = ask(&client, OPUS, 60_000_000.0).await.unwrap();
    assert_eq!(status(&client, &id).await, (RequestStatus::Pending, None));
    let client = team.after(Duration::from_secs(3600)).await;
    let (pending, case) = status(&client, &id).await;
    assert_eq!((pending, case.is_some()), (RequestStatus::CaseOpened, true));
    let client = team.after(Duration::from_secs(22 * 3600)).await;
    let (pending, _) = status(&client, &id).await;
    assert_eq!(pending, RequestStatus::CaseOpened);
    let client = team.after(Duration::from_secs(50 * 3600)).await;
    assert_eq!(status(&client, &id).await.0, RequestStatus::Approved);
    assert_eq!(value(&client, OPUS).await.unwrap(), 60_000_000.0);
    assert_eq!(default_value(&client, OPUS).await, 30_000_000.0);
    let elsewhere = team.client("us-west-2").await;
    assert_ne!(value(&elsewhere, OPUS).await.unwrap_or(0.0), 60_000_000.0);
}

#[tokio::test(start_paused = true)]
async fn what_aws_does_not_take_is_refused_in_its_words() {
    let team = Team::new(Setup::default());
    let client = team.client("us-east-1").await;
    let refused = async |code: &str, value: f64| ask(&client, code, value).await.unwrap_err();
    let illegal = |message: &str| ("IllegalArgumentException".to_owned(), message.to_owned());
    let more = "You must provide a quota value greater than the default quota value of";
    assert_eq!(refused(OPUS, 3e7).await, illegal(&format!("{more} 3.0E7")));
    let requests = refused("L-11DFF789", 120.0).await;
    assert_eq!(requests, illegal(&format!("{more} 10000.0")));
    let daily = refused("L-E3F10727", 1e9).await;
    assert_eq!(
        daily,
        illegal("The request failed because the specified quota is not adjustable.")
    );
    assert_eq!(
        refused("L-00000000", 5.0).await.0,
        "NoSuchResourceException"
    );
    ask(&client, OPUS, 31_000_000.0).await.unwrap();
    let second = refused(OPUS, 32_000_000.0).await;
    assert_eq!(second.0, "ResourceAlreadyExistsException");
    let unknown = client
        .get_service_quota()
        .service_code("s3")
        .quota_code("L-1");
    let unknown = told(&unknown.send().await.unwrap_err().into_service_error());
    assert_eq!(unknown.0, "NoSuchResourceException");
}

#[tokio::test(start_paused = true)]
async fn an_account_has_twenty_open_requests_and_two_in_an_opt_in_region() {
    let team = Team::new(Setup::default());
    let open = async |region: &'static str| {
        let client = team.client(region).await;
        let mut open = 0;
        for (code, name) in defaults(&client, 100).await {
            if !name.contains("model inference") {
                continue;
            }
            match ask(&client, &code, 9e9).await {
                Ok(_) => open += 1,
                Err((code, _)) if code == "QuotaExceededException" => return open,
                Err((code, message)) => assert_eq!(code, "IllegalArgumentException", "{message}"),
            }
        }
        open
    };
    assert_eq!(open("eu-south-1").await, 2);
    assert_eq!(open("us-east-1").await, 18);
    assert_eq!(open("eu-west-1").await, 0);
    tokio::time::sleep(Duration::from_secs(4 * 86_400)).await;
    assert_eq!(open("eu-west-1").await, 20);
}

#[tokio::test(start_paused = true)]
async fn a_rule_decides_what_is_still_to_come_and_a_word_what_is_open() {
    let decision = Decision::new(Verdict::Denied).after(Duration::from_secs(3600));
    let team = Team::new(Setup {
        quota_decision: decision,
        ..Setup::default()
    });
    let client = team.client("us-east-1").await;
    let denied = ask(&client, OPUS, 4e7).await.unwrap();
    let client = team.after(Duration::from_secs(3601)).await;
    assert_eq!(status(&client, &denied).await.0, RequestStatus::Denied);
    let sandbox = &team.stage.sandbox;
    sandbox.edit(|edit| edit.decide_increases("Opus 5.5", Decision::new(Verdict::Never)));
    let waiting = ask(&client, OPUS, 4e7).await.unwrap();
    let client = team.after(Duration::from_secs(30 * 86_400)).await;
    assert_eq!(status(&client, &waiting).await.0, RequestStatus::CaseOpened);
    let verdict = Verdict::Approved;
    sandbox.edit(|edit| {
        edit.decide(&team.account, "us-east-1", OPUS_NAME, verdict)
            .unwrap();
    });
    assert_eq!(status(&client, &waiting).await.0, RequestStatus::Approved);
    assert_eq!(value(&client, OPUS).await.unwrap(), 4e7);
    let history = client
        .list_requested_service_quota_change_history_by_quota()
        .service_code("bedrock")
        .quota_code(OPUS)
        .send()
        .await
        .unwrap();
    assert_eq!(history.requested_quotas().len(), 2);
    let open = client
        .list_requested_service_quota_change_history()
        .status(RequestStatus::Denied)
        .send()
        .await
        .unwrap();
    assert_eq!(open.requested_quotas()[0].id(), Some(denied.as_str()));
    let snapshot = sandbox.snapshot().to_string();
    assert!(snapshot.contains(OPUS_NAME), "{snapshot}");
}

#[tokio::test(start_paused = true)]
async fn a_new_account_starts_with_its_share() {
    let sandbox = Sandbox::new(Setup {
        young_quotas: 0.1,
        ..Setup::default()
    });
    let email = "aws+new@acme.example";
    let id = account(&organizations(&sandbox), email).await.unwrap();
    let old = sandbox.edit(|edit| {
        edit.account(ExistingAccount {
            email: "aws+old@acme.example".into(),
            ..ExistingAccount::default()
        })
    });
    sandbox.edit(|edit| {
        let value = |account: &str| edit.quota_value(account, "us-east-1", OPUS).unwrap();
        assert_eq!(value(&id), 3_000_000.0);
        assert_eq!(value(email), 3_000_000.0);
        assert_eq!(value(&old), 30_000_000.0);
        edit.apply_quota(&id, "us-east-1", OPUS, 5e6).unwrap();
        assert_eq!(edit.quota_value(&id, "us-east-1", OPUS), Ok(5e6));
        assert!(edit.apply_quota(&id, "us-east-1", "no such", 1.0).is_err());
    });
}

#[tokio::test(start_paused = true)]
async fn every_page_is_there_and_names_are_told_apart() {
    let team = Team::new(Setup {
        empty_pages_percent: 50.0,
        ..Setup::default()
    });
    let client = team.client("us-east-1").await;
    let all = defaults(&client, 100).await;
    assert!(all.len() > 100, "{}", all.len());
    assert!(all.is_sorted());
    assert_eq!(all, defaults(&client, 7).await);
    let codes: std::collections::BTreeSet<_> = all.iter().map(|(code, _)| code).collect();
    assert_eq!(codes.len(), all.len());
    let global =
        "Global cross-region model inference tokens per minute for Anthropic Claude Opus 5.5";
    assert!(all.iter().any(|(_, name)| name == global));
    let far = team.client("sa-east-1").await;
    let far = defaults(&far, 100).await;
    assert!(far.iter().any(|(_, name)| name == global));
    assert!(!far.iter().any(|(_, name)| name == OPUS_NAME));
    let mut alone = 0;
    for (code, _) in &all {
        tokio::time::sleep(Duration::from_secs(1)).await;
        match value(&client, code).await {
            Ok(value) => assert_eq!(value, default_value(&client, code).await),
            Err((error, _)) => {
                assert_eq!(error, "NoSuchResourceException");
                alone += 1;
            }
        }
    }
    assert!(alone > 5 && alone < all.len() / 2, "{alone}");
    let token = client
        .list_service_quotas()
        .service_code("bedrock")
        .next_token("bm8=");
    let error = told(&token.send().await.unwrap_err().into_service_error());
    assert_eq!(error.0, "InvalidPaginationTokenException");
}

#[tokio::test(start_paused = true)]
async fn more_accounts_than_ten_when_aws_says_so() {
    let sandbox = Sandbox::new(Setup {
        account_quota: 2,
        ..Setup::default()
    });
    let organizations = organizations(&sandbox);
    assert!(account(&organizations, "one@acme.example").await.is_some());
    assert!(account(&organizations, "two@acme.example").await.is_none());
    let quotas = Client::new(&config(&sandbox, keys(&Principal::operator()), 0));
    quotas
        .request_service_quota_increase()
        .service_code("organizations")
        .quota_code("L-E619E033")
        .desired_value(50.0)
        .send()
        .await
        .unwrap();
    tokio::time::sleep(Duration::from_secs(3 * 86_400)).await;
    assert!(account(&organizations, "two@acme.example").await.is_some());
}
