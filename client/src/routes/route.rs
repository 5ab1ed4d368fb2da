//! From who signed in to a team and one of its accounts.

use bedrock_routing::{Account, Asked, Choice, Groups, NoTeam, Routes, spread};

use crate::identity::Identity;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Route<'a> {
    pub choice: Choice<'a>,
    pub account: &'a Account,
}

/// The same for everybody who asks: credentials, and the explanation of them.
pub fn route<'a>(
    routes: &'a Routes,
    identity: &Identity,
    asked: &Asked<'_>,
) -> Result<Route<'a>, NoTeam> {
    let groups = Groups::in_claims(&identity.claims, &routes.groups_claim);
    let choice = routes.choose(&groups, asked)?;
    match spread::account(&choice.team.accounts, &identity.subject) {
        Some(account) => Ok(Route { choice, account }),
        None => Err(NoTeam::NoAccount {
            team: choice.team.name.clone(),
        }),
    }
}
