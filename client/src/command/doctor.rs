//! `bedrock-auth doctor`

use crate::cli;
use crate::doctor::{self, Verdict};
use crate::report;
use crate::stop::Exit;

pub fn run(args: &cli::Show) -> Exit {
    let checks = doctor::examine(&args.who);
    if args.json {
        report::json(&report::doctor::json(&checks));
    } else {
        report::out(&report::doctor::text(&checks));
    }
    let failed = checks.iter().any(|one| one.verdict == Verdict::Failed);
    if failed { Exit::Failed } else { Exit::Done }
}
