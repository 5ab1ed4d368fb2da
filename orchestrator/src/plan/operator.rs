//! The IAM policies of whoever runs bedrock-org.

use super::template::{self, TemplateError, Values};

const READ: &str = include_str!("../../../policies/operator-read.json");
const WRITE: &str = include_str!("../../../policies/operator-write.json");

/// What `plan`, and everything else that changes nothing, calls.
pub fn read_policy(access_role: &str) -> Result<String, TemplateError> {
    pretty(READ, access_role)
}

/// What `apply` calls: reading included, so that a role needs this policy alone.
pub fn write_policy(access_role: &str) -> Result<String, TemplateError> {
    pretty(WRITE, access_role)
}

fn pretty(file: &str, access_role: &str) -> Result<String, TemplateError> {
    let values = Values::from([("access_role", vec![access_role.to_owned()])]);
    Ok(format!("{:#}", template::fill(file, &values)?))
}
