//! Budgets' requests as JSON, for what no client would send.

use aws_credential_types::Credentials;
use bedrock_sandbox::{MANAGEMENT_ACCOUNT, Principal};
use serde_json::{Value, json};

use super::raw::Raw;
use super::sdk::keys;
use super::stage::Stage;

pub const ROLE: &str = "arn:aws:iam::111122223333:role/stop";

pub struct Teller<'a> {
    pub stage: &'a Stage,
    pub credentials: Credentials,
    pub region: &'a str,
}

impl Teller<'_> {
    /// The code of the answer, empty when it is none.
    pub async fn ask(&self, operation: &str, mut body: Value) -> String {
        if body.get("AccountId").is_none() {
            body["AccountId"] = json!(MANAGEMENT_ACCOUNT);
        }
        // Every bucket is full again.
        tokio::time::sleep(std::time::Duration::from_secs(1)).await;
        let request = http::Request::builder()
            .method("POST")
            .uri("http://sandbox/")
            .header(
                "x-amz-target",
                format!("AWSBudgetServiceGateway.{operation}"),
            );
        let raw = Raw {
            sandbox: &self.stage.sandbox,
            credentials: self.credentials.clone(),
            region: self.region,
        };
        let scope = format!(
            "AWS4-HMAC-SHA256 Credential={}/20261120/{}/budgets/aws4_request",
            raw.credentials.access_key_id(),
            raw.region
        );
        let mut request = request.header("authorization", scope);
        if let Some(token) = raw.credentials.session_token() {
            request = request.header("x-amz-security-token", token);
        }
        let request = request.body(body.to_string().into()).unwrap();
        let answer = raw.sandbox.call(request).await.unwrap();
        let answer: Value = serde_json::from_slice(answer.body()).unwrap();
        answer["__type"].as_str().unwrap_or_default().to_owned()
    }
}

pub fn operator(stage: &Stage) -> Teller<'_> {
    Teller {
        stage,
        credentials: keys(&Principal::operator()),
        region: "us-east-1",
    }
}

pub fn budget(name: &str) -> Value {
    json!({
        "BudgetName": name,
        "BudgetLimit": {"Amount": "100", "Unit": "USD"},
        "TimeUnit": "MONTHLY",
        "BudgetType": "COST",
        "Metrics": ["UnblendedCost"],
        "FilterExpression": {"Dimensions": {"Key": "LINKED_ACCOUNT", "Values": ["111122223333"]}},
    })
}
