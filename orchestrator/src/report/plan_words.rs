//! What is said of a plan, whether in a terminal or in a pull request.

use std::collections::BTreeSet;
use std::time::Duration;

use crate::model::Usd;
use crate::plan::cost::Infrastructure;
use crate::plan::{Action, Address, Blocked, Change, Headroom, Kind, Plan};

use super::plan_quotas::news;
use super::style::{count, duration, plain};

/// Of what needs something else that is blocked.
pub(super) const WAITING: &str = "waiting for what is blocked above";

pub fn symbol(kind: Kind) -> &'static str {
    match kind {
        Kind::Create => "+",
        Kind::Move => ">",
        Kind::Update => "~",
        Kind::Replace => "!",
        Kind::Delete => "-",
    }
}

/// `12 to create, 3 to move, 1 to change, 0 to delete`; replacing is rare, and told when it happens.
pub fn totals(changes: &[Change]) -> String {
    let of = |kind| {
        changes
            .iter()
            .filter(|change| change.action.kind() == kind)
            .count()
    };
    let replaced = match of(Kind::Replace) {
        0 => String::new(),
        number => format!("{number} to replace, "),
    };
    format!(
        "{} to create, {} to move, {} to change, {replaced}{} to delete",
        of(Kind::Create),
        of(Kind::Move),
        of(Kind::Update),
        of(Kind::Delete)
    )
}

/// `before -> after`, or the one of the two that there is, or that both are.
pub fn transition(change: &Change) -> String {
    let (before, after) = sides(change);
    match (before, after) {
        (Some(before), Some(after)) => format!("{before} -> {after}"),
        (only, None) | (None, only) => only.unwrap_or_default(),
    }
}

/// What was and what will be, as text that can be shown; where they look the same, once.
pub(super) fn sides(change: &Change) -> (Option<String>, Option<String>) {
    let before = change.before.as_deref().map(plain);
    let after = change.after.as_deref().map(plain);
    if before == after {
        (None, after)
    } else {
        (before, after)
    }
}

/// What there is to do, and what waits, in one paragraph.
pub(super) fn verdict(plan: &Plan, matched: &str) -> String {
    let verdict = of_changes(plan, matched);
    match news(&plan.waiting) {
        Some(news) => format!("{verdict} {news}"),
        None => verdict,
    }
}

fn of_changes(plan: &Plan, matched: &str) -> String {
    match (plan.changes.as_slice(), plan.blocked.as_slice()) {
        ([], []) if !plan.waiting.is_empty() => "Nothing to do now.".to_owned(),
        ([], []) => match &plan.target {
            None => format!("No changes: the organization matches {matched}."),
            Some(team) => format!("No changes: team.{team} matches {matched}."),
        },
        ([], _) => "Nothing can be changed until what is blocked is resolved.".to_owned(),
        (changes, []) => format!("Plan: {}.", totals(changes)),
        (changes, blocked) => format!("Plan: {}; {} blocked.", totals(changes), blocked.len()),
    }
}

/// In the order of addresses: a team's changes stand together, whatever order they happen in.
pub(super) fn sorted<'a>(changes: impl Iterator<Item = &'a Change>) -> Vec<&'a Change> {
    let mut sorted: Vec<&Change> = changes.collect();
    sorted.sort_by(|a, b| a.address.cmp(&b.address));
    sorted
}

/// What has no way back, by the reason why.
pub(super) fn irreversible(changes: &[Change]) -> Vec<(&'static str, Vec<&Change>)> {
    let why = changes.iter().filter_map(|it| it.action.irreversible());
    let why: BTreeSet<&str> = why.collect();
    let because = |why| {
        let these = changes.iter();
        sorted(these.filter(|change| change.action.irreversible() == Some(why)))
    };
    why.into_iter().map(|why| (why, because(why))).collect()
}

/// One missing right can block a hundred things: it is told once, and what only waits for them is
/// told apart.
pub(super) struct Obstacle<'a> {
    pub addresses: Vec<&'a Address>,
    pub cause: String,
    pub hint: String,
}

pub(super) fn obstacles(blocked: &[Blocked]) -> Vec<Obstacle<'_>> {
    let mut obstacles: Vec<Obstacle<'_>> = Vec::new();
    for one in blocked.iter().filter(|one| one.waits_for.is_none()) {
        let Blocked {
            address,
            cause,
            hint,
            waits_for: _,
        } = one;
        let (cause, hint) = (plain(cause), plain(hint));
        let same = |it: &&mut Obstacle<'_>| it.cause == cause && it.hint == hint;
        match obstacles.iter_mut().find(same) {
            Some(obstacle) => obstacle.addresses.push(address),
            None => obstacles.push(Obstacle {
                addresses: vec![address],
                cause,
                hint,
            }),
        }
    }
    obstacles
}

pub(super) fn waiting(blocked: &[Blocked]) -> Vec<&Address> {
    let waiting = blocked.iter().filter(|one| one.waits_for.is_some());
    waiting.map(|one| &one.address).collect()
}

/// How many accounts there are and may be, where the plan makes any.
pub(super) fn headroom(headroom: Headroom) -> Option<String> {
    let Headroom {
        in_use,
        to_create,
        quota,
    } = headroom;
    if to_create == 0 {
        return None;
    }
    Some(match quota {
        Some(quota) => format!("Accounts: {in_use} now, {to_create} more, AWS allows {quota}."),
        None => format!("Accounts: {in_use} now, {to_create} more; AWS's limit could not be read."),
    })
}

/// That AWS will not make them all, where that is known.
pub(super) fn too_many(headroom: Headroom) -> Option<String> {
    let missing = headroom.missing();
    (missing > 0 && headroom.to_create > 0).then(|| {
        format!(
            "{} too many: first raise Service Quotas > Organizations > \"Default maximum number \
             of accounts\", or {} will fail.",
            count(missing, "account"),
            count(missing, "creation")
        )
    })
}

/// Who goes first, where someone shall.
pub(super) fn waves(plan: &Plan) -> Option<String> {
    let team = plan.canary.as_ref()?;
    let its_own = format!("team.{team}");
    let mut changes = plan.changes.iter();
    let goes_first = changes.any(|change| {
        matches!(change.action, Action::DeployStack { .. }) && change.address.is_within(&its_own)
    });
    goes_first.then(|| {
        format!(
            "Stacks go to one account of team.{team} first, then to the rest of it, then to all \
             others; a wave that fails ends it."
        )
    })
}

/// What the infrastructure costs, models not counted, where there is any that costs.
pub(super) fn infrastructure(infrastructure: Option<&Infrastructure>) -> Option<String> {
    let Infrastructure {
        prices_as_of,
        usd_per_month,
        new_usd_per_month,
        items,
    } = infrastructure?;
    if items.is_empty() {
        return None;
    }
    let listed: Vec<String> = items
        .iter()
        .map(|item| format!("{} {}", item.what, item.usd_per_month))
        .collect();
    let more = match *new_usd_per_month {
        Usd::ZERO => String::new(),
        new if new == *usd_per_month => String::new(),
        new => format!(", {new} of it new"),
    };
    Some(format!(
        "Runs at about {usd_per_month} a month{more}, models not counted: {}. AWS's list prices of \
         {prices_as_of} in us-east-1, free allowances not taken off.",
        listed.join(", ")
    ))
}

/// How long it takes at the least.
pub(super) fn pace(plan: &Plan) -> String {
    const NOT_WORTH_COUNTING: Duration = Duration::from_secs(10);
    let asks = |change: &Change| matches!(change.action, Action::RequestQuota { .. });
    let then = match plan.changes.iter().any(asks) {
        true => " AWS then decides about the quota requests in its own time, often days.",
        false => "",
    };
    if plan.estimate < NOT_WORTH_COUNTING {
        return format!("Takes a few seconds.{then}");
    }
    let creations = if plan.headroom.to_create > 0 {
        ", five account creations at a time,"
    } else {
        ""
    };
    format!(
        "Takes about {} or more: AWS's published limits{creations} set the pace.{then}",
        duration(plan.estimate)
    )
}
