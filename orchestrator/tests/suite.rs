//! One binary for every test that links the AWS SDK.

mod guardrail;
mod plan_file;
