//! `bedrock-org budget status`

use crate::cli;
use crate::command::{Exit, Stop, plan_file, session};
use crate::report::{self, Style, budget};

use super::standings;

pub async fn run(args: &cli::BudgetStatus, style: Style) -> Result<Exit, Stop> {
    let file = plan_file::read(&args.plan_file.file, style)?;
    let (_, standings) = standings(&session::environment(), &file.intent).await?;
    if args.json {
        report::json_line(&budget::json(&file.intent, &standings, Exit::Done.code()));
    } else {
        report::out(&budget::text(&file.intent, &standings, style));
    }
    Ok(Exit::Done)
}
