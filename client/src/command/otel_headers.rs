//! `bedrock-auth otel-headers`: what Claude Code's `otelHeadersHelper` runs.

use serde_json::json;

use crate::cache::{entries, identity};
use crate::cli;
use crate::context::Context;
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
    let headers = report::otel_headers::headers(&identity, entry.as_ref(), None);
    Ok(json!(headers))
}
