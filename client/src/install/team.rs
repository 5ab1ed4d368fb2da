//! For whom to install: the team that was asked for, else that of whoever is signed in.

use bedrock_routing::{Groups, Routes, Team};

use crate::cache;
use crate::context::Context;
use crate::stop::{Exit, Stop};

/// What was decided, and whether anything said who the person is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chosen {
    pub team: Team,
    /// The team was named now, so that everything that is installed names it too.
    pub named: bool,
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
            let choice = routes.choose(&groups, &context.asked())?;
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
