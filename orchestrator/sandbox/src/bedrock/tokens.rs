//! How many tokens a call is.
//!
//! The sandbox's answer is always the same few words, and a token is taken to be four bytes. A caller
//! that rehearses real work says how long its call is to have been: `sandbox_input_tokens`,
//! `sandbox_output_tokens`, `sandbox_cache_read_tokens` and `sandbox_cache_write_tokens`, in the body's
//! `metadata` for InvokeModel, in `requestMetadata` for Converse, where values are texts.

use std::time::Duration;

use serde_json::Value;

use super::invoke::ANSWER;
use crate::call::{Call, Service};

/// The speed of an answer whose length the caller said, in tokens a second.
pub const TOKENS_PER_SECOND: u64 = 80;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Tokens {
    pub(super) input: u64,
    pub(super) cache_read: u64,
    pub(super) cache_write: u64,
    pub(super) output: u64,
}

impl Tokens {
    /// No answer is longer than the caller allows.
    pub(super) fn of(call: &Call, longest: u64) -> Self {
        let four_bytes_each = |text: &str| (text.len() as u64).div_ceil(4);
        let messages = call.input.get("messages").map(Value::to_string);
        let input = four_bytes_each(&messages.unwrap_or_default());
        let output = said(call, "output").unwrap_or_else(|| four_bytes_each(ANSWER));
        Self {
            input: said(call, "input").unwrap_or(input),
            cache_read: said(call, "cache_read").unwrap_or_default(),
            cache_write: said(call, "cache_write").unwrap_or_default(),
            output: output.min(longest),
        }
    }
}

fn said(call: &Call, what: &str) -> Option<u64> {
    let metadata = match call.operation.as_str() {
        "Converse" => "requestMetadata",
        _ => "metadata",
    };
    let value = call
        .input
        .get(metadata)?
        .get(format!("sandbox_{what}_tokens"))?;
    match value {
        Value::String(text) => text.parse().ok(),
        other => other.as_u64(),
    }
    // Far above any model's context, and far below what sums could not hold.
    .map(|tokens: u64| tokens.min(100_000_000))
}

/// The longest answer that the request allows, if it says so.
pub(super) fn asked(call: &Call) -> Option<u64> {
    let input = &call.input;
    match call.operation.as_str() {
        "Converse" => input.get("inferenceConfig")?.get("maxTokens"),
        _ => input.get("max_tokens"),
    }?
    .as_u64()
    .map(|tokens| tokens.min(100_000_000))
}

/// How long the model takes for an answer whose length the caller said.
pub(crate) fn thinking(call: &Call) -> Duration {
    if call.service != Service::Bedrock {
        return Duration::ZERO;
    }
    let length = said(call, "output").map(|said| said.min(asked(call).unwrap_or(said)));
    #[allow(clippy::cast_precision_loss, reason = "an answer's length is bounded")]
    length.map_or(Duration::ZERO, |tokens| {
        Duration::from_secs_f64(tokens as f64 / TOKENS_PER_SECOND as f64)
    })
}
