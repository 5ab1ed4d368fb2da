//! `bedrock-auth install`

use std::time::Duration;

use bedrock_routing::claude_code::{self, ClaudeCode, Source};

use crate::cache::lock::Lock;
use crate::cli;
use crate::context::{Context, Settings};
use crate::install::command_line::{Shell, word};
use crate::install::merge::{Format, Wanted};
use crate::install::profile::{self, Files};
use crate::install::record::{self, Record};
use crate::install::steps::{Step, Target, carry_out};
use crate::install::team::{self, Chosen};
use crate::install::{self, claude, file};
use crate::network::{self, Http};
use crate::report;
use crate::routes;
use crate::stop::{Exit, Stop};

const PATIENCE: Duration = Duration::from_secs(10);

pub fn run(args: &cli::Install) -> Result<Exit, Stop> {
    profile::check_name(&args.profile)?;
    let mut context = Context::new(&args.who)?;
    context.slot.routes = args.who.routes.as_deref().map(lasting).transpose()?;
    let _alone = match args.dry_run {
        true => None,
        false => Some(Lock::take(&context.home.file("install.lock"), PATIENCE)?),
    };
    let record = Record::read(&context.home)?;
    let loaded = network::block_on(routes::load(&context, Http::from_environment)).flatten()?;
    let chosen = team::choose(&context, &loaded.routes)?;
    let files = Files::from_environment()?;
    let (targets, mut shadows) = targets(args, &context, &record, &chosen, &files)?;
    let prepared = targets
        .iter()
        .map(|target| Step::prepare(&context.home, target, &record));
    let steps: Vec<Step> = prepared.collect::<Result<_, _>>()?;
    if !args.dry_run {
        carry_out(&context.home, &record, &steps)?;
    }
    shadows.extend(loaded.warning);
    report::install::installed(
        &report::install::Installed {
            team: &chosen.team.name,
            region: claude_code::region(&chosen.team).unwrap_or_default(),
            profile: (!args.no_profile).then_some(args.profile.as_str()),
            steps: &steps,
            copies: &context.home.file(record::COPIES),
            shadows: &shadows,
            dry_run: args.dry_run,
        },
        args.json,
    );
    Ok(Exit::Done)
}

/// A place that means the same wherever a program is started.
fn lasting(routes: &str) -> Result<String, Stop> {
    if routes.contains("://") {
        return Ok(routes.to_owned());
    }
    let path = install::absolute(std::path::Path::new(routes))?;
    // An argument that was UTF-8; the folder that it was given in may be anything.
    path.into_os_string().into_string().map_err(|path| {
        Stop::failed(format!(
            "could not keep {} as the routing document: its path is not UTF-8",
            path.display()
        ))
    })
}

fn targets(
    args: &cli::Install,
    context: &Context,
    record: &Record,
    chosen: &Chosen,
    files: &Files,
) -> Result<(Vec<Target>, Vec<String>), Stop> {
    let team = &chosen.team;
    let mut options = match chosen.named {
        true => format!(" --team {}", team.name),
        false => String::new(),
    };
    let mut targets = Vec::new();
    if let Some(routes) = &context.slot.routes {
        let saved = context.settings.routes.as_ref();
        let sibling = profile::has_sibling(&files.config, &args.profile, record);
        if sibling && saved != Some(routes) {
            // The settings lead the profile that was there first.
            options = format!(" --routes {}{options}", word(routes, Shell::HERE)?);
        } else {
            targets.push(routes_in_settings(context, routes));
        }
    }
    let program = install::program()?;
    let mut shadows = Vec::new();
    if !args.no_profile {
        let program = word(&program, Shell::HERE)?;
        let command = format!("{program} credential-process{options}");
        let region = claude_code::region(team).unwrap_or_default();
        let config = &files.config;
        targets.push(profile::target(
            config,
            &args.profile,
            &command,
            region,
            record,
        )?);
        let environment = |name: &str| std::env::var(name).ok();
        shadows = profile::shadows(&files.credentials, &args.profile, environment);
    }
    if !args.no_claude {
        let path = claude::file()?;
        let text = file::look(&path)?.text.unwrap_or_default();
        shadows.extend(claude::shadows(&text));
        let settings = ClaudeCode {
            team,
            program: &install::for_claude(&program)?,
            options: &options,
            credentials: match args.no_profile {
                true => Source::Program,
                false => Source::Profile(&args.profile),
            },
        };
        targets.push(claude::target(path, &settings));
    }
    Ok((targets, shadows))
}

fn routes_in_settings(context: &Context, routes: &str) -> Target {
    Target {
        path: context.home.file(Settings::FILE),
        format: Format::Json,
        wanted: vec![Wanted {
            path: vec!["routes".into()],
            value: routes.to_owned(),
        }],
    }
}
