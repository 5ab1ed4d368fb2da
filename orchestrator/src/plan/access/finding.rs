//! Where the matrix differs from what the plan wants.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::model::AccountName;

use super::Account;
use super::call::Call;
use super::entry::{Attempt, Way};
use super::person::{Person, Who};

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    pub kind: Kind,
    pub account: AccountName,
    /// Whom it is about.
    pub people: Vec<String>,
    /// What they get, or do not get.
    pub what: String,
    /// The rule or statement that decided.
    pub by: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Somebody gets what is another team's, or what the plan gives to nobody.
    Leak,
    /// A team does not get what the plan gives it.
    Missing,
    /// Refused, but by one layer alone where there should be two.
    Thin,
    /// A group that only resembles a team's would let its members in.
    NearMiss,
}

impl Kind {
    /// Whether the organization is not as the plan wants it.
    pub fn is_wrong(self) -> bool {
        match self {
            Self::Leak | Self::Missing => true,
            Self::Thin | Self::NearMiss => false,
        }
    }
}

pub(super) fn findings(people: &[Person], accounts: &[Account]) -> Vec<Finding> {
    let mut findings: Vec<Finding> = Vec::new();
    for account in accounts {
        past_the_mapping(account, &mut findings);
        visits(people, account, &mut findings);
        for calls in account.calls.values() {
            of_calls(account, calls, &mut findings);
        }
    }
    findings.sort_by_key(|finding| finding.kind);
    findings
}

fn past_the_mapping(account: &Account, findings: &mut Vec<Finding>) {
    for attempt in &account.past_the_mapping {
        let whoever = match attempt.way {
            Way::RoleMapping | Way::ClassicFlow | Way::OwnToken => "everyone who signs in",
            Way::Guest => "everyone, without signing in",
            Way::ForeignPool => "everyone with an identity pool of their own",
        };
        for session in &attempt.sessions {
            findings.push(Finding {
                kind: Kind::Leak,
                account: account.name.clone(),
                people: vec![whoever.to_owned()],
                what: format!("{} {}", gets(account, &session.role), in_words(attempt.way)),
                by: session.by.clone(),
            });
        }
    }
}

fn in_words(way: Way) -> &'static str {
    match way {
        Way::RoleMapping => "by the pool's role mapping",
        Way::ClassicFlow => "by the classic flow, which asks no role mapping",
        Way::Guest => "as a guest of the pool",
        Way::ForeignPool => "with a token of another pool",
        Way::OwnToken => "with the identity provider's own token, past the pool",
    }
}

/// What a role means to whoever has it.
fn gets(account: &Account, role: &str) -> String {
    let name = role.rsplit('/').next().unwrap_or(role);
    let calls = account.calls.get(role).into_iter().flatten();
    let mut models: Vec<&str> = calls
        .filter(|call| call.is_allowed())
        .map(|call| call.model.as_str())
        .collect();
    models.dedup();
    if models.is_empty() {
        format!("get {name}, though it may invoke nothing,")
    } else {
        format!("get {name} and invoke {}", models.join(", "))
    }
}

fn visits(people: &[Person], account: &Account, findings: &mut Vec<Finding>) {
    // Everyone whom the same rule lets in is one finding.
    let mut strangers: BTreeMap<(Kind, String, String), Vec<String>> = BTreeMap::new();
    for (person, attempt) in people.iter().zip(&account.visits) {
        let group = account.group.as_ref();
        if group.is_some_and(|group| person.groups.contains(group)) {
            if !attempt.is_in() {
                findings.push(locked_out(account, person, attempt));
            }
            continue;
        }
        let kind = match person.who {
            Who::NearMiss => Kind::NearMiss,
            Who::Developer | Who::Outsider | Who::Asked => Kind::Leak,
        };
        for session in &attempt.sessions {
            let what = format!("{} {}", gets(account, &session.role), in_words(attempt.way));
            let key = (kind, what, session.by.clone());
            strangers.entry(key).or_default().push(person.name.clone());
        }
    }
    findings.extend(
        strangers
            .into_iter()
            .map(|((kind, what, by), people)| Finding {
                kind,
                account: account.name.clone(),
                people,
                what,
                by,
            }),
    );
}

fn locked_out(account: &Account, person: &Person, attempt: &Attempt) -> Finding {
    Finding {
        kind: Kind::Missing,
        account: account.name.clone(),
        people: vec![person.name.clone()],
        what: "do not get in".into(),
        by: attempt.refused.clone().unwrap_or_default(),
    }
}

/// What a role's holders may invoke beyond the plan or short of it, whoever they are.
fn of_calls(account: &Account, calls: &[Call], findings: &mut Vec<Finding>) {
    let mut grouped: BTreeMap<(Kind, &'static str, String), Vec<String>> = BTreeMap::new();
    for call in calls {
        let (permission, guard_rail) = (&call.permission, &call.guard_rail);
        let (kind, says, by) = match (call.wanted, permission.allowed, guard_rail.allowed) {
            (true, true, true) | (false, false, false) => continue,
            (true, false, _) => (Kind::Missing, "may not invoke", permission.by.clone()),
            (true, true, false) => (Kind::Missing, "may not invoke", guard_rail.by.clone()),
            (false, true, true) => (
                Kind::Leak,
                "may invoke, beyond the plan,",
                format!("{}; of the guard rails {}", permission.by, guard_rail.by),
            ),
            (false, true, false) => (
                Kind::Thin,
                "only the guard rails keep from",
                permission.by.clone(),
            ),
            (false, false, true) => (
                Kind::Thin,
                "no guard rail keeps from",
                "of the guard rails nothing denies it".to_owned(),
            ),
        };
        // The first resource stands for all that were refused for the same reason.
        let by = match by.split_once(" (arn:") {
            Some((by, _)) => by.to_owned(),
            None => by,
        };
        let calls = grouped.entry((kind, says, by)).or_default();
        calls.push(in_plan_words(call));
    }
    let whose = match &account.team {
        Some(team) => team.to_string(),
        None => "its holders".to_owned(),
    };
    findings.extend(
        grouped
            .into_iter()
            .map(|((kind, says, by), calls)| Finding {
                kind,
                account: account.name.clone(),
                people: vec![whose.clone()],
                what: format!("{says} {}", calls.join(", ")),
                by,
            }),
    );
}

/// `opus from us-east-1`.
pub fn in_plan_words(call: &Call) -> String {
    let Call {
        model,
        region,
        profile,
        ..
    } = call;
    match profile {
        Some(_) => format!("{model} from {region}"),
        None => format!("{model} from {region} without a profile"),
    }
}
