//! The IAM policies of whoever runs bedrock-org.

use super::template::{self, Values};

pub use super::template::TemplateError;

const READ: &str = include_str!("../../../policies/operator-read.json");
const WRITE: &str = include_str!("../../../policies/operator-write.json");
const MONEY: &str = include_str!("../../../policies/operator-money.json");

/// What `plan`, and everything else that changes nothing, calls.
pub fn read_policy(access_role: &str) -> Result<String, TemplateError> {
    pretty(READ, access_role)
}

/// What `apply` calls, reading included, but for what is about money: IAM takes 6,144 characters of
/// a policy, and all of it together is longer.
pub fn write_policy(access_role: &str) -> Result<String, TemplateError> {
    pretty(WRITE, access_role)
}

/// What budgets, hard stops and reports call besides.
pub fn money_policy(access_role: &str) -> Result<String, TemplateError> {
    pretty(MONEY, access_role)
}

fn pretty(file: &str, access_role: &str) -> Result<String, TemplateError> {
    let values = Values::from([("access_role", vec![access_role.to_owned()])]);
    Ok(format!("{:#}", template::fill(file, &values)?))
}
