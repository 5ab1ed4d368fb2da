//! `bedrock-org report`: what was spent, from the bill itself.

mod asking;
mod kept;

use std::path::Path;
use std::time::UNIX_EPOCH;

use crate::aws::{self, Connection, Focus, Spenders};
use crate::cli::{self, ReportFormat};
use crate::model::{Day, Gap, Intent, Month, SpendReport};
use crate::plan::spend::{Figures, Period, payers, report as told};
use crate::report::reading::Reading;
use crate::report::{self, Style};

use super::whole_file::{Readers, write};
use super::{Exit, Stop, plan_file, session};

pub use kept::Kept;

pub async fn run(args: &cli::Report, style: Style) -> Result<Exit, Stop> {
    let file = plan_file::read(&args.plan_file.file, style)?;
    let format = if args.json {
        ReportFormat::Json
    } else {
        args.format
    };
    let asked = Asked {
        month: args.month,
        refresh: args.refresh,
        kept: Kept::of_user(),
    };
    let quiet = Style {
        live: style.live && format != ReportFormat::Json,
        ..style
    };
    let spend = spend(&session::environment(), &file.intent, &asked, quiet).await?;
    let exit = ending(&spend);
    let shown = match (format, &args.out) {
        (ReportFormat::Table, None) => report::spend::text(&spend, style),
        (ReportFormat::Table, Some(_)) => report::spend::text(&spend, Style::PLAIN),
        (ReportFormat::Csv, _) => report::spend::csv(&spend),
        (ReportFormat::Html, _) => report::spend_page::page(&spend),
        (ReportFormat::Json, _) => {
            format!("{}\n", report::spend::json(&spend, &file.name, exit.code()))
        }
    };
    match &args.out {
        None => report::out(&shown),
        Some(path) => save(path, &shown)?,
    }
    Ok(exit)
}

/// What people spend is for those who asked.
fn save(path: &Path, text: &str) -> Result<(), Stop> {
    write(path, text, Readers::Owner).map_err(|error| {
        Stop::failed(format!(
            "could not write the report to {}: {error}",
            path.display()
        ))
        .hint("give --out a path in a folder that can be written to")
    })?;
    report::err(&report::spend::written(path));
    Ok(())
}

/// Being over budget is for people to judge; what could not be read is not taken for nothing.
fn ending(spend: &SpendReport) -> Exit {
    if spend.gaps.is_empty() {
        Exit::Done
    } else {
        Exit::Partly
    }
}

pub struct Asked {
    pub month: Option<Month>,
    pub refresh: bool,
    pub kept: Kept,
}

/// Finds the accounts, asks for their bills, and tells what they say.
pub async fn spend(
    connection: &Connection,
    intent: &Intent,
    asked: &Asked,
    style: Style,
) -> Result<SpendReport, Stop> {
    let home = &intent.organization.home_region;
    if home.partition() != "aws" {
        return Err(Stop::failed(format!(
            "could not read what was spent: there is no Cost Explorer where {home} is"
        ))
        .hint(
            "what AWS GovCloud (US) costs is on the bill of the standard account it belongs to",
        ));
    }
    let reading = Reading::start(style);
    let progress = |what, done, of| reading.show(what, done, of);
    let aws = connection.open(home).await;
    let now = aws.now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let now = now.as_secs();
    let today = Day::of(now);
    let period = Period::new(asked.month, today).map_err(|why| {
        Stop::failed(format!("could not report the spend: {why}")).hint(why.hint(today))
    })?;

    let operator = aws.operator().await?;
    let focus = Focus::of(intent);
    let Spenders { accounts, gaps } = aws::spenders(&aws, &focus, &progress).await?;
    progress("bills", 0, 0);
    let mut asking = asking::Asking {
        aws: &aws,
        payer: operator.management.as_ref(),
        accounts: payers(intent, &accounts).ids(),
        // A sandbox's figures cost nothing, and its next world has others.
        kept: (!aws.is_on_this_machine()).then_some(&asked.kept),
        refresh: asked.refresh,
        now,
        queries: Default::default(),
    };
    let mut figures = Figures {
        months: asking.by_service(&period.months()).await?,
        people: asking.by_person(period.month).await?,
        gaps: gaps.into_values().collect(),
        ..Figures::default()
    };
    figures.queries = asking.queries;
    if period.is_under_way() {
        match aws.forecasts(&intent.organization.name).await {
            Ok(forecasts) => figures.forecasts = forecasts,
            Err(trouble) => figures.gaps.push(Gap {
                cause: format!("could not read AWS's forecasts: {trouble}"),
                hint: trouble.hint(),
            }),
        }
    }
    Ok(told(intent, &accounts, period, &figures))
}
