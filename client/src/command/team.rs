//! `bedrock-auth team`

use bedrock_routing::{Asked, Groups, Routes};

use super::signed_in::signed_in;
use crate::cli::{self, Who};
use crate::context::Context;
use crate::network::{Http, block_on};
use crate::report::{self, team};
use crate::routes;
use crate::stop::{Exit, Stop};

pub fn run(args: &cli::Team) -> Result<Exit, Stop> {
    let context = Context::new(&Who {
        routes: args.routes.clone(),
        team: None,
    })?;
    if args.clear {
        save(&context, None)?;
        report::either(args.json, || team::saved_json(None), || team::saved(None));
        return Ok(Exit::Done);
    }
    let loaded = block_on(routes::load(&context, Http::from_environment))??;
    report::warning(loaded.warning.as_deref());
    match &args.name {
        Some(name) => keep_to(&context, &loaded.routes, name, args.json),
        None => show(&context, &loaded.routes, args.json),
    }
}

/// Who has not signed in yet may choose ahead: the groups are looked at then.
fn keep_to(context: &Context, routes: &Routes, name: &str, json: bool) -> Result<Exit, Stop> {
    match signed_in(context, routes) {
        Ok(identity) => {
            let asked = Asked {
                team: Some(name),
                ..Asked::default()
            };
            routes::route(routes, &identity, &asked)?;
        }
        Err(stop) if stop.exit == Exit::LoginNeeded => routes.known(name)?,
        Err(stop) => return Err(stop),
    }
    save(context, Some(name))?;
    let name = Some(name);
    report::either(json, || team::saved_json(name), || team::saved(name));
    Ok(Exit::Done)
}

fn show(context: &Context, routes: &Routes, json: bool) -> Result<Exit, Stop> {
    let identity = signed_in(context, routes)?;
    let groups = Groups::in_claims(&identity.claims, &routes.groups_claim);
    let memberships = routes.memberships(&groups);
    let choice = routes.choose(&groups, &context.asked());
    let teams = team::Teams {
        identity: &identity,
        memberships: &memberships,
        choice: choice.as_ref().ok(),
        saved: context.settings.team.as_deref(),
    };
    let some = memberships.iter().any(|one| one.held.is_ok());
    if some || json {
        report::either(json, || team::json(&teams), || team::text(&teams));
    }
    match choice {
        Ok(_) => Ok(Exit::Done),
        Err(no_team) => Err(no_team.into()),
    }
}

fn save(context: &Context, team: Option<&str>) -> Result<(), Stop> {
    let mut settings = context.settings.clone();
    settings.team = team.map(str::to_owned);
    if settings == context.settings {
        return Ok(());
    }
    settings.write(&context.home)
}
