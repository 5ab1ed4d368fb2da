//! What is said of quotas in a plan, whether in a terminal or in a pull request. A team's accounts ask
//! for the same with the same words: they are told once.

use crate::model::QuotaKey;
use crate::plan::{Action, Change, Waiting, WaitingKind};

use super::plan_words::sorted;
use super::style::{count, plain};

/// Of what is listed one below the other, so many are named.
const MOST: usize = 10;

/// Requests of one team for one quota, and the words for AWS's questions about the first of them.
pub(super) struct Told<'a> {
    pub address: &'a str,
    pub justification: String,
    /// How many more there are, each with its own account and Region.
    pub more: usize,
}

pub(super) fn told(changes: &[Change]) -> Vec<Told<'_>> {
    let mut groups: Vec<(Likeness<'_>, Told<'_>)> = Vec::new();
    for change in sorted(changes.iter()) {
        let Action::RequestQuota {
            quota,
            value,
            justification,
            ..
        } = &change.action
        else {
            continue;
        };
        let likeness = Likeness {
            team: team(change.address.as_str()),
            quota,
            value: *value,
            before: change.before.as_deref(),
        };
        match groups.iter_mut().find(|(one, _)| *one == likeness) {
            Some((_, told)) => told.more += 1,
            None => groups.push((
                likeness,
                Told {
                    address: change.address.as_str(),
                    justification: plain(justification),
                    more: 0,
                },
            )),
        }
    }
    groups.into_iter().map(|(_, told)| told).collect()
}

/// What makes requests say the same but for the account and the Region.
#[derive(PartialEq)]
struct Likeness<'a> {
    team: &'a str,
    quota: &'a QuotaKey,
    value: u64,
    before: Option<&'a str>,
}

fn team(address: &str) -> &str {
    address.split('/').next().unwrap_or(address)
}

/// `3 more say the same of their own account and Region`
pub(super) fn more(number: usize) -> Option<String> {
    match number {
        0 => None,
        1 => Some("1 more says the same of its own account and Region".into()),
        _ => Some(format!(
            "{number} more say the same of their own account and Region"
        )),
    }
}

/// What waits for the same in the same way.
pub(super) struct Wait<'a> {
    pub kind: WaitingKind,
    pub ones: Vec<&'a Waiting>,
    pub what: String,
    pub hint: Option<String>,
    /// The text for AWS Support of the first of them.
    pub case: Option<String>,
}

pub(super) fn waits(waiting: &[Waiting]) -> Vec<Wait<'_>> {
    let mut waits: Vec<Wait<'_>> = Vec::new();
    for one in waiting {
        let Waiting {
            address: _,
            kind,
            what,
            hint,
            request: _,
            case,
        } = one;
        let (what, hint) = (plain(what), hint.as_deref().map(plain));
        let alike = |wait: &&mut Wait<'_>| {
            wait.kind == *kind
                && wait.what == what
                && wait.hint == hint
                && wait.ones.first().is_some_and(|first| same_case(first, one))
        };
        match waits.iter_mut().find(alike) {
            Some(wait) => wait.ones.push(one),
            None => waits.push(Wait {
                kind: *kind,
                ones: vec![one],
                what,
                hint,
                case: case.as_deref().map(plain),
            }),
        }
    }
    waits
}

/// Whether the texts for AWS Support differ in the account and the Region alone.
fn same_case(one: &Waiting, other: &Waiting) -> bool {
    match (&one.case, &other.case) {
        (None, None) => true,
        (Some(_), Some(_)) => {
            let (one, other) = (one.address.as_str(), other.address.as_str());
            team(one) == team(other) && quota(one) == quota(other)
        }
        _ => false,
    }
}

/// `quota.opus.tpm` of `team.x/account.x-1/quota.opus.tpm/us-east-1`
fn quota(address: &str) -> Option<&str> {
    address.split('/').nth(2)
}

impl Wait<'_> {
    /// Each with its case at AWS Support, as far as a reader wants to see them.
    pub fn named(&self) -> impl Iterator<Item = (&str, Option<String>)> {
        self.ones.iter().take(MOST).map(|one| {
            let request = one.request.as_ref();
            let case = request.and_then(|request| request.case.as_deref());
            (one.address.as_str(), case.map(plain))
        })
    }

    pub fn unnamed(&self) -> Option<String> {
        let unnamed = self.ones.len().saturating_sub(MOST);
        (unnamed > 0).then(|| format!("and {unnamed} more: --json names all of them"))
    }
}

pub(super) fn title(kind: WaitingKind) -> &'static str {
    match kind {
        WaitingKind::Refused => "Refused by AWS",
        WaitingKind::Support => "For AWS Support",
        WaitingKind::Queued => "To be asked of AWS later",
        WaitingKind::Open => "Asked of AWS already",
    }
}

/// `AWS has refused 1 quota; 3 quota requests wait at AWS.`
pub(super) fn news(waiting: &[Waiting]) -> Option<String> {
    let of = |kind| waiting.iter().filter(|one| one.kind == kind).count();
    let told = [
        WaitingKind::Refused,
        WaitingKind::Support,
        WaitingKind::Queued,
        WaitingKind::Open,
    ];
    let told = told.map(|kind| (kind, of(kind))).into_iter();
    let told = told.filter(|(_, number)| *number > 0);
    let told: Vec<String> = told.map(|(kind, number)| sentence(kind, number)).collect();
    (!told.is_empty()).then(|| format!("{}.", told.join("; ")))
}

fn sentence(kind: WaitingKind, number: usize) -> String {
    match kind {
        WaitingKind::Refused => format!("AWS has refused {}", count(number, "quota request")),
        WaitingKind::Support => match number {
            1 => "1 quota is for AWS Support".into(),
            _ => format!("{number} quotas are for AWS Support"),
        },
        WaitingKind::Queued => match number {
            1 => "1 quota request goes out with a later apply".into(),
            _ => format!("{number} quota requests go out with a later apply"),
        },
        WaitingKind::Open => match number {
            1 => "1 quota request waits at AWS".into(),
            _ => format!("{number} quota requests wait at AWS"),
        },
    }
}
