//! `bedrock-auth otel-headers`: what Claude Code's `otelHeadersHelper` runs.

use bedrock_routing::Routes;
use serde_json::json;

use crate::cache::{entries, identity};
use crate::cli;
use crate::context::Context;
use crate::entry::Entry;
use crate::report;
use crate::stop::{Exit, Stop};

/// Files only: Claude Code waits for it. Telemetry is no reason to fail, so without an answer it is
/// `{}`, which Claude Code can read.
pub fn run(args: &cli::Who) -> Exit {
    let headers = headers(args).unwrap_or_else(|_| json!({}));
    report::json(&headers);
    Exit::Done
}

fn headers(args: &cli::Who) -> Result<serde_json::Value, Stop> {
    let context = Context::new(args)?;
    let Some(identity) = identity::read(&context.home)? else {
        return Ok(json!({}));
    };
    let entry = entries::read(&context.home, &context.slot).unwrap_or_default();
    let organization = entry.as_ref().and_then(organization);
    let headers = report::otel_headers::headers(&identity, entry.as_ref(), organization.as_deref());
    Ok(json!(headers))
}

/// Of the routing document that led to these credentials.
fn organization(entry: &Entry) -> Option<String> {
    let text = std::fs::read_to_string(&entry.stamps.routes.path).ok()?;
    Some(Routes::parse(&text).ok()?.organization)
}
