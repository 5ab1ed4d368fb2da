//! `bedrock-org access`: who may invoke what, where, by the documents themselves.

use crate::aws::Focus;
use crate::cli;
use crate::model::{Intent, Org};
use crate::plan;
use crate::plan::access::{Access, access};
use crate::report::{self, Style};

use super::{Exit, Stop, plan_file, session};

pub async fn run(args: &cli::Access, style: Style) -> Result<Exit, Stop> {
    let file = plan_file::read(&args.plan_file.file, style)?;
    let org = if args.planned {
        plan::wanted(&file.intent)?
    } else {
        observed(&file.intent, args.json, style).await?
    };
    let access = access(&file.intent, &org, &args.group)
        .map_err(|why| Stop::failed(why.to_string()).hint(why.hint()))?;
    let exit = ending(&access);
    if args.json {
        let source = if args.planned { "planned" } else { "observed" };
        let json = report::access::json(&access, source, &file.name, exit.code());
        report::json_line(&json);
        return Ok(exit);
    }
    if args.explain {
        report::out(&report::access::explained(&access, style));
    }
    let source = if args.planned {
        format!("as {} would have it", file.name)
    } else {
        "as AWS has it".to_owned()
    };
    report::out(&report::access::text(&access, &source, style));
    Ok(exit)
}

async fn observed(intent: &Intent, json: bool, style: Style) -> Result<Org, Stop> {
    let quiet = Style {
        live: style.live && !json,
        ..style
    };
    let focus = Focus::of(intent).without_quotas();
    let home = &intent.organization.home_region;
    let (_, seen) = session::look_at(&session::environment(), home, &focus, quiet).await?;
    Ok(seen.observation.org)
}

/// What could not be read may hide a leak, so it is not taken for done.
fn ending(access: &Access) -> Exit {
    if access
        .findings
        .iter()
        .any(|finding| finding.kind.is_wrong())
    {
        Exit::Failed
    } else if access.unknown.is_empty() {
        Exit::Done
    } else {
        Exit::Partly
    }
}
