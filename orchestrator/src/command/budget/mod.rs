//! `bedrock-org budget`: how the budgets stand, and stopped accounts that shall work again.

mod approve;
pub mod lift;
mod status;

use crate::aws::{Aws, Connection};
use crate::cli;
use crate::model::{AccountName, BudgetScope, BudgetStanding, Intent};
use crate::report::Style;

use super::{Exit, Stop, plan_file, session};

pub async fn run(args: &cli::Budget, style: Style) -> Result<Exit, Stop> {
    match args {
        cli::Budget::Status(args) => status::run(args, style).await,
        cli::Budget::Lift(args) => lift::run(args, style).await,
        cli::Budget::Approve(args) => approve::run(args, style).await,
    }
}

pub fn json(args: &cli::Budget) -> bool {
    match args {
        cli::Budget::Status(args) => args.json,
        cli::Budget::Lift(args) => args.order.json,
        cli::Budget::Approve(args) => args.json,
    }
}

/// Connects, and reads the plan's budgets alone.
pub async fn standings(
    connection: &Connection,
    intent: &Intent,
) -> Result<(Aws, Vec<BudgetStanding>), Stop> {
    let organization = &intent.organization;
    let aws = connection.open(&organization.home_region).await;
    aws.operator().await?;
    let standings = read_standings(&aws, &organization.name).await?;
    Ok((aws, standings))
}

pub async fn read_standings(aws: &Aws, owner: &str) -> Result<Vec<BudgetStanding>, Stop> {
    aws.budget_standings(owner)
        .await
        .map_err(|why| Stop::failed(format!("could not read the budgets: {why}")).hint(why.hint()))
}

/// The budgets of a team's accounts, which alone have stops.
fn of_team(
    intent: &Intent,
    order: &cli::BudgetOrder,
    standings: Vec<BudgetStanding>,
) -> Result<Vec<BudgetStanding>, Stop> {
    let Some(team) = intent.teams.get(&order.team) else {
        return Err(
            Stop::failed(format!("the plan file has no team {}", order.team))
                .hint("give team.NAME as it stands in the file"),
        );
    };
    let seats: Vec<&AccountName> = team.seats.iter().map(|seat| seat.name()).collect();
    if let Some(account) = &order.account
        && !seats.contains(&account)
    {
        let names: Vec<&str> = seats.iter().map(|name| name.as_str()).collect();
        return Err(
            Stop::failed(format!("team.{} has no account {account}", order.team))
                .hint(format!("it has {}", names.join(", "))),
        );
    }
    let asked = |standing: &BudgetStanding| match &standing.scope {
        BudgetScope::Account(name) => {
            seats.contains(&name) && order.account.as_ref().is_none_or(|one| one == name)
        }
        BudgetScope::Team(_) => false,
    };
    Ok(standings.into_iter().filter(asked).collect())
}

async fn read(order: &cli::BudgetOrder, style: Style) -> Result<(Aws, Vec<BudgetStanding>), Stop> {
    let file = plan_file::read(&order.plan_file.file, style)?;
    let (aws, standings) = standings(&session::environment(), &file.intent).await?;
    Ok((aws, of_team(&file.intent, order, standings)?))
}
