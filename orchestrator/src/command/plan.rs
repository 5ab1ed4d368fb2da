//! `bedrock-org plan`: shows what would change, and changes nothing.

use crate::cli;
use crate::plan::saved::Saved;
use crate::plan::{self, Request};
use crate::report::{self, Style, plan_json, plan_markdown, plan_text};

use super::save::save;
use super::{Exit, Stop, plan_file, session};

pub async fn run(args: &cli::Plan, style: Style) -> Result<Exit, Stop> {
    let file = plan_file::read(&args.plan_file.file, style)?;
    let quiet = if args.json || args.markdown {
        Style {
            live: false,
            ..style
        }
    } else {
        style
    };
    let (_, seen) = session::look(&session::environment(), &file.intent, quiet).await?;
    let request = request(&args.scope);
    let plan = plan::make(&file.intent, &seen.observation, &request)?;

    if let Some(path) = &args.out {
        let saved = Saved::new(&file.name, &file.text, &request, &plan);
        save(&saved, path)?;
    }
    let exit = if args.detailed_exitcode && !plan.changes.is_empty() {
        Exit::Pending
    } else {
        Exit::Done
    };
    if args.json {
        report::json_line(&plan_json::plan(&plan, &file.name, exit.code()));
    } else if args.markdown {
        report::out(&plan_markdown::plan(&plan, &file.name));
    } else {
        report::out(&plan_text::plan(&plan, &file.name, style));
        if let Some(path) = &args.out {
            report::out(&format!("Saved: bedrock-org apply {}\n", path.display()));
        }
    }
    Ok(exit)
}

pub fn request(scope: &cli::Scope) -> Request {
    Request {
        target: scope.target.clone(),
        delete: scope.delete.iter().cloned().collect(),
        canary: scope.canary.clone(),
    }
}
