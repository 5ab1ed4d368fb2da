//! `bedrock-org routes explain`: which of a team's accounts a developer gets, and why.

use bedrock_routing::spread;

use crate::cli;
use crate::report::routes::{Explained, json, text};
use crate::report::{self, Style};

use super::verify::read_routes;
use super::{Exit, Stop};

pub fn run(args: &cli::ExplainRoutes, style: Style) -> Result<Exit, Stop> {
    let routes = read_routes(&args.routes)?;
    if let Some(name) = &args.team {
        routes.known(name).map_err(|why| {
            let known: Vec<&str> = routes.teams.iter().map(|team| team.name.as_str()).collect();
            let error = format!("could not explain the choice: {why}");
            Stop::failed(error).hint(format!("its teams are {}", known.join(", ")))
        })?;
    }
    let asked = |name: &str| args.team.as_deref().is_none_or(|team| team == name);
    let teams = routes.teams.iter().filter(|team| asked(&team.name));
    let teams = teams.map(|team| (team, spread::ranking(&team.accounts, &args.subject)));
    let explained = Explained {
        file: &args.routes.display().to_string(),
        subject: &args.subject,
        teams: teams.collect(),
    };
    if args.json {
        report::json_line(&json(&explained, Exit::Done.code()));
    } else {
        report::out(&text(&explained, style));
    }
    Ok(Exit::Done)
}
