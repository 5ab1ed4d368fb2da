//! To which team and account a person goes, and under which key credentials for it are kept.

use bedrock_routing::{Account, Routes, Team};

use crate::context::Context;
use crate::entry::Key;
use crate::identity::Identity;
use crate::routes;
use crate::stop::Stop;

pub struct Destination<'a> {
    pub team: &'a Team,
    pub account: &'a Account,
    pub key: Key,
}

impl Destination<'_> {
    /// From where the team's models may be called; the pool may be elsewhere.
    pub fn region(&self) -> &str {
        let first = self.team.regions.first();
        first.unwrap_or(&self.account.region)
    }
}

pub fn of<'a>(
    routes: &'a Routes,
    identity: &Identity,
    context: &Context,
) -> Result<Destination<'a>, Stop> {
    let route = routes::route(routes, identity, &context.asked())?;
    let account = route.account;
    let key = Key {
        issuer: routes.issuer.clone(),
        client_id: routes.client_id.clone(),
        account: account.id.clone(),
        pool: account.pool().map_or("", |(pool, _)| pool).to_owned(),
        role: account.role.clone(),
    };
    Ok(Destination {
        team: route.choice.team,
        account,
        key,
    })
}
