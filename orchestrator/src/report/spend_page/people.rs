//! Who spent, where AWS knows it.

use std::fmt::Write as _;

use crate::model::{People, PersonSpend, SpendReport};

use super::html::{amount, text};

pub(super) fn people(body: &mut String, report: &SpendReport) {
    body.push_str("<section class=\"long\">\n<h2>By person</h2>\n");
    match &report.people {
        People::No { hint } => {
            let _ = writeln!(body, "<p>Not known, since {}.</p>", text(hint));
        }
        People::Yes {
            teams,
            unplanned,
            unnamed,
        } => {
            for (team, people) in teams {
                let path = format!("people.teams.{team}");
                table(body, team.as_str(), people, &path);
            }
            if !unplanned.is_empty() {
                table(body, "Not in the plan file", unplanned, "people.unplanned");
            }
            let _ = writeln!(
                body,
                "<p class=\"note\">Of nobody whom AWS could name: {}</p>",
                amount(*unnamed, "people.unnamed")
            );
        }
    }
    body.push_str("</section>\n");
}

fn table(body: &mut String, title: &str, people: &[PersonSpend], path: &str) {
    let _ = writeln!(
        body,
        "<h3>{}</h3>\n<table>\n<thead><tr><th>Person</th><th>Spent</th></tr></thead>\n<tbody>",
        text(title)
    );
    for (nth, one) in people.iter().enumerate() {
        let _ = writeln!(
            body,
            "<tr><td>{}</td><td>{}</td></tr>",
            text(&one.person),
            amount(one.spent, &format!("{path}.{nth}.spent"))
        );
    }
    body.push_str("</tbody>\n</table>\n");
}
