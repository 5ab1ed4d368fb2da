//! Requests as bytes, for what no client here speaks.

use aws_credential_types::Credentials;
use bedrock_sandbox::Sandbox;
use bytes::Bytes;
use http::{Request, Response};
use serde_json::Value;

pub struct Raw<'a> {
    pub sandbox: &'a Sandbox,
    pub credentials: Credentials,
    pub region: &'a str,
}

impl Raw<'_> {
    pub async fn send(
        &self,
        service: &str,
        method: &str,
        url: &str,
        body: impl Into<String>,
    ) -> Response<Bytes> {
        let (key, region) = (self.credentials.access_key_id(), self.region);
        let scope =
            format!("AWS4-HMAC-SHA256 Credential={key}/20261120/{region}/{service}/aws4_request");
        let mut request = Request::builder().method(method).uri(url);
        request = request.header("authorization", scope);
        if let Some(token) = self.credentials.session_token() {
            request = request.header("x-amz-security-token", token);
        }
        let request = request.body(Bytes::from(body.into())).unwrap();
        self.sandbox.call(request).await.unwrap()
    }

    /// Status and body.
    pub async fn bedrock(&self, method: &str, path: &str, body: &Value) -> (u16, Value) {
        let url = format!("http://sandbox{path}");
        let response = self.send("bedrock", method, &url, body.to_string()).await;
        let status = response.status().as_u16();
        (status, serde_json::from_slice(response.body()).unwrap())
    }

    pub async fn invoke(&self, model: &str) -> (u16, Value) {
        let body = serde_json::json!({
            "anthropic_version": "bedrock-2023-05-31",
            "max_tokens": 100,
            "messages": [{"role": "user", "content": "Hello?"}],
        });
        let model = model.replace(':', "%3A").replace('/', "%2F");
        self.bedrock("POST", &format!("/model/{model}/invoke"), &body)
            .await
    }

    /// An operation of a JSON service: `target` is the service's shape and the operation.
    pub async fn json(&self, service: &str, target: &str, body: &Value) -> (u16, Value) {
        let (key, region) = (self.credentials.access_key_id(), self.region);
        let scope =
            format!("AWS4-HMAC-SHA256 Credential={key}/20261120/{region}/{service}/aws4_request");
        let request = Request::builder()
            .method("POST")
            .uri("http://sandbox/")
            .header("authorization", scope)
            .header("x-amz-target", target)
            .header(
                "x-amz-security-token",
                self.credentials.session_token().unwrap_or_default(),
            )
            .body(Bytes::from(body.to_string()))
            .unwrap();
        let response = self.sandbox.call(request).await.unwrap();
        let status = response.status().as_u16();
        (status, serde_json::from_slice(response.body()).unwrap())
    }

    /// Status and text.
    pub async fn iam(&self, action: &str) -> (u16, String) {
        let body = format!("Version=2010-05-08&Action={action}");
        let response = self.send("iam", "POST", "http://sandbox/", body).await;
        text(&response)
    }
}

pub fn text(response: &Response<Bytes>) -> (u16, String) {
    let text = String::from_utf8(response.body().to_vec()).unwrap();
    (response.status().as_u16(), text)
}
