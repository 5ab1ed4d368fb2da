//! To which team and account a person goes.

use bedrock_routing::{Account, Groups, NoTeam, Routes, Team, spread};

use crate::context::Context;
use crate::entry::Key;
use crate::identity::Identity;
use crate::stop::{Exit, Stop};

pub struct Destination<'a> {
    pub team: &'a Team,
    pub account: &'a Account,
    pub key: Key,
}

pub fn of<'a>(
    routes: &'a Routes,
    identity: &Identity,
    context: &Context,
) -> Result<Destination<'a>, Stop> {
    let groups = Groups::in_claims(&identity.claims, &routes.groups_claim);
    let choice = routes.choose(&groups, &context.asked());
    let team = choice.map_err(|none| stop(&none))?.team;
    let account = spread::account(&team.accounts, &identity.subject).ok_or_else(|| {
        stop(&NoTeam::NoAccount {
            team: team.name.clone(),
        })
    })?;
    let key = Key {
        issuer: routes.issuer.clone(),
        client_id: routes.client_id.clone(),
        account: account.id.clone(),
        pool: account.pool().map_or("", |(pool, _)| pool).to_owned(),
        role: account.role.clone(),
    };
    Ok(Destination { team, account, key })
}

fn stop(none: &NoTeam) -> Stop {
    let exit = match none {
        NoTeam::Overage { .. } => Exit::GroupOverage,
        NoTeam::Several { .. } | NoTeam::NotIn { .. } | NoTeam::Unknown { .. } => {
            Exit::AmbiguousTeam
        }
        NoTeam::Missing { .. }
        | NoTeam::Odd { .. }
        | NoTeam::InNone { .. }
        | NoTeam::NoAccount { .. } => Exit::NoTeam,
    };
    Stop::new(exit, none.to_string()).hint(none.hint())
}
