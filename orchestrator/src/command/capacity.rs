//! `bedrock-org capacity`: what teams need, what their accounts have, how many accounts would do.

use crate::cli;
use crate::plan::capacity::{Capacity, capacity};
use crate::report::{self, Style};

use super::{Exit, Stop, plan_file};

pub async fn run(args: &cli::Capacity, style: Style) -> Result<Exit, Stop> {
    let file = plan_file::read(&args.plan_file.file, style)?;
    let capacity = capacity(&file.intent, None);
    let exit = ending(&capacity);
    if args.json {
        let json = report::capacity::json(&capacity, &file.name, exit.code());
        report::json_line(&json);
    } else if args.markdown {
        report::out(&report::capacity::markdown(&capacity, &file.name));
    } else {
        report::out(&report::capacity::text(&capacity, &file.name, style));
    }
    Ok(exit)
}

/// A quota that is too small is news, not a failure; one that could not be read may be either.
fn ending(capacity: &Capacity) -> Exit {
    if capacity.unread.is_empty() {
        Exit::Done
    } else {
        Exit::Partly
    }
}
