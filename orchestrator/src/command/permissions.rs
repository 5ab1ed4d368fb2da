//! `bedrock-org permissions`: the IAM policy that the operator's role needs.

use crate::cli::{self, OperatorRole};
use crate::plan::operator;
use crate::report;

use super::{Exit, Stop};

pub fn run(args: &cli::Permissions) -> Result<Exit, Stop> {
    let policy = match args.role {
        OperatorRole::Read => operator::read_policy(&args.access_role),
        OperatorRole::Write => operator::write_policy(&args.access_role),
        OperatorRole::Money => operator::money_policy(&args.access_role),
    };
    let policy =
        policy.map_err(|why| Stop::failed(format!("could not write the policy: {why}")))?;
    report::out(&(policy + "\n"));
    Ok(Exit::Done)
}
