//! `bedrock-org rehearse`: plan, apply and plan again against an organization in memory, on a clock
//! that skips all waiting.

mod ending;
mod measure;
mod monday;
mod scale;
mod sign_in;
mod spend;
pub mod stage;

use std::collections::BTreeMap;
use std::time::Duration;

use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::aws::Connection;
use crate::cli;
use crate::command::sandbox::company;
use crate::execute::Outcome;
use crate::model::{AccountName, Intent};
use crate::plan::{self, Plan, Request};
use crate::report::progress::Progress;
use crate::report::rehearsal::{self, Measured, SecondPlan};
use crate::report::{self, Style};

use super::carry_out::carry_out;
use super::{Exit, Stop, plan_file, scenario, session};
use ending::Played;
use stage::World;

/// With faults an apply may end unfinished; this many in a row is not converging.
const MOST_APPLIES: u32 = 20;

pub fn run(args: &cli::Rehearse, style: Style) -> Result<Exit, Stop> {
    let file = plan_file::read(&args.file, style)?;
    let intent = match args.accounts {
        None => file.intent,
        Some(accounts) => scale::to(file.intent, accounts as usize)?,
    };
    if let Some(named) = &args.monday {
        monday::known(&intent, named.as_ref())?;
    }
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .map_err(|error| Stop::failed(format!("could not start: {error}")))?;
    let style = Style {
        live: false,
        ..style
    };
    let began = std::time::Instant::now();
    let mut played = runtime.block_on(rehearse(args, &intent, style))?;
    played.measured.real = began.elapsed();
    played.measured.peak_rss_bytes = measure::peak_rss_bytes();
    Ok(played.tell(args, style))
}

async fn rehearse(args: &cli::Rehearse, intent: &Intent, style: Style) -> Result<Played, Stop> {
    let spending = match &args.spend {
        None => Vec::new(),
        Some(None) => scenario::built_in(intent)?,
        Some(Some(file)) => scenario::read(file, intent)?,
    };
    let world = stage::set(args, intent, spending.clone())?;
    let World {
        sandbox,
        connection,
    } = &world;
    let clock = Instant::now();
    let mut applies = 0;
    let mut first: Option<Plan> = None;
    let mut outcome;
    loop {
        let plan;
        (plan, outcome) = apply(args, intent, connection, style, clock, applies).await?;
        applies += 1;
        let stuck = outcome.done == 0;
        first.get_or_insert(plan);
        if outcome.is_complete() || stuck || applies == MOST_APPLIES {
            break;
        }
    }
    let virtual_time = clock.elapsed();

    let before = sandbox.calls();
    let began = (std::time::Instant::now(), Instant::now());
    let (aws, seen) = session::look(connection, intent, style).await?;
    let second = plan::make(intent, &seen.observation, &Request::default())?;
    let second_plan = SecondPlan {
        api_calls: since(&before, sandbox.calls()),
        virtual_time: began.1.elapsed(),
        real: began.0.elapsed(),
        changes: second.changes.len(),
    };
    let addresses = addresses(intent);
    let lower_bound = first.as_ref().map_or(Duration::ZERO, |first| {
        plan::lower_bound(
            &first.changes,
            |_, email| sandbox.creation_time(email.as_str()),
            |account, set, region| {
                let account = addresses.get(account).map_or("", String::as_str);
                let set = set.name(&intent.organization.name);
                sandbox.stack_time(&set, account, region.as_str())
            },
        )
    });
    if !args.json {
        report::out(&rehearsal::second_plan(&second, style));
    }
    let measured = Measured {
        accounts: intent.teams.values().map(|team| team.seats.len()).sum(),
        throttled: sandbox.throttled().values().sum(),
        api_calls: before,
        virtual_time,
        lower_bound,
        real: Duration::ZERO,
        peak_rss_bytes: None,
        applies,
        converged: outcome.is_complete() && second.changes.is_empty() && second.blocked.is_empty(),
        second_plan,
    };
    let company = company(intent, &intent.identity.issuer, None);
    let mut journeys = Vec::new();
    if args.sign_in && measured.converged {
        journeys = sign_in::rehearse(sandbox, &company, (&aws, &seen), connection, intent).await?;
    }
    let mut spent = None;
    if args.spend.is_some() && measured.converged {
        let scene = spend::Scene {
            sandbox,
            company: &company,
            connection,
            intent,
            spending: &spending,
        };
        spent = Some(scene.play((&aws, &seen)).await?);
    }
    let mut monday = None;
    if let Some(named) = args.monday.as_ref().filter(|_| measured.converged) {
        let told = (&aws, &seen);
        let named = named.as_ref();
        monday = Some(monday::rehearse(args, &world, &company, told, intent, named).await?);
    }
    Ok(Played {
        measured,
        journeys,
        spent,
        monday,
    })
}

/// How the sandbox knows each account: by its address or its id.
fn addresses(intent: &Intent) -> BTreeMap<AccountName, String> {
    let seats = intent.teams.values().flat_map(|team| &team.seats);
    seats
        .map(|seat| (seat.name().clone(), scenario::known_as(seat).to_owned()))
        .collect()
}

/// The calls that were made between two counts.
fn since(before: &BTreeMap<String, u64>, after: BTreeMap<String, u64>) -> BTreeMap<String, u64> {
    let made = after.into_iter().map(|(operation, count)| {
        let earlier = before.get(&operation).copied().unwrap_or_default();
        (operation, count - earlier)
    });
    made.filter(|(_, count)| *count > 0).collect()
}

async fn apply(
    args: &cli::Rehearse,
    intent: &Intent,
    connection: &Connection,
    style: Style,
    clock: Instant,
    earlier: u32,
) -> Result<(Plan, Outcome), Stop> {
    let (aws, seen) = session::look(connection, intent, style).await?;
    let plan = plan::make(intent, &seen.observation, &Request::default())?;
    if !args.json {
        report::out(&rehearsal::plan(&plan, earlier, style));
    }
    let progress = Progress::of_rehearsal(args.json, style, &plan.changes, clock);
    let emit = |event| progress.show(&event);
    let stop = CancellationToken::new();
    let outcome = carry_out(&aws, &seen, intent, &plan, &stop, &emit).await;
    Ok((plan, outcome))
}
