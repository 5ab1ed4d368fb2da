//! `bedrock-auth logout`

use super::sign_out::sign_out;
use crate::cli;
use crate::home::Home;
use crate::report;
use crate::stop::{Exit, Stop};

/// What is kept here goes in any case.
pub fn run(args: &cli::Logout) -> Result<Exit, Stop> {
    let signed_out = sign_out(&Home::from_environment()?)?;
    report::either(
        args.json,
        || report::person::signed_out_json(&signed_out),
        || report::person::signed_out(&signed_out),
    );
    report::stops(&signed_out.failed);
    Ok(signed_out.exit())
}
