//! Why nobody's account was chosen, and what to do about it.

use crate::choose::Membership;
use crate::document::Routes;
use crate::error::shown;
use crate::groups::{Groups, Missing, Seen, is_guid};
use crate::listing::listed;
use crate::near::{Near, nearest};

/// What it says of a value is bounded and escaped, whoever wrote the token.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoTeam {
    #[error(
        "could not choose a team: the identity provider left your groups out of the ID token, \
         because there are too many (group overage)"
    )]
    Overage { claim: String },
    #[error("could not choose a team: {}", without(.missing))]
    Missing { missing: Missing, google: bool },
    #[error(
        "could not choose a team: the claim {} is {what}, where a list or a text belongs",
        shown(.claim)
    )]
    Odd {
        claim: String,
        what: &'static str,
        likely: Vec<String>,
    },
    #[error("could not choose a team: you are in the group of none; {}", yours(.seen))]
    InNone {
        seen: Box<Seen>,
        /// The groups that there are teams for.
        wanted: Vec<String>,
        near: Option<(String, Near)>,
    },
    #[error("could not choose team {}: there is none of this name", shown(.asked))]
    Unknown {
        asked: String,
        nearest: Option<String>,
        teams: Vec<String>,
    },
    #[error(
        "could not choose team {asked}: you are not in its group {}; {}",
        shown(.group), yours(.seen)
    )]
    NotIn {
        asked: String,
        group: String,
        near: Option<Near>,
        seen: Box<Seen>,
    },
    #[error("could not choose an account: team {team} has none yet")]
    NoAccount { team: String },
    #[error(
        "could not choose a team: you are in {} of them, {}", .teams.len(), listed(.teams, Clone::clone)
    )]
    Several { teams: Vec<String> },
}

impl NoTeam {
    pub(crate) fn without_groups(routes: &Routes, groups: &Groups) -> Self {
        match groups {
            Groups::Overage { claim } => Self::Overage {
                claim: claim.clone(),
            },
            Groups::Missing(missing) => Self::Missing {
                missing: missing.clone(),
                google: routes.issuer == "https://accounts.google.com",
            },
            Groups::Odd {
                claim,
                what,
                likely,
            } => Self::Odd {
                claim: claim.clone(),
                what,
                likely: likely.clone(),
            },
            Groups::Seen(seen) => Self::in_none(routes, &routes.memberships(groups), seen),
        }
    }

    pub(crate) fn in_none(routes: &Routes, teams: &[Membership<'_>], seen: &Seen) -> Self {
        let near = teams.iter().find_map(|one| match &one.held {
            Err(Some(near)) => Some((one.team.group.clone(), near.clone())),
            _ => None,
        });
        Self::InNone {
            seen: Box::new(seen.clone()),
            wanted: routes.teams.iter().map(|team| team.group.clone()).collect(),
            near,
        }
    }

    pub(crate) fn unknown(routes: &Routes, asked: &str) -> Self {
        let names = routes.teams.iter().map(|team| team.name.as_str());
        Self::Unknown {
            asked: asked.to_owned(),
            nearest: nearest(asked, names.clone()).map(str::to_owned),
            teams: names.map(str::to_owned).collect(),
        }
    }

    pub(crate) fn not_in(asked: &str, teams: &[Membership<'_>], seen: &Seen) -> Self {
        let team = teams.iter().find(|one| one.team.name == asked);
        Self::NotIn {
            asked: asked.to_owned(),
            group: team.map_or_else(String::new, |one| one.team.group.clone()),
            near: team.and_then(|one| one.held.clone().err().flatten()),
            seen: Box::new(seen.clone()),
        }
    }

    pub(crate) fn several(teams: &[&Membership<'_>]) -> Self {
        let names = teams.iter().map(|one| one.team.name.clone());
        Self::Several {
            teams: names.collect(),
        }
    }

    pub fn hint(&self) -> String {
        match self {
            Self::Overage { claim } => format!(
                "ask your administrator to send only the groups that are assigned to the \
                 application in the claim {}, or a claim with app roles in its place",
                shown(claim)
            ),
            Self::Missing { google: true, .. } => "Google sends no groups in its ID tokens: your \
                 administrator needs an identity provider between that does"
                .to_owned(),
            Self::Missing { missing, .. } => match &missing.likely[..] {
                [] => "ask your administrator to have the identity provider send the claim in ID \
                       tokens, then sign in again: `bedrock-auth login`"
                    .to_owned(),
                likely => format!(
                    "{} could be meant: ask your administrator to set groups_claim in the plan file",
                    listed(likely, |name| shown(name))
                ),
            },
            Self::Odd { likely, .. } if !likely.is_empty() => format!(
                "{} could be meant: ask your administrator to set groups_claim in the plan file",
                listed(likely, |name| shown(name))
            ),
            Self::Odd { .. } => "ask your administrator to have the identity provider send your \
                 groups in this claim as a list of texts"
                .to_owned(),
            Self::InNone { seen, wanted, near } => in_none(seen, wanted, near.as_ref()),
            Self::Unknown {
                nearest: Some(near),
                ..
            } => format!("did you mean {near}?"),
            Self::Unknown { teams, .. } => format!("there are {}", listed(teams, Clone::clone)),
            Self::NotIn {
                group, near, seen, ..
            } => match near {
                Some(near) => unlike(group, near),
                None => format!(
                    "ask to be added to it, then sign in again: `bedrock-auth login`{}",
                    cut(seen)
                ),
            },
            Self::NoAccount { .. } => "it gets one as soon as its stack is ready: ask your \
                 administrator whether `bedrock-org apply` is done"
                .to_owned(),
            Self::Several { .. } => {
                "name one with --team, or keep to one: `bedrock-auth team NAME`".to_owned()
            }
        }
    }
}

fn without(missing: &Missing) -> String {
    let Missing { claim, there, .. } = missing;
    format!(
        "your ID token has no claim {}; it has {}",
        shown(claim),
        listed(there, |name| shown(name))
    )
}

fn yours(seen: &Seen) -> String {
    let claim = shown(&seen.claim);
    match (seen.names.len(), &seen.whole) {
        (0, None) if seen.entries > 0 => {
            format!("the claim {claim} is a list without a text in it")
        }
        (0, None) => format!("the claim {claim} is an empty list"),
        (0, Some(_)) => format!("the claim {claim} is an empty text"),
        _ => format!("yours: {}", listed(&seen.names, |name| shown(name))),
    }
}

fn in_none(seen: &Seen, wanted: &[String], near: Option<&(String, Near)>) -> String {
    if let Some((group, near)) = near {
        return unlike(group, near);
    }
    if seen.all_ids() && !wanted.iter().any(|group| is_guid(group)) {
        return "the token has the groups' ids and the plan file their names: ask your \
                administrator to write the object ids of the groups into the plan file"
            .to_owned();
    }
    if wanted.is_empty() {
        return "the routing document has no team: ask your administrator".to_owned();
    }
    format!(
        "ask to be added to one of {}, then sign in again: `bedrock-auth login`{}",
        listed(wanted, |name| shown(name)),
        cut(seen)
    )
}

fn unlike(group: &str, near: &Near) -> String {
    let (mine, group) = (shown(near.group()), shown(group));
    match near {
        Near::Case(_) => format!(
            "your group {mine} is not {group}: capitals count. Ask your administrator to write it \
             in the plan file as the token has it"
        ),
        Near::Path(_) => format!(
            "your group {mine} is not {group}: a path counts whole. Ask your administrator to write \
             it in the plan file as the token has it"
        ),
        Near::Part(_) => {
            format!(
                "your group {mine} is not {group}: ask to be added to {group}, then sign in again"
            )
        }
    }
}

fn cut(seen: &Seen) -> &'static str {
    if seen.may_be_cut() {
        "; you have exactly 100 groups, which is as many as Okta sends: the one that counts may be \
         left out"
    } else {
        ""
    }
}
