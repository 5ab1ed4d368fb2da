//! A model's quotas bind: what a call reserves, what it is charged, and when there is room again.

use std::time::Duration;

use aws_credential_types::Credentials;
use bedrock_sandbox::Setup;
use serde_json::{Value, json};

use super::raw::Raw;
use super::stage::{PROFILE, REGION, Stage};

const TOKENS: &str = "L-94A31E46";
const HAIKU: &str = "us.anthropic.claude-haiku-4-5-20251001-v1:0";

struct Desk {
    stage: Stage,
    account: String,
    credentials: Credentials,
}

impl Desk {
    async fn new() -> Self {
        let stage = Stage::with(Setup {
            latency: false,
            ..Setup::default()
        });
        stage.submit_use_case(REGION).await;
        let account = stage.teams[0].account.clone();
        let credentials = stage.access(&account).await;
        let desk = Self {
            stage,
            account,
            credentials,
        };
        // The next whole minute.
        tokio::time::sleep(Duration::from_secs(60)).await;
        desk
    }

    fn quota(&self, code: &str, value: f64) {
        let sandbox = &self.stage.sandbox;
        sandbox.edit(|edit| {
            edit.apply_quota(&self.account, REGION, code, value)
                .unwrap();
        });
    }

    async fn post(&self, path: &str, body: &Value) -> (u16, Value) {
        let raw = Raw {
            sandbox: &self.stage.sandbox,
            credentials: self.credentials.clone(),
            region: REGION,
        };
        raw.bedrock("POST", &path.replace(':', "%3A"), body).await
    }

    async fn invoke(&self, model: &str, most: u64, said: Value) -> (u16, Value) {
        let body = json!({
            "anthropic_version": "bedrock-2023-05-31",
            "max_tokens": most,
            "messages": [],
            "metadata": said,
        });
        self.post(&format!("/model/{model}/invoke"), &body).await
    }

    fn throttled(&self, model: &str) -> u64 {
        self.stage.sandbox.usage()[&self.account][REGION][model].throttled
    }
}

fn said(input: u64, output: u64) -> Value {
    json!({"sandbox_input_tokens": input, "sandbox_output_tokens": output})
}

fn is_throttled(answer: &(u16, Value), words: &str) {
    assert_eq!(answer.0, 429, "{}", answer.1);
    assert_eq!(answer.1["__type"], "ThrottlingException");
    let expected = format!("{words}, please wait before trying again.");
    assert_eq!(answer.1["Message"], expected.as_str());
}

#[tokio::test(start_paused = true)]
async fn an_answer_burns_ten_tokens_each_and_the_next_minute_is_free() {
    let desk = Desk::new().await;
    desk.quota(TOKENS, 10_000.0);
    // 1,000 + 10 x 500 of 10,000.
    let (status, answer) = desk.invoke(PROFILE, 1000, said(1000, 500)).await;
    assert_eq!(status, 200, "{answer}");
    assert_eq!(answer["usage"]["output_tokens"], 500);
    // 4,000 are left.
    let too_much = desk.invoke(PROFILE, 3001, said(1000, 1)).await;
    is_throttled(&too_much, "Too many tokens");
    assert_eq!(desk.invoke(PROFILE, 3000, said(1000, 1)).await.0, 200);
    assert_eq!(desk.throttled(PROFILE), 1);
    tokio::time::sleep(Duration::from_secs(60)).await;
    assert_eq!(desk.invoke(PROFILE, 9000, said(1000, 1)).await.0, 200);
}

#[tokio::test(start_paused = true)]
async fn what_is_running_holds_what_it_reserved() {
    let desk = Desk::new().await;
    desk.quota(TOKENS, 10_000.0);
    // Two seconds long.
    let first = desk.invoke(PROFILE, 6000, said(0, 160));
    let second = async {
        tokio::time::sleep(Duration::from_secs(1)).await;
        let during = desk.invoke(PROFILE, 5000, said(0, 0)).await;
        tokio::time::sleep(Duration::from_secs(2)).await;
        (during, desk.invoke(PROFILE, 5000, said(0, 0)).await)
    };
    let (first, (during, after)) = tokio::join!(first, second);
    assert_eq!(first.0, 200);
    is_throttled(&during, "Too many tokens");
    assert_eq!(after.0, 200, "1,600 of 10,000 were used");
}

#[tokio::test(start_paused = true)]
async fn who_does_not_say_how_much_reserves_the_longest_answer() {
    let desk = Desk::new().await;
    desk.quota(TOKENS, 128_000.0);
    let path = format!("/model/{PROFILE}/converse");
    let mut body = json!({"messages": [{"role": "user", "content": [{"text": "Hello?"}]}]});
    is_throttled(&desk.post(&path, &body).await, "Too many tokens");
    body["inferenceConfig"] = json!({"maxTokens": 1000});
    body["requestMetadata"] = json!({
        "sandbox_input_tokens": "5", "sandbox_output_tokens": "2000",
        "sandbox_cache_read_tokens": "70", "sandbox_cache_write_tokens": "3",
    });
    let (status, answer) = desk.post(&path, &body).await;
    assert_eq!(status, 200, "{answer}");
    let expected = json!({
        "inputTokens": 5, "outputTokens": 1000, "totalTokens": 1078,
        "cacheReadInputTokens": 70, "cacheWriteInputTokens": 3,
    });
    assert_eq!(answer["usage"], expected);
}

#[tokio::test(start_paused = true)]
async fn a_cache_that_is_read_is_free_in_the_end() {
    let desk = Desk::new().await;
    desk.quota(TOKENS, 100_000.0);
    let read = json!({"sandbox_input_tokens": 1, "sandbox_output_tokens": 0,
        "sandbox_cache_read_tokens": 99_000});
    for _ in 0..3 {
        assert_eq!(desk.invoke(PROFILE, 100, read.clone()).await.0, 200);
    }
    let written = json!({"sandbox_input_tokens": 1, "sandbox_output_tokens": 0,
        "sandbox_cache_write_tokens": 99_000});
    assert_eq!(desk.invoke(PROFILE, 100, written.clone()).await.0, 200);
    is_throttled(&desk.invoke(PROFILE, 100, written).await, "Too many tokens");
}

#[tokio::test(start_paused = true)]
async fn requests_and_days_are_counted_where_there_is_such_a_quota() {
    let mut desk = Desk::new().await;
    desk.quota("L-CCA5DF70", 2.0);
    for _ in 0..2 {
        assert_eq!(desk.invoke(HAIKU, 10, said(1, 1)).await.0, 200);
    }
    is_throttled(
        &desk.invoke(HAIKU, 10, said(1, 1)).await,
        "Too many requests",
    );
    // Another model has another quota, but the day is the account's.
    assert_eq!(desk.invoke(PROFILE, 10, said(1, 1)).await.0, 200);
    desk.quota("L-E3F10727", 1000.0);
    let day = "Too many tokens per day";
    is_throttled(&desk.invoke(PROFILE, 2000, said(1, 1)).await, day);
    assert_eq!(desk.invoke(PROFILE, 100, said(500, 40)).await.0, 200);
    tokio::time::sleep(Duration::from_secs(120)).await;
    is_throttled(&desk.invoke(PROFILE, 100, said(1, 1)).await, day);
    tokio::time::sleep(Duration::from_secs(86_400)).await;
    // A session is over after an hour.
    desk.credentials = desk.stage.access(&desk.account).await;
    assert_eq!(desk.invoke(PROFILE, 100, said(1, 1)).await.0, 200);
}

#[tokio::test(start_paused = true)]
async fn scopes_and_accounts_and_regions_do_not_share() {
    let desk = Desk::new().await;
    desk.quota(TOKENS, 100.0);
    is_throttled(
        &desk.invoke(PROFILE, 200, said(1, 1)).await,
        "Too many tokens",
    );
    let global = PROFILE.replace("us.", "global.");
    assert_eq!(desk.invoke(&global, 200, said(1, 1)).await.0, 200);
    let other = desk.stage.access(&desk.stage.teams[1].account).await;
    let [mine, west] =
        [(other, REGION), (desk.credentials.clone(), "us-west-2")].map(|(credentials, region)| {
            Raw {
                sandbox: &desk.stage.sandbox,
                credentials,
                region,
            }
        });
    assert_eq!(mine.invoke(PROFILE).await.0, 200);
    assert_eq!(west.invoke(PROFILE).await.0, 200);
}

#[tokio::test(start_paused = true)]
async fn a_long_prompt_has_a_quota_of_its_own() {
    let desk = Desk::new().await;
    let model = "us.anthropic.claude-sonnet-4-5-20250929-v1:0";
    desk.quota("L-8EA73537", 300_000.0);
    assert_eq!(desk.invoke(model, 10, said(250_000, 1)).await.0, 200);
    let again = desk.invoke(model, 10, said(250_000, 1)).await;
    is_throttled(&again, "Too many tokens");
    assert_eq!(desk.invoke(model, 10, said(150_000, 1)).await.0, 200);
}
