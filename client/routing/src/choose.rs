//! Which team somebody works for, and why no other.

use crate::document::{Routes, Team};
use crate::groups::{Groups, Held, Seen};
use crate::near::{Near, Nearby};
use crate::no_team::NoTeam;

/// What decides beside the groups.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Asked<'a> {
    /// The team that was named now.
    pub team: Option<&'a str>,
    /// The team that was chosen for good.
    pub saved: Option<&'a str>,
    /// Rather none than the first of several.
    pub one_team: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice<'a> {
    pub team: &'a Team,
    pub held: Held,
    pub rule: Rule,
    /// All others, in the document's order.
    pub others: Vec<Other<'a>>,
    /// A choice for good that no longer holds.
    pub passed_over: Option<PassedOver>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    Asked,
    Saved,
    /// There is no other that this person is in.
    Only,
    /// The first in the document of those that this person is in and that have an account.
    First,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Other<'a> {
    pub team: &'a Team,
    pub why: WhyNot,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WhyNot {
    NotInGroup(Option<Near>),
    /// No stack of it is ready.
    NoAccount,
    /// The rule decided for another one.
    NotChosen,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PassedOver {
    pub team: String,
    /// There is no such team any more, rather than that this person left it.
    pub gone: bool,
}

/// A team of the document, and whether somebody is in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Membership<'a> {
    pub team: &'a Team,
    pub held: Result<Held, Option<Near>>,
}

impl Routes {
    /// For each team, in the document's order.
    pub fn memberships(&self, groups: &Groups) -> Vec<Membership<'_>> {
        let Some(seen) = groups.seen() else {
            let none = |team| Membership {
                team,
                held: Err(None),
            };
            return self.teams.iter().map(none).collect();
        };
        // A text that is a group's name as it is stands for that group, not for its words.
        let one_text = self.teams.iter().any(|team| seen.is_whole(&team.group));
        let nearby = Nearby::new(&seen.names);
        let membership = |team| Membership {
            team,
            held: held(seen, team, one_text).ok_or_else(|| nearby.to(&team.group)),
        };
        self.teams.iter().map(membership).collect()
    }

    pub fn choose(&self, groups: &Groups, asked: &Asked<'_>) -> Result<Choice<'_>, NoTeam> {
        if let Some(name) = asked.team {
            self.known(name)?;
        }
        let Some(seen) = groups.seen() else {
            return Err(NoTeam::without_groups(self, groups));
        };
        let memberships = self.memberships(groups);
        let member_of = |name: &str| {
            let mut members = memberships.iter().filter(|one| one.held.is_ok());
            members.find(|one| one.team.name == name)
        };
        if let Some(name) = asked.team {
            let Some(member) = member_of(name) else {
                return Err(NoTeam::not_in(name, &memberships, seen));
            };
            return chosen(member, Rule::Asked, &memberships, None);
        }
        let passed_over = match asked.saved.map(|name| (name, member_of(name))) {
            Some((_, Some(member))) => return chosen(member, Rule::Saved, &memberships, None),
            Some((name, None)) => Some(PassedOver {
                team: name.to_owned(),
                gone: self.teams.iter().all(|team| team.name != name),
            }),
            None => None,
        };
        let members: Vec<_> = memberships.iter().filter(|one| one.held.is_ok()).collect();
        let ready = |one: &&&Membership<'_>| !one.team.accounts.is_empty();
        match members[..] {
            [] => Err(NoTeam::in_none(self, &memberships, seen)),
            [only] => chosen(only, Rule::Only, &memberships, passed_over),
            _ if asked.one_team => Err(NoTeam::several(&members)),
            [first, ..] => {
                let first = members.iter().find(ready).unwrap_or(&first);
                chosen(first, Rule::First, &memberships, passed_over)
            }
        }
    }

    /// Whether there is a team of this name.
    pub fn known(&self, name: &str) -> Result<(), NoTeam> {
        if self.teams.iter().any(|team| team.name == name) {
            return Ok(());
        }
        Err(NoTeam::unknown(self, name))
    }
}

fn held(seen: &Seen, team: &Team, one_text: bool) -> Option<Held> {
    if one_text && !seen.is_whole(&team.group) {
        return None;
    }
    seen.holds(&team.group)
}

fn chosen<'a>(
    member: &Membership<'a>,
    rule: Rule,
    memberships: &[Membership<'a>],
    passed_over: Option<PassedOver>,
) -> Result<Choice<'a>, NoTeam> {
    let Ok(held) = member.held else {
        return Err(NoTeam::NoAccount {
            team: member.team.name.clone(),
        });
    };
    if member.team.accounts.is_empty() {
        return Err(NoTeam::NoAccount {
            team: member.team.name.clone(),
        });
    }
    let others = memberships
        .iter()
        .filter(|one| one.team.name != member.team.name)
        .map(|one| Other {
            team: one.team,
            why: match &one.held {
                Err(near) => WhyNot::NotInGroup(near.clone()),
                Ok(_) if one.team.accounts.is_empty() => WhyNot::NoAccount,
                Ok(_) => WhyNot::NotChosen,
            },
        });
    Ok(Choice {
        team: member.team,
        held,
        rule,
        others: others.collect(),
        passed_over,
    })
}
