//! Spend that goes through budgets: who is told, who is stopped, who goes on, and how it is lifted.

use std::collections::BTreeSet;
use std::time::Duration;

use bedrock_routing::Routes;
use bedrock_sandbox::{Alert, Company, Person, Sandbox, Spending};
use tokio_util::sync::CancellationToken;

use crate::aws::{Aws, Connection, Seen, StopOrder};
use crate::command::budget::lift::lift;
use crate::command::budget::read_standings;
use crate::command::carry_out::carry_out;
use crate::command::{Stop, routes, scenario, session};
use crate::model::{BudgetName, BudgetScope, BudgetStanding, Intent, Seat, StopState, TeamName};
use crate::plan::{self, Request};
use crate::report::Style;
use crate::report::spending::{Call, Heard, Rehearsed};

use super::sign_in;

/// How often AWS's billing data comes at best.
const BILL: Duration = Duration::from_secs(8 * 3600);
const BILLS_A_DAY: u32 = 3;
/// Who goes on while others are stopped: so many teams are enough to see it.
const OTHER_TEAMS: usize = 3;

pub struct Scene<'a> {
    pub sandbox: &'a Sandbox,
    pub company: &'a Company,
    pub connection: &'a Connection,
    pub intent: &'a Intent,
    pub spending: &'a [Spending],
}

impl Scene<'_> {
    pub async fn play(&self, (aws, seen): (&Aws, &Seen)) -> Result<Rehearsed, Stop> {
        let began = self.sandbox.now();
        // Money moves no account.
        let routes = routes::document(aws, seen, self.intent).await?;
        let before = self.calls(aws, &routes).await?;
        let last = self.spending.iter().map(|one| one.from + one.days).max();
        for _ in 0..=last.unwrap_or_default() * BILLS_A_DAY {
            tokio::time::sleep(BILL).await;
        }
        self.approve(aws).await?;
        let stopped = self.standings(aws).await?;
        let stopped: Vec<BudgetStanding> = stopped
            .into_iter()
            .filter(|one| one.stops.iter().any(|stop| stop.state.stops()))
            .collect();
        let while_stopped = self.calls(aws, &routes).await?;
        let lifted = if stopped.is_empty() {
            Vec::new()
        } else {
            self.raise(&stopped).await?;
            let raised = self.standings(aws).await?;
            let names: BTreeSet<_> = stopped.iter().map(|one| &one.name).collect();
            let raised: Vec<BudgetStanding> = raised
                .into_iter()
                .filter(|one| names.contains(&one.name))
                .collect();
            lift(aws, &raised, false).await?
        };
        for _ in 0..BILLS_A_DAY {
            tokio::time::sleep(BILL).await;
        }
        let after = self.calls(aws, &routes).await?;
        let alerts = self.sandbox.alerts().into_iter();
        let ours = |alert: &Alert| {
            let owner = &self.intent.organization.name;
            alert.budget.starts_with(&BudgetName::prefix(owner))
        };
        Ok(Rehearsed {
            heard: alerts
                .filter(ours)
                .map(|alert| Heard {
                    after: alert.at.since(began),
                    alert,
                })
                .collect(),
            stopped,
            before,
            while_stopped,
            lifted,
            after,
        })
    }

    async fn standings(&self, aws: &Aws) -> Result<Vec<BudgetStanding>, Stop> {
        read_standings(aws, &self.intent.organization.name).await
    }

    /// What waits for somebody's word gets it.
    async fn approve(&self, aws: &Aws) -> Result<(), Stop> {
        for budget in self.standings(aws).await? {
            for stop in &budget.stops {
                if stop.state == StopState::Pending {
                    aws.order_stop(&budget.name, &stop.id, StopOrder::Approve)
                        .await
                        .map_err(|why| {
                            Stop::failed(format!("could not approve {}: {why}", budget.name))
                                .hint(why.hint())
                        })?;
                }
            }
        }
        Ok(())
    }

    /// Twice as much for who is stopped, by a plan and an apply.
    async fn raise(&self, stopped: &[BudgetStanding]) -> Result<(), Stop> {
        let mut intent = self.intent.clone();
        let scopes: BTreeSet<_> = stopped.iter().map(|one| &one.scope).collect();
        for team in intent.teams.values_mut() {
            let has = |seat: &Seat| {
                let name = seat.name().clone();
                scopes.contains(&BudgetScope::Account(name))
            };
            if let Some(budget) = team.budget.as_mut().filter(|_| team.seats.iter().any(has)) {
                budget.monthly_usd *= 2;
            }
        }
        let (aws, seen) = session::look(self.connection, &intent, Style::PLAIN).await?;
        let plan = plan::make(&intent, &seen.observation, &Request::default())?;
        let stop = CancellationToken::new();
        let outcome = carry_out(&aws, &seen, &intent, &plan, &stop, &|_| {}).await;
        match outcome.failed.iter().next() {
            None => Ok(()),
            Some((address, failure)) => Err(Stop::failed(format!(
                "could not raise the budget: {address}: {}",
                failure.error
            ))),
        }
    }

    /// One call of each model in each account, by a developer of the team.
    async fn calls(&self, aws: &Aws, routes: &Routes) -> Result<Vec<Call>, Stop> {
        let mut calls = Vec::new();
        for (team, person) in self.cast() {
            let invoked =
                sign_in::invoked(self.sandbox, (self.company, person), aws, routes).await?;
            for one in invoked {
                calls.push(Call {
                    team: team.clone(),
                    account: one.account,
                    refused: one.refused,
                });
            }
        }
        Ok(calls)
    }

    /// The teams that spend, and some that do not.
    fn cast(&self) -> Vec<(&TeamName, &Person)> {
        let spends = |seat: &Seat| {
            let known = scenario::known_as(seat);
            self.spending.iter().any(|one| one.account == known)
        };
        let teams = self.intent.teams.iter();
        let (spending, others): (Vec<_>, Vec<_>) =
            teams.partition(|(_, team)| team.seats.iter().any(spends));
        let cast = spending
            .into_iter()
            .chain(others.into_iter().take(OTHER_TEAMS));
        cast.filter_map(|(name, team)| {
            let mut people = self.company.people.iter();
            let person = people.find(|one| one.groups == [team.group.clone()])?;
            Some((name, person))
        })
        .collect()
    }
}
