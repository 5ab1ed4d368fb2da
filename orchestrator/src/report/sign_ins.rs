//! Who signed in at a rehearsal, what they got, and where they were refused.

use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::model::Journey;

use super::style::{Style, count, plain, wrap};

const VERSION: u32 = 1;
/// A longer table is told by those who did not get what the plan gives.
const MOST_ROWS: usize = 40;

struct Row {
    team: String,
    cells: [String; 3],
    fine: bool,
}

pub fn text(journeys: &[Journey], style: Style) -> String {
    let mut text = format!(
        "\n{}\n\n",
        style.bold("Signing in, one person of each team")
    );
    let all: Vec<Row> = journeys.iter().map(row).collect();
    let few = all.len() <= MOST_ROWS;
    let shown: Vec<&Row> = all.iter().filter(|row| few || !row.fine).collect();
    let heads = ["own accounts", "models called", "other accounts"];
    let width = |head: &str, cell: &dyn Fn(&Row) -> usize| {
        let cells = shown.iter().map(|row| cell(row));
        cells.chain([head.len()]).max().unwrap_or(0)
    };
    let first = width("team", &|row| row.team.chars().count());
    let [second, third, _] =
        [0, 1, 2].map(|column| width(heads[column], &|row| row.cells[column].len()));
    if !shown.is_empty() {
        let [own, models, others] = heads;
        let head = format!(
            "{:first$}  {own:second$}  {models:third$}  {others}",
            "team"
        );
        let _ = writeln!(text, "{}", style.dim(&head));
    }
    for row in &shown {
        let [own, models, others] = &row.cells;
        let line = format!(
            "{:first$}  {own:second$}  {models:third$}  {others}",
            row.team
        );
        let line = if row.fine { line } else { style.red(&line) };
        let _ = writeln!(text, "{line}");
    }
    if !shown.is_empty() {
        text.push('\n');
    }
    troubles(&mut text, journeys, style);
    let (words, fine) = verdict(journeys);
    for line in wrap(&words, style.width) {
        let line = if fine {
            style.green(&line)
        } else {
            style.red(&line)
        };
        let _ = writeln!(text, "{}", style.bold(&line));
    }
    text
}

fn row(journey: &Journey) -> Row {
    let accounts = &journey.verified.accounts;
    let own: Vec<_> = accounts.iter().filter(|account| account.own).collect();
    let inside = own.iter().filter(|account| !account.given().is_empty());
    let others = accounts.len() - own.len();
    let closed = accounts
        .iter()
        .filter(|account| !account.own && account.is_known() && account.given().is_empty());
    let answered = journey.invoked.iter().filter(|call| call.refused.is_none());
    let of = |some: usize, all: usize| match all {
        0 => "-".to_owned(),
        _ => format!("{some} of {all}"),
    };
    Row {
        team: match journey.verified.teams.as_slice() {
            [] => "(no team)".to_owned(),
            teams => plain(&teams.join(", ")),
        },
        cells: [
            of(inside.count(), own.len()),
            of(answered.count(), journey.invoked.len()),
            match others {
                0 => "-".to_owned(),
                _ => format!("refused at {}", of(closed.count(), others)),
            },
        ],
        fine: journey.arrived() && journey.leaks().is_empty(),
    }
}

fn troubles(text: &mut String, journeys: &[Journey], style: Style) {
    let mut told = false;
    let mut tell = |words: String| {
        for line in wrap(&words, style.width) {
            let _ = writeln!(text, "{}", style.red(&plain(&line)));
        }
        told = true;
    };
    for journey in journeys {
        let leaks = journey.leaks();
        if !leaks.is_empty() {
            let leaks = leaks.join(", ");
            tell(format!(
                "LEAK: {} got credentials at {leaks}",
                journey.email
            ));
        }
        for call in &journey.invoked {
            if let Some(why) = &call.refused {
                let (email, model, account) = (&journey.email, &call.model, &call.account);
                tell(format!(
                    "{email} could not call {model} in {account}: {why}"
                ));
            }
        }
    }
    if told {
        text.push('\n');
    }
}

fn attempts(journeys: &[Journey]) -> usize {
    let accounts = journeys.iter().flat_map(|one| &one.verified.accounts);
    accounts.map(|account| account.asked.len()).sum()
}

fn verdict(journeys: &[Journey]) -> (String, bool) {
    let invoked: usize = journeys.iter().map(|one| one.invoked.len()).sum();
    let tried = format!(
        "{}, {}, {}",
        count(journeys.len(), "sign-in"),
        count(attempts(journeys), "attempt"),
        count(invoked, "model call")
    );
    if journeys.iter().any(|one| !one.leaks().is_empty()) {
        let words = format!("Somebody got what the plan does not give them: {tried}.");
        return (words, false);
    }
    if !journeys.iter().all(Journey::arrived) {
        return (
            format!("Not everybody got what the plan gives: {tried}."),
            false,
        );
    }
    let words = format!("Everybody got their own team's credentials and no others: {tried}.");
    (words, true)
}

pub fn json(journeys: &[Journey]) -> Value {
    let one = |journey: &Journey| {
        let mut value = json!(journey);
        value["leaks"] = json!(journey.leaks());
        value["arrived"] = journey.arrived().into();
        value
    };
    json!({
        "version": VERSION,
        "kind": "sign_ins",
        "people": journeys.iter().map(one).collect::<Vec<_>>(),
        "summary": {
            "sign_ins": journeys.len(),
            "attempts": attempts(journeys),
            "model_calls": journeys.iter().map(|one| one.invoked.len()).sum::<usize>(),
            "leaks": journeys.iter().map(|one| one.leaks().len()).sum::<usize>(),
            "arrived": journeys.iter().filter(|one| one.arrived()).count(),
        },
    })
}
