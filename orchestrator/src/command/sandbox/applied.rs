//! A sandbox in which a plan is applied already, made in virtual time.

use std::path::Path;
use std::time::{Duration, SystemTime};

use bedrock_routing::Routes;
use bedrock_sandbox::{Moment, Principal, Sandbox, Setup, StateError};
use tokio_util::sync::CancellationToken;

use crate::aws::{Aws, Connection, Seen};
use crate::command::carry_out::carry_out;
use crate::command::rehearse::stage;
use crate::command::{Stop, routes, session};
use crate::model::Intent;
use crate::plan::{self, Request};
use crate::report::Style;

/// What a plan needs that waits for something of its own making, and once more to see that it is done.
const MOST_APPLIES: u32 = 5;
/// The organization is older than any apply takes, so that its clock does not run ahead of the callers'.
const AGE: Duration = Duration::from_secs(86_400);

pub struct Applied {
    pub sandbox: Sandbox,
    pub routes: Routes,
}

/// The plan as it would be carried out at AWS, but for the waiting.
pub fn apply(setup: &Setup, state: Option<&Path>, intent: &Intent) -> Result<Applied, Stop> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .map_err(|error| Stop::failed(format!("could not start: {error}")))?;
    runtime.block_on(async {
        let setup = Setup {
            speed: 1.0,
            epoch: Moment::from(SystemTime::now() - AGE),
            faults: Default::default(),
            ..setup.clone()
        };
        let operator = Principal::operator();
        let seed = setup.seed;
        let sandbox = open(setup, state)?;
        stage::furnish(&sandbox, intent);
        let connection = Connection::InMemory {
            sandbox: sandbox.clone(),
            key_id: operator.access_key_id,
            secret: operator.secret_access_key,
            seed,
        };
        let (aws, seen) = converge(&connection, intent).await?;
        let routes = routes::document(&aws, &seen, intent).await?;
        Ok(Applied { sandbox, routes })
    })
}

pub fn open(setup: Setup, state: Option<&Path>) -> Result<Sandbox, Stop> {
    let opened = match state {
        Some(path) => Sandbox::open(setup, path),
        None => Ok(Sandbox::new(setup)),
    };
    opened.map_err(|error: StateError| {
        Stop::failed(error.to_string()).hint("move the file away to start with a new organization")
    })
}

async fn converge(connection: &Connection, intent: &Intent) -> Result<(Aws, Seen), Stop> {
    let unfinished = |why: String| {
        let error = format!("could not apply the plan in the sandbox: {why}");
        Stop::failed(error).hint("`bedrock-org rehearse` shows the whole apply")
    };
    for _ in 0..MOST_APPLIES {
        let (aws, seen) = session::look(connection, intent, Style::PLAIN).await?;
        let plan = plan::make(intent, &seen.observation, &Request::default())?;
        if let Some(blocked) = plan.blocked.first() {
            return Err(unfinished(format!("{} is blocked", blocked.address)));
        }
        if plan.changes.is_empty() {
            return Ok((aws, seen));
        }
        let stop = CancellationToken::new();
        let outcome = carry_out(&aws, &seen, intent, &plan, &stop, &|_| {}).await;
        if let Some((address, failure)) = outcome.failed.iter().next() {
            return Err(unfinished(format!("{address}: {}", failure.error)));
        }
    }
    Err(unfinished(format!(
        "after {MOST_APPLIES} runs there is still something to do"
    )))
}
