//! From the organization that exists to the one that is wanted: pure, synchronous, no AWS.

pub mod guardrail;
pub mod operator;
pub mod preflight;
mod template;
