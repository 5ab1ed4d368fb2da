//! A team whose accounts ask for more, by hand and at the sandbox.

use bedrock_org::model::{AccountName, LiveQuotas, QuotaRequest, Region, RequestState};
use bedrock_org::plan::quota_status::{QuotaStatus, quota_status};
use bedrock_sandbox::Sandbox;
use serde_json::{Value, json};

pub const NOW: i64 = 1_800_000_000;
pub const HOUR: i64 = 3_600;
pub const DAY: i64 = 24 * HOUR;
pub const M: u64 = 1_000_000;

/// `asked`, `touched`: so long ago.
pub fn request(
    code: &str,
    value: u64,
    state: RequestState,
    (asked, touched): (i64, i64),
) -> QuotaRequest {
    QuotaRequest {
        id: format!("r{value}"),
        case: (state != RequestState::Pending).then(|| "171234567890123".to_owned()),
        code: code.into(),
        value,
        state,
        asked: NOW - asked,
        touched: NOW - touched,
    }
}

pub fn status(intent: &bedrock_org::model::Intent, live: &LiveQuotas) -> QuotaStatus {
    let capacity = bedrock_org::plan::capacity::capacity(intent, Some(live));
    quota_status(&capacity, live, NOW)
}

pub fn requests(live: &mut LiveQuotas, here: (AccountName, Region), requests: Vec<QuotaRequest>) {
    live.requests.insert(here, requests);
}

/// As somebody who is signed in to the account asks.
pub async fn ask(sandbox: &Sandbox, account: &str, region: &str, code: &str, value: f64) -> Value {
    let (key, token) = session(sandbox, account).await;
    let body = json!({ "ServiceCode": "bedrock", "QuotaCode": code, "DesiredValue": value });
    let request = http::Request::post(format!("https://servicequotas.{region}.amazonaws.com/"))
        .header(
            "x-amz-target",
            "ServiceQuotasV20190624.RequestServiceQuotaIncrease",
        )
        .header("content-type", "application/x-amz-json-1.1")
        .header("x-amz-security-token", token)
        .header("authorization", signed(&key, region, "servicequotas"))
        .body(bytes::Bytes::from(body.to_string()))
        .unwrap();
    let answer = sandbox.call(request).await.unwrap();
    let (status, body) = (answer.status(), answer.into_body());
    let body: Value = serde_json::from_slice(&body).unwrap();
    assert!(status.is_success(), "{body}");
    // The rate of the next.
    tokio::time::sleep(std::time::Duration::from_secs(1)).await;
    body["RequestedQuota"].clone()
}

async fn session(sandbox: &Sandbox, account: &str) -> (String, String) {
    let role = format!("arn%3Aaws%3Aiam%3A%3A{account}%3Arole%2FOrganizationAccountAccessRole");
    let body =
        format!("Action=AssumeRole&Version=2011-06-15&RoleArn={role}&RoleSessionName=somebody");
    let request = http::Request::post("https://sts.us-east-1.amazonaws.com/")
        .header("content-type", "application/x-www-form-urlencoded")
        .header(
            "authorization",
            signed("AKIASANDBOXOPERATOR1", "us-east-1", "sts"),
        )
        .body(bytes::Bytes::from(body))
        .unwrap();
    let answer = sandbox.call(request).await.unwrap();
    let text = String::from_utf8(answer.into_body().to_vec()).unwrap();
    let of = |tag: &str| {
        let (_, rest) = text
            .split_once(&format!("<{tag}>"))
            .unwrap_or_else(|| panic!("{text}"));
        rest.split('<').next().unwrap().to_owned()
    };
    (of("AccessKeyId"), of("SessionToken"))
}

fn signed(key: &str, region: &str, service: &str) -> String {
    format!(
        "AWS4-HMAC-SHA256 Credential={key}/20261120/{region}/{service}/aws4_request, \
         SignedHeaders=host, Signature=0"
    )
}
