//! `bedrock-org budget lift`: reverses stops, and lets them watch again where they would not hit at once.

use crate::aws::{Aws, StopOrder};
use crate::cli;
use crate::command::confirm::confirmed;
use crate::command::{Exit, Stop};
use crate::model::BudgetStanding;
use crate::plan::lift::{Lifted, Step, next};
use crate::report::{self, Style, budget};

pub async fn run(args: &cli::BudgetLift, style: Style) -> Result<Exit, Stop> {
    let order = &args.order;
    let (aws, budgets) = super::read(order, style).await?;
    let stopped: Vec<&BudgetStanding> = budgets.iter().filter(|one| has_work(one, args)).collect();
    if !stopped.is_empty() && !order.yes {
        let question = budget::lift_question(&stopped);
        if !confirmed(&question, "--yes lifts without asking")? {
            return Err(Stop::failed("nothing was changed: the answer was not yes"));
        }
    }
    let lifted = lift(&aws, &budgets, args.rearm).await?;
    let exit = ending(&lifted);
    if order.json {
        report::json_line(&budget::lifted_json(&lifted, exit.code()));
    } else {
        report::out(&budget::lifted_text(&order.team, &lifted, style));
    }
    Ok(exit)
}

/// Whether lifting would change anything.
fn has_work(budget: &BudgetStanding, args: &cli::BudgetLift) -> bool {
    budget.stops.iter().any(|stop| {
        let step = next(budget, stop, args.rearm, &[]);
        matches!(step, Step::Wait | Step::Reverse | Step::Reset)
    })
}

/// Each stop of these budgets, until there is nothing more to do about it.
pub async fn lift(aws: &Aws, budgets: &[BudgetStanding], rearm: bool) -> Result<Vec<Lifted>, Stop> {
    let mut lifted = Vec::new();
    for budget in budgets {
        for stop in &budget.stops {
            let mut stop = stop.clone();
            let mut tried = Vec::new();
            let end = loop {
                let step = next(budget, &stop, rearm, &tried);
                let state = match step {
                    Step::Wait if tried.contains(&Step::Wait) => break step,
                    Step::Wait => aws.stop_at_rest(&budget.name, &stop.id).await,
                    Step::Reverse => {
                        aws.order_stop(&budget.name, &stop.id, StopOrder::Reverse)
                            .await
                    }
                    Step::Reset => {
                        aws.order_stop(&budget.name, &stop.id, StopOrder::Reset)
                            .await
                    }
                    end => break end,
                };
                stop.state = state.map_err(|why| {
                    let verb = "lift the stop of";
                    Stop::failed(format!("could not {verb} {}: {why}", budget.name))
                        .hint(why.hint())
                })?;
                tried.push(step);
            };
            lifted.push(Lifted {
                scope: budget.scope.clone(),
                accounts: stop.accounts.clone(),
                spent: budget.spent,
                limit: budget.limit,
                end,
            });
        }
    }
    Ok(lifted)
}

/// An account that is still stopped, or that nothing stops any more against the plan, is no success.
fn ending(lifted: &[Lifted]) -> Exit {
    let failed = |one: &&Lifted| matches!(one.end, Step::Failed | Step::NotArmed | Step::Wait);
    match lifted.iter().filter(failed).count() {
        0 => Exit::Done,
        all if all == lifted.len() => Exit::Failed,
        _ => Exit::Partly,
    }
}
