//! `bedrock-org budget approve`: stops the accounts whose stop waits for somebody's word.

use crate::aws::StopOrder;
use crate::cli;
use crate::command::confirm::confirmed;
use crate::command::{Exit, Stop};
use crate::model::{StopState, StopStatus};
use crate::report::{self, Style, budget};

pub async fn run(args: &cli::BudgetOrder, style: Style) -> Result<Exit, Stop> {
    let (aws, mut budgets) = super::read(args, style).await?;
    let is_pending = |stop: &StopStatus| stop.state == StopState::Pending;
    budgets.retain(|one| one.stops.iter().any(is_pending));
    if budgets.is_empty() {
        if args.json {
            report::json_line(&budget::approved_json(&[], Exit::Done.code()));
        } else {
            report::out(&budget::nothing_pending(&args.team));
        }
        return Ok(Exit::Done);
    }
    if !args.yes {
        let question = budget::approve_question(&budgets.iter().collect::<Vec<_>>());
        if !confirmed(&question, "--yes approves without asking")? {
            return Err(Stop::failed("nothing was changed: the answer was not yes"));
        }
    }
    let mut all_stopped = true;
    for one in &mut budgets {
        for stop in one.stops.iter_mut().filter(|stop| is_pending(stop)) {
            let state = aws
                .order_stop(&one.name, &stop.id, StopOrder::Approve)
                .await;
            stop.state = state.map_err(|why| {
                Stop::failed(format!("could not stop the account of {}: {why}", one.name))
                    .hint(why.hint())
            })?;
            all_stopped &= stop.state == StopState::Stopped;
        }
    }
    let exit = if all_stopped {
        Exit::Done
    } else {
        Exit::Failed
    };
    if args.json {
        report::json_line(&budget::approved_json(&budgets, exit.code()));
    } else {
        report::out(&budget::approved_text(&budgets, style));
    }
    Ok(exit)
}
