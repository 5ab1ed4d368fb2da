//! `bedrock-org capacity`: what teams need, what their accounts have, how many accounts would do.

use crate::aws::{self, Aws, Connection, Directory, Focus};
use crate::cli;
use crate::model::{Intent, LiveQuotas};
use crate::plan::capacity::{Capacity, capacity};
use crate::report::reading::Reading;
use crate::report::{self, Style};

use super::{Exit, Stop, plan_file, session};

pub async fn run(args: &cli::Capacity, style: Style) -> Result<Exit, Stop> {
    let file = plan_file::read(&args.plan_file.file, style)?;
    let live = if args.offline {
        None
    } else {
        let quiet = Style {
            live: style.live && !args.json && !args.markdown,
            ..style
        };
        Some(look(&session::environment(), &file.intent, quiet).await?)
    };
    let capacity = capacity(&file.intent, live.as_ref());
    let exit = ending(&capacity);
    if args.json {
        let json = report::capacity::json(&capacity, &file.name, exit.code());
        report::json_line(&json);
    } else if args.markdown {
        report::out(&report::capacity::markdown(&capacity, &file.name));
    } else {
        report::out(&report::capacity::text(&capacity, &file.name, style));
    }
    Ok(exit)
}

/// The quotas of the plan's accounts, and nothing else of what is inside them.
pub async fn look(
    connection: &Connection,
    intent: &Intent,
    style: Style,
) -> Result<LiveQuotas, Stop> {
    let (.., live) = reach(connection, intent, style).await?;
    Ok(live)
}

/// The same, and what is needed to look again.
pub async fn reach(
    connection: &Connection,
    intent: &Intent,
    style: Style,
) -> Result<(Aws, Directory, LiveQuotas), Stop> {
    let reading = Reading::start(style);
    let aws = connection.open(&intent.organization.home_region).await;
    let operator = aws.operator().await.map_err(|why| {
        let offline = "; or see what the plan alone says: bedrock-org capacity --offline";
        let mut stop = Stop::from(why);
        stop.hint = stop.hint.map(|hint| hint + offline);
        stop
    })?;
    let focus = Focus {
        insides: None,
        trusted_access: false,
        names_alone: true,
        ..Focus::of(intent)
    };
    let progress = |what, done, of| reading.show(what, done, of);
    let seen = aws::observe(&aws, &operator, &focus, &progress).await?;
    let (org, directory) = (&seen.observation.org, seen.directory);
    let teams = intent.teams.values();
    let live = aws
        .quotas(org, &directory, &intent.organization, teams, &progress)
        .await;
    Ok((aws, directory, live))
}

/// A quota that is too small is news, not a failure; one that could not be read may be either.
fn ending(capacity: &Capacity) -> Exit {
    if capacity.unread.is_empty() {
        Exit::Done
    } else {
        Exit::Partly
    }
}
