//! `explain`: from the claim to the account, and what was left aside on the way.

mod json;
mod phrases;
mod teams;

use std::fmt::Write as _;

use bedrock_routing::spread::Drawn;
use bedrock_routing::{Choice, Groups, Membership, NoTeam, Routes, listed, shown};

pub use json::json;
pub(super) use phrases::{passed_over, rule, rule_key};

use super::wrap::wrap;
use crate::identity::Identity;
use crate::routes::Loaded;

pub struct Explanation<'a> {
    pub identity: &'a Identity,
    pub loaded: &'a Loaded,
    pub groups: &'a Groups,
    pub memberships: &'a [Membership<'a>],
    pub outcome: Result<&'a Chosen<'a>, &'a NoTeam>,
}

pub struct Chosen<'a> {
    pub choice: Choice<'a>,
    /// The chosen account first.
    pub ranking: Vec<Drawn<'a>>,
}

const LABEL: usize = 11;

/// At most 80 columns wide, except for a word that is wider.
pub fn text(explanation: &Explanation<'_>) -> String {
    let mut text = format!("{}\n\n", headline(explanation));
    for (label, words) in facts(explanation) {
        let head = format!("{label:LABEL$}");
        wrap(&mut text, &head, LABEL, &words);
    }
    for note in notes(explanation) {
        text.push('\n');
        wrap(&mut text, "Note: ", 6, &note);
    }
    teams::write(&mut text, explanation);
    if let Ok(chosen) = explanation.outcome {
        accounts(&mut text, chosen);
    }
    text
}

fn headline(explanation: &Explanation<'_>) -> String {
    let person = plain(explanation.identity.name());
    match explanation
        .outcome
        .map(|chosen| (chosen, &chosen.ranking[..]))
    {
        Ok((Chosen { choice, .. }, [first, ..])) => format!(
            "{person} works in team {} and its account {}.",
            choice.team.name,
            plain(&first.account.name)
        ),
        _ => format!("No team could be chosen for {person}."),
    }
}

fn facts(explanation: &Explanation<'_>) -> Vec<(&'static str, String)> {
    let Explanation {
        identity,
        loaded,
        groups,
        outcome,
        ..
    } = explanation;
    let Routes {
        organization,
        groups_claim,
        ..
    } = &loaded.routes;
    let mut facts = vec![
        (
            "token",
            format!(
                "of {}, issued {}",
                identity.issuer,
                identity.issued.rfc3339()
            ),
        ),
        (
            "routes",
            format!("{}, of {}", loaded.place, plain(organization)),
        ),
        (
            "claim",
            format!("{}: {}", shown(groups_claim), phrases::shape(groups)),
        ),
    ];
    if let Some(seen) = groups.seen() {
        facts.push(("groups", listed(&seen.names, |name| shown(name))));
    }
    // Why there is none is an error, and standard error has it.
    facts.extend(outcome.map(|chosen| ("rule", rule(chosen.choice.rule).to_owned())));
    facts
}

/// What one should know though it did not decide.
fn notes(explanation: &Explanation<'_>) -> Vec<String> {
    let chosen = explanation.outcome.ok();
    let to_pool = chosen.is_some_and(|chosen| {
        let mut accounts = chosen.ranking.iter();
        accounts.any(|drawn| drawn.account.pool().is_some())
    });
    let over = chosen.and_then(|chosen| chosen.choice.passed_over.as_ref());
    let mut notes = Vec::new();
    notes.extend(over.map(phrases::passed_over));
    if let Some(seen) = explanation.groups.seen() {
        if seen.by_path && to_pool {
            notes.push(phrases::BY_PATH.to_owned());
        }
        if seen.may_be_cut() {
            notes.push(phrases::CUT.to_owned());
        }
    }
    notes
}

fn accounts(text: &mut String, chosen: &Chosen<'_>) {
    let Chosen { choice, ranking } = chosen;
    let _ = writeln!(text, "\nAccounts of {}:", choice.team.name);
    let name = |drawn: &Drawn<'_>| plain(&drawn.account.name);
    let weight = |drawn: &Drawn<'_>| drawn.account.weight.to_string();
    let widest = |of: &dyn Fn(&Drawn<'_>) -> String| {
        let widths = ranking.iter().map(|drawn| of(drawn).chars().count());
        widths.max().unwrap_or_default()
    };
    let (of_name, of_weight) = (widest(&name), widest(&weight));
    for (index, drawn) in ranking.iter().enumerate() {
        let mark = if index == 0 { '*' } else { ' ' };
        let (name, weight, id) = (name(drawn), weight(drawn), &drawn.account.id);
        let (whole, thousandths) = (drawn.score() / 1000, drawn.score() % 1000);
        let _ = writeln!(
            text,
            "{mark} {name:of_name$}  {id}  weight {weight:of_weight$}  score {whole}.{thousandths:03}"
        );
    }
    if ranking.len() > 1 {
        text.push('\n');
        wrap(text, "", 0, phrases::DRAW);
    }
}

/// Without what a terminal would obey.
pub(super) fn plain(text: &str) -> String {
    let quoted = shown(text);
    let inner = quoted
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'));
    inner.unwrap_or(&quoted).to_owned()
}
