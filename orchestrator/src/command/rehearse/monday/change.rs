//! What the planner advises, carried out: a changed plan file, an apply, and the time that AWS takes.

use std::time::Duration;

use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::aws::{Aws, Seen};
use crate::cli;
use crate::command::carry_out::carry_out;
use crate::command::rehearse::stage;
use crate::command::{Stop, session};
use crate::model::{AccountName, Intent, InvalidName, Seat};
use crate::plan::{self, Plan, Request, WaitingKind};
use crate::report::Style;
use crate::report::monday::{Change, Way};

use super::{Scene, World, quotas};

/// How often somebody looks whether AWS has decided, and for how long at most.
const LOOK: Duration = Duration::from_secs(12 * 3600);
const LOOKS: u32 = 40;

impl Scene<'_> {
    /// In a copy of the organization, which goes its own way from here on.
    pub(super) async fn more_accounts(
        &self,
        args: &cli::Rehearse,
        world: &World,
        accounts: u64,
    ) -> Result<Way, Stop> {
        let intent = with_accounts(self.intent, self.team, accounts)
            .map_err(|why| Stop::failed(format!("could not give {} accounts: {why}", self.team)))?;
        let setup = stage::setup(args, &intent, Vec::new())?;
        let copy = stage::connected(world.sandbox.continued(setup), args);
        self.way(&copy, &intent, Change::Accounts(accounts)).await
    }

    pub(super) async fn more_tokens(&self, world: &World, tpm: u64) -> Result<Way, Stop> {
        let mut intent = self.intent.clone();
        // What the plan file asks for stays, unless it is less than what the planner advises.
        if let Some(team) = intent.teams.get_mut(self.team) {
            for quota in team.quota.values_mut() {
                quota.tpm = quota.tpm.map(|asked| asked.max(tpm));
            }
        }
        self.way(world, &intent, Change::Tokens(tpm)).await
    }

    async fn way(&self, world: &World, intent: &Intent, change: Change) -> Result<Way, Stop> {
        let began = Instant::now();
        let (aws, seen, plan) = match change {
            Change::Accounts(_) => apply(world, intent).await?,
            Change::Tokens(_) => until_decided(world, intent).await?,
        };
        let took = began.elapsed();
        let own = format!("team.{}/", self.team);
        // With more accounts nobody waits for what was asked for before.
        let waits = matches!(change, Change::Tokens(_));
        let left = plan.waiting.iter().filter(|_| waits);
        let left = left.filter(|one| one.address.as_str().starts_with(&own));
        let quotas = quotas(&aws, &seen, intent).await;
        Ok(Way {
            change,
            took,
            waiting: left
                .map(|one| format!("{}: {}", one.address, one.what))
                .collect(),
            after: self.come(world, &aws, &seen, intent, &quotas).await?,
        })
    }
}

/// Applies until nothing is left to be done, and what is not can only be waited for.
pub(super) async fn apply(world: &World, intent: &Intent) -> Result<(Aws, Seen, Plan), Stop> {
    loop {
        let (aws, seen) = session::look(&world.connection, intent, Style::PLAIN).await?;
        let plan = plan::make(intent, &seen.observation, &Request::default())?;
        if plan.changes.is_empty() {
            return Ok((aws, seen, plan));
        }
        let stop = CancellationToken::new();
        let outcome = carry_out(&aws, &seen, intent, &plan, &stop, &|_| {}).await;
        if let Some((address, failure)) = outcome.failed.iter().next() {
            let why = &failure.error;
            return Err(Stop::failed(format!(
                "could not apply the change: {address}: {why}"
            )));
        }
    }
}

/// A request is decided after days; what AWS had no room for is sent by a later apply.
async fn until_decided(world: &World, intent: &Intent) -> Result<(Aws, Seen, Plan), Stop> {
    for _ in 0..LOOKS {
        let (.., plan) = apply(world, intent).await?;
        let undecided = |kind| matches!(kind, WaitingKind::Open | WaitingKind::Queued);
        if !plan.waiting.iter().any(|one| undecided(one.kind)) {
            break;
        }
        tokio::time::sleep(LOOK).await;
    }
    apply(world, intent).await
}

/// As the plan file would have them: numbered on, each with an address by the template.
fn with_accounts(
    intent: &Intent,
    team: &crate::model::TeamName,
    accounts: u64,
) -> Result<Intent, InvalidName> {
    let mut intent = intent.clone();
    let Some(changed) = intent.teams.get_mut(team) else {
        return Ok(intent);
    };
    for number in changed.seats.len() as u64 + 1..=accounts {
        let name: AccountName = format!("{team}-{number}").parse()?;
        let email = intent.organization.email.for_account(&name)?;
        changed.seats.push(Seat::ByEmail { name, email });
    }
    Ok(intent)
}
