//! The names that budgets will have at AWS.

use crate::model::{BudgetName, BudgetScope, Seat, TeamName};
use crate::spec::diagnostic::{Code, Diagnostic};
use crate::spec::findings::{Findings, Reported};
use crate::spec::section::At;

/// AWS takes so many characters.
const LONGEST: usize = 100;

/// Whether what the plan and the team are called leaves room: the first name that does not fit.
pub fn check(
    owner: &str,
    team: &At<&str>,
    name: &TeamName,
    seats: &[Seat],
    findings: &mut Findings,
) -> Result<(), Reported> {
    let accounts = seats.iter().map(|seat| seat.name().clone());
    let scopes = accounts
        .map(BudgetScope::Account)
        .chain([BudgetScope::Team(name.clone())]);
    for scope in scopes {
        let Err(why) = BudgetName::of(owner, &scope) else {
            continue;
        };
        let what = match &scope {
            BudgetScope::Account(account) => format!("the account {account}"),
            BudgetScope::Team(team) => format!("team.{team}"),
        };
        let room = LONGEST - "bedrock-org  account ".len() - "-500".len();
        return Err(findings.error(
            Diagnostic::error(
                Code::BudgetName,
                team.span.clone(),
                format!("{} characters", team.value.len()),
                format!("the budget of {what} cannot have its name: {}", why.0),
            )
            .help(format!(
                "the name holds organization.name and the team's: choose shorter ones, of {room} \
                 characters together"
            )),
        ));
    }
    Ok(())
}
