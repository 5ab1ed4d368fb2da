//! For whom to install: the team that was asked for, else that of whoever is signed in.

use bedrock_routing::{Asked, Groups, NoTeam, Routes, Team};

use crate::cache;
use crate::context::{Context, Location};
use crate::stop::{Exit, Stop};

/// What was decided, and whether anything said who the person is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chosen {
    pub team: Team,
    /// The team was named now, so that everything that is installed names it too.
    pub named: bool,
}

pub fn routes(context: &Context) -> Result<Routes, Stop> {
    let path = match context.location() {
        Location::File(path) => path,
        Location::Address(address) => {
            return Err(Stop::failed(format!("could not fetch {address}")));
        }
    };
    let failed = |cause: String| {
        Stop::failed(format!("could not read {}: {cause}", path.display()))
            .hint("name the routing document with --routes")
    };
    let text = std::fs::read_to_string(&path).map_err(|error| failed(error.to_string()))?;
    Routes::parse(&text).map_err(|error| failed(error.to_string()))
}

pub fn choose(context: &Context, routes: &Routes) -> Result<Chosen, Stop> {
    let named = context.slot.team.as_deref();
    let signed_in = cache::identity::read(&context.home)?.filter(|identity| {
        identity.issuer == routes.issuer && identity.client_id == routes.client_id
    });
    let team = match (&signed_in, named, routes.teams.as_slice()) {
        (_, Some(name), teams) => teams.iter().find(|team| team.name == name),
        (Some(identity), None, _) => {
            let groups = Groups::in_claims(&identity.claims, &routes.groups_claim);
            let asked = Asked {
                team: None,
                saved: context.settings.team.as_deref(),
                one_team: false,
            };
            let choice = routes.choose(&groups, &asked).map_err(no_team)?;
            Some(choice.team)
        }
        (None, None, [only]) => Some(only),
        (None, None, _) => {
            return Err(Stop::new(
                Exit::LoginNeeded,
                "could not choose the team whose Region and models to install: nobody is signed in",
            )
            .hint("run `bedrock-auth login` first, or name the team with --team"));
        }
    };
    let Some(team) = team else {
        return Err(unknown(routes, named.unwrap_or_default()));
    };
    Ok(Chosen {
        team: team.clone(),
        named: named.is_some(),
    })
}

fn unknown(routes: &Routes, name: &str) -> Stop {
    let teams: Vec<&str> = routes.teams.iter().map(|team| team.name.as_str()).collect();
    Stop::new(
        Exit::AmbiguousTeam,
        format!("could not choose the team {name:?}: there is none of this name"),
    )
    .hint(format!("there are {}", teams.join(", ")))
}

fn no_team(why: NoTeam) -> Stop {
    let exit = match why {
        NoTeam::Overage { .. } => Exit::GroupOverage,
        NoTeam::Several { .. } | NoTeam::Unknown { .. } | NoTeam::NotIn { .. } => {
            Exit::AmbiguousTeam
        }
        _ => Exit::NoTeam,
    };
    let hint = why.hint();
    Stop::new(exit, why.to_string()).hint(hint)
}
