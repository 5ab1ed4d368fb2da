//! The IAM policies of whoever runs bedrock-org.

use super::template::{self, TemplateError, Values};

const READ: &str = include_str!("../../../policies/operator-read.json");
const WRITE: &str = include_str!("../../../policies/operator-write.json");

/// What `plan`, and everything else that changes nothing, calls.
pub fn read_policy() -> Result<String, TemplateError> {
    pretty(READ, &Values::new())
}

/// What `apply` calls: reading included, so that a role needs this policy alone.
pub fn write_policy(access_role: &str) -> Result<String, TemplateError> {
    pretty(
        WRITE,
        &[("access_role", vec![access_role.to_owned()])].into(),
    )
}

fn pretty(file: &str, values: &Values<'_>) -> Result<String, TemplateError> {
    Ok(format!("{:#}", template::fill(file, values)?))
}
