//! The same for programs: everything, in full.

use bedrock_routing::spread::Drawn;
use bedrock_routing::{Groups, Held, Membership, Near, Shape};
use serde_json::{Value, json};

use super::teams::is_chosen;
use super::{Explanation, notes, phrases};
use crate::stop::Exit;

pub fn json(explanation: &Explanation<'_>) -> Value {
    let Explanation {
        identity,
        loaded,
        groups,
        memberships,
        outcome,
    } = explanation;
    let chosen = outcome.ok();
    let first = chosen.and_then(|chosen| chosen.ranking.first());
    let seen = groups.seen();
    let error = outcome.err().map(|no_team| {
        let exit = Exit::from(no_team);
        json!({ "exit": exit, "code": exit.code(), "message": no_team.to_string(), "hint": no_team.hint() })
    });
    json!({
        "person": identity.name(),
        "subject": identity.subject,
        "issuer": identity.issuer,
        "issued": identity.issued.rfc3339(),
        "routes": loaded.place,
        "organization": loaded.routes.organization,
        "claim": {
            "name": loaded.routes.groups_claim,
            "shape": shape(groups),
            "path": seen.is_some_and(|seen| seen.by_path),
            "entries": seen.map(|seen| seen.entries),
            "passed_over": seen.map(|seen| seen.passed_over),
        },
        "groups": seen.map(|seen| &seen.names),
        "rule": chosen.map(|chosen| phrases::rule_key(chosen.choice.rule)),
        "team": chosen.map(|chosen| &chosen.choice.team.name),
        "account": first.map(|drawn| &drawn.account.id),
        "teams": memberships.iter().map(|one| team(explanation, one)).collect::<Vec<_>>(),
        "accounts": chosen.map(|chosen| chosen.ranking.iter().map(account).collect::<Vec<_>>()),
        "notes": notes(explanation),
        "error": error,
    })
}

const fn shape(groups: &Groups) -> &'static str {
    match groups {
        Groups::Seen(seen) => match seen.shape {
            Shape::List => "list",
            Shape::Text => "text",
            Shape::Commas => "commas",
            Shape::Spaces => "spaces",
            Shape::Brackets => "brackets",
        },
        Groups::Overage { .. } => "overage",
        Groups::Missing(_) => "missing",
        Groups::Odd { .. } => "odd",
    }
}

fn team(explanation: &Explanation<'_>, one: &Membership<'_>) -> Value {
    let chosen = is_chosen(explanation, one);
    let why_not = match &one.held {
        _ if chosen => None,
        _ if explanation.groups.seen().is_none() => Some("not-known"),
        Err(_) => Some("not-in-group"),
        Ok(_) if one.team.accounts.is_empty() => Some("no-account"),
        Ok(_) => Some("not-chosen"),
    };
    let near = one.held.as_ref().err().and_then(Option::as_ref);
    json!({
        "name": one.team.name,
        "group": one.team.group,
        "chosen": chosen,
        "member": explanation.groups.seen().map(|_| one.held.is_ok()),
        "matched": one.held.as_ref().ok().map(|held| match held {
            Held::Whole => "whole",
            Held::Piece => "piece",
            Held::Slash => "slash",
        }),
        "why_not": why_not,
        "near": near.map(Near::group),
        "accounts": one.team.accounts.len(),
    })
}

fn account(drawn: &Drawn<'_>) -> Value {
    json!({
        "name": drawn.account.name,
        "id": drawn.account.id,
        "region": drawn.account.region,
        "weight": drawn.account.weight,
        "draw": format!("{:016x}", drawn.draw),
        "score": drawn.score() as f64 / 1000.0,
    })
}
