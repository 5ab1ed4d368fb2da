//! Each team, and why it is or is not the one.

use bedrock_routing::{Held, Membership, Near, Rule, shown};

use super::{Chosen, Explanation};
use crate::report::wrap::wrap;

/// In a longer document only the teams that could have been.
const ALL: usize = 20;
const WIDEST: usize = 24;

pub fn write(text: &mut String, explanation: &Explanation<'_>) {
    let all = explanation.memberships;
    let matters = |one: &&Membership<'_>| all.len() <= ALL || !matches!(one.held, Err(None));
    let told: Vec<_> = all.iter().filter(matters).take(2 * ALL).collect();
    text.push_str("\nTeams:\n");
    let widest = told.iter().map(|one| one.team.name.len()).max();
    let widest = widest.unwrap_or_default().min(WIDEST);
    for one in &told {
        let mark = if is_chosen(explanation, one) {
            '*'
        } else {
            ' '
        };
        let head = format!("{mark} {:widest$}  ", one.team.name);
        wrap(text, &head, widest + 4, &why(explanation, one));
    }
    let more = all.len() - told.len();
    if more > 0 {
        wrap(text, "  ", 2, &format!("and {more} more"));
    }
}

pub fn is_chosen(explanation: &Explanation<'_>, one: &Membership<'_>) -> bool {
    let chosen = explanation.outcome.ok();
    chosen.is_some_and(|chosen| chosen.choice.team.name == one.team.name)
}

fn why(explanation: &Explanation<'_>, one: &Membership<'_>) -> String {
    let group = shown(&one.team.group);
    if explanation.groups.seen().is_none() {
        return format!("its group is {group}");
    }
    let held = match &one.held {
        Err(None) => return format!("you are not in {group}"),
        Err(Some(near)) => return format!("you are not in {group}; {}", unlike(near)),
        Ok(Held::Whole) => format!("you are in {group}"),
        Ok(Held::Piece) => format!("you are in {group}, as a part of the text"),
        Ok(Held::Slash) => format!(
            "you are in {group}, sent as {}",
            shown(&format!("/{}", one.team.group))
        ),
    };
    if is_chosen(explanation, one) {
        return held;
    }
    let but = match explanation.outcome {
        _ if one.team.accounts.is_empty() => "but it has no account yet",
        Ok(Chosen { choice, .. }) => match choice.rule {
            Rule::Asked => "but another one was asked for",
            Rule::Saved => "but another one is chosen for good",
            Rule::First => "but it comes later in the routing document",
            Rule::Only => return held,
        },
        Err(_) => return held,
    };
    format!("{held}, {but}")
}

fn unlike(near: &Near) -> String {
    let mine = shown(near.group());
    match near {
        Near::Case(_) => format!("{mine} has other capitals, and they count"),
        Near::Path(_) => format!("{mine} is a path, and counts whole"),
        Near::Part(_) => format!("{mine} is another group"),
    }
}
