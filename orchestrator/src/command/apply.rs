//! `bedrock-org apply`: shows the plan, asks, and makes the organization match.

use std::collections::BTreeSet;

use tokio_util::sync::CancellationToken;

use crate::cli;
use crate::execute::Outcome;
use crate::plan::saved::Saved;
use crate::plan::{self, Plan};
use crate::report::progress::Progress;
use crate::report::{self, Style, outcome, plan_json, plan_text};

use super::carry_out::carry_out;
use super::confirm::confirmed;
use super::interrupt::asked_to_stop;
use super::plan::request;
use super::plan_file::{self, PlanFile};
use super::routes::{Circumstances, write_routes};
use super::{Exit, Stop, session};

pub async fn run(args: &cli::Apply, style: Style) -> Result<Exit, Stop> {
    let (file, saved) = read(args, style)?;
    let request = saved
        .as_ref()
        .map_or_else(|| request(&args.scope), Saved::request);
    let quiet = if args.json {
        Style {
            live: false,
            ..style
        }
    } else {
        style
    };
    let (aws, seen) = session::look(&session::environment(), &file.intent, quiet).await?;
    let plan = plan::make(&file.intent, &seen.observation, &request)?;
    if saved.as_ref().is_some_and(|saved| !saved.holds_for(&plan)) {
        return Err(
            Stop::failed("the organization has changed since this plan was saved")
                .hint("plan again, review what is different, and apply the new plan")
                .exit(Exit::Stale),
        );
    }

    let unfinished = if plan.blocked.is_empty() {
        Exit::Done
    } else {
        Exit::Partly
    };
    if args.json {
        report::json_line(&plan_json::plan(&plan, &file.name, unfinished.code()));
    } else {
        report::out(&plan_text::plan(&plan, &file.name, style));
    }
    let routes = async |settled: bool| {
        let around = Circumstances {
            seen: &seen,
            target: plan.target.as_ref(),
            settled,
        };
        write_routes(&aws, &file.intent, &around, &args.routes, args.json, style).await
    };
    if plan.changes.is_empty() {
        return Ok(unfinished.or_worse(routes(auth_is_settled(&plan, None)).await?));
    }
    if !args.yes && saved.is_none() && !agreed(&plan)? {
        return Err(Stop::failed("nothing was changed: the answer was not yes"));
    }

    let stop = CancellationToken::new();
    stop_on_interrupt(stop.clone());
    let progress = Progress::new(args.json, style, &plan.changes);
    let emit = |event| progress.show(&event);
    let outcome = carry_out(&aws, &seen, &file.intent, &plan, &stop, &emit).await;
    drop(progress);

    if let Some(stop) = not_allowed(&outcome) {
        return Err(stop);
    }
    // Whoever asked to stop waits for nothing more; the next run writes it.
    let routes = if stop.is_cancelled() {
        Ok(Exit::Done)
    } else {
        routes(auth_is_settled(&plan, Some(&outcome))).await
    };
    let exit = match outcome.is_complete() {
        true => unfinished,
        false if outcome.done == 0 && outcome.left.is_empty() => Exit::Failed,
        false => Exit::Partly,
    };
    let exit = exit.or_worse(routes.as_ref().copied().unwrap_or(Exit::Partly));
    if args.json {
        report::json_line(&outcome::json(&outcome, exit.code()));
    } else {
        report::out(&outcome::text(&outcome, style));
    }
    routes.map(|_| exit).map_err(|stop| stop.exit(exit))
}

/// A plan file, or the one inside a saved plan.
fn read(args: &cli::Apply, style: Style) -> Result<(PlanFile, Option<Saved>), Stop> {
    let name = args.file.display().to_string();
    let bytes = plan_file::bytes(&args.file)?;
    if !Saved::looks_like(&bytes) {
        return Ok((plan_file::valid(&name, &bytes, style)?, None));
    }
    // A saved plan may be larger than any plan file.
    let text = std::fs::read_to_string(&args.file)
        .map_err(|error| plan_file::unreadable(&args.file, &error))?;
    let saved = Saved::parse(&text).map_err(|why| {
        Stop::failed(format!("could not read {name}: {why}")).hint("save it again: plan --out")
    })?;
    let scope = &args.scope;
    if scope.target.is_some() || scope.canary.is_some() || !scope.delete.is_empty() {
        return Err(Stop::failed(
            "a saved plan has its --target, --canary and --delete in it already",
        )
        .hint("leave them out, or save a new plan"));
    }
    let file = plan_file::valid(&saved.plan_file_name, saved.plan_file.as_bytes(), style)?;
    Ok((file, Some(saved)))
}

/// Whether every auth stack is as the plan wants it, after this apply.
fn auth_is_settled(plan: &Plan, outcome: Option<&Outcome>) -> bool {
    let blocked = plan.blocked.iter().map(|blocked| &blocked.address);
    let undone = outcome.into_iter().flat_map(|outcome| {
        let failed = outcome.failed.keys();
        failed.chain(&outcome.skipped).chain(&outcome.left)
    });
    // A team alone leaves the others as they are.
    plan.target.is_none()
        && blocked
            .chain(undone)
            .all(|address| !address.as_str().contains("stackset.auth"))
}

/// One error instead of many where the role may change nothing at all.
fn not_allowed(outcome: &Outcome) -> Option<Stop> {
    let denied: BTreeSet<&str> = outcome
        .failed
        .values()
        .map(|failure| failure.denied.as_deref())
        .collect::<Option<_>>()?;
    if outcome.done > 0 || denied.is_empty() || !outcome.left.is_empty() {
        return None;
    }
    let denied: Vec<&str> = denied.into_iter().collect();
    let error = format!(
        "nothing was changed: access denied to {}",
        denied.join(", ")
    );
    Some(
        Stop::failed(error)
            .hint("give the role the policy that `bedrock-org permissions write` prints"),
    )
}

fn agreed(plan: &Plan) -> Result<bool, Stop> {
    confirmed(
        &format!("Apply {}?", plan_text::totals(&plan.changes)),
        "--yes applies without asking; or save the plan (plan --out) and apply that",
    )
}

/// The first time lets the calls in flight end; the second does not.
fn stop_on_interrupt(stop: CancellationToken) {
    tokio::spawn(async move {
        asked_to_stop().await;
        stop.cancel();
        asked_to_stop().await;
        std::process::exit(i32::from(Exit::Partly.code()));
    });
}
