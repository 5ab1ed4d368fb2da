//! `bedrock-auth doctor`

use crate::cli;
use crate::doctor::{self, Verdict};
use crate::report;
use crate::stop::{Exit, Stop};

pub fn run(args: &cli::Show) -> Result<Exit, Stop> {
    let checks = doctor::examine(&args.who)?;
    if args.json {
        report::json(&report::doctor::json(&checks));
    } else {
        report::out(&report::doctor::text(&checks));
    }
    let failed = checks.iter().any(|one| one.verdict == Verdict::Failed);
    Ok(if failed { Exit::Failed } else { Exit::Done })
}
