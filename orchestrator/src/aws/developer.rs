//! A developer at work: credentials of their team's account, as every client gets them, and a model that
//! is called with them.

use std::time::SystemTime;

use aws_credential_types::Credentials;
use aws_sigv4::http_request::SigningSettings;
use aws_smithy_runtime_api::client::identity::Identity;
use serde_json::{Value, json};

use crate::model::IdToken;

use super::raw::{Outgoing, Reply};
use super::signature::{Scope, signed};
use super::verify::Visitor;
use super::{Aws, Entrance, Trouble};

const INVOKE: &str = "bedrock.InvokeModel";

/// One call of a model, in tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Work {
    pub input: u64,
    pub cache_read: u64,
    pub cache_write: u64,
    pub output: u64,
    /// What the request allows the answer to be.
    pub longest: u64,
}

pub struct Developer<'a> {
    aws: &'a Aws,
    credentials: Credentials,
}

impl Aws {
    /// By the enhanced flow, without naming a role.
    pub async fn developer(
        &self,
        entrance: &Entrance<'_>,
        token: &IdToken,
    ) -> Result<Developer<'_>, Trouble> {
        let visitor = Visitor::new(self, entrance, token);
        let identity = visitor.identity().await?;
        Ok(Developer {
            aws: self,
            credentials: visitor.given(&identity, None).await?,
        })
    }
}

impl Developer<'_> {
    /// One short question to a model, by its inference profile.
    pub async fn invoke(&self, region: &str, model: &str) -> Result<(), Trouble> {
        let body = json!({
            "anthropic_version": "bedrock-2023-05-31",
            "max_tokens": 16,
            "messages": [{"role": "user", "content": "Hello?"}],
        });
        let request = self.request(region, model, &body)?;
        answered(&self.aws.send(INVOKE, &request).await?)
    }

    /// Work at a sandbox, which takes the caller's word for how long it is. Made once: whoever works
    /// decides what becomes of a refusal.
    pub async fn work(&self, region: &str, model: &str, work: &Work) -> Result<(), Trouble> {
        let Work {
            input,
            cache_read,
            cache_write,
            output,
            longest,
        } = work;
        let body = json!({
            "anthropic_version": "bedrock-2023-05-31",
            "max_tokens": longest,
            "messages": [{"role": "user", "content": "What next?"}],
            "metadata": {
                "sandbox_input_tokens": input,
                "sandbox_cache_read_tokens": cache_read,
                "sandbox_cache_write_tokens": cache_write,
                "sandbox_output_tokens": output,
            },
        });
        let request = self.request(region, model, &body)?;
        answered(&self.aws.send_once(INVOKE, &request).await?)
    }

    fn request(&self, region: &str, model: &str, body: &Value) -> Result<Outgoing, Trouble> {
        let host = match self.aws.sdk.endpoint_url() {
            Some(endpoint) => endpoint.trim_end_matches('/').to_owned(),
            None => format!("https://bedrock-runtime.{region}.amazonaws.com"),
        };
        let request = Outgoing {
            method: "POST",
            url: format!("{host}/model/{}/invoke", model.replace(':', "%3A")),
            headers: vec![("content-type".into(), "application/json".into())],
            body: body.to_string().into_bytes(),
        };
        let now = self.aws.sdk.time_source().map(|time| time.now());
        let scope = Scope {
            operation: INVOKE,
            service: "bedrock",
            region,
            settings: SigningSettings::default(),
            now: now.unwrap_or_else(SystemTime::now),
        };
        signed(request, scope, &Identity::from(self.credentials.clone()))
    }
}

fn answered(reply: &Reply) -> Result<(), Trouble> {
    if reply.is_success() {
        return Ok(());
    }
    let body: Value = serde_json::from_slice(&reply.body).unwrap_or_default();
    let text = |key: &str| body[key].as_str().map(str::to_owned);
    let code = text("__type").unwrap_or_else(|| format!("HTTP {}", reply.status));
    let message = text("message").unwrap_or_default();
    Err(Trouble::answered(INVOKE, code, reply.status, &message))
}
