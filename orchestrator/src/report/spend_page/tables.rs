//! The figures themselves, each with its place in the report's JSON.

use std::fmt::Write as _;

use crate::model::{Spend, SpendReport};

use super::html::{amount, percent, perhaps, short, text};

pub(super) fn teams(body: &mut String, report: &SpendReport) {
    body.push_str(
        "<section class=\"long\">\n<h2>Teams and accounts</h2>\n<div class=\"scroll\">\n<table>\n<thead><tr>\
         <th>Team</th><th>Spent</th><th>Forecast</th><th>Budget</th><th>Used</th><th>Developers</th>\
         <th>Each</th></tr></thead>\n<tbody>\n",
    );
    for (at, team) in report.teams.iter().enumerate() {
        let path = format!("teams.{at}");
        let each = perhaps(team.per_developer, &format!("{path}.per_developer"));
        let _ = writeln!(
            body,
            "<tr><td>{}</td>{}<td>{}</td><td>{each}</td></tr>",
            text(team.team.as_str()),
            cells(&team.spend, &path),
            team.developers,
        );
        // One account is the team.
        for (nth, account) in team
            .accounts
            .iter()
            .enumerate()
            .filter(|_| team.accounts.len() > 1)
        {
            let path = format!("{path}.accounts.{nth}");
            let name = text(account.account.as_str());
            let cells = cells(&account.spend, &path);
            let _ = writeln!(
                body,
                "<tr class=\"part\"><td>{name}</td>{cells}<td></td><td></td></tr>"
            );
        }
    }
    for (at, one) in report.unplanned.iter().enumerate() {
        let name = text(one.account.account.as_str());
        let cells = cells(&one.account.spend, &format!("unplanned.{at}"));
        let _ = writeln!(
            body,
            "<tr><td>{name} (not in the plan file)</td>{cells}<td></td><td></td></tr>"
        );
    }
    let developers: u32 = report.teams.iter().map(|team| team.developers).sum();
    let _ = writeln!(
        body,
        "<tr class=\"sum\"><td>All</td>{}<td>{developers}</td><td></td></tr>\n</tbody>\n</table>\n</div>\n\
         </section>",
        cells(&report.total, "total"),
    );
}

/// Spent, forecast, budget, used.
fn cells(spend: &Spend, path: &str) -> String {
    let Spend {
        spent,
        forecast,
        budget,
        models: _,
        trend: _,
    } = spend;
    let used = budget.and_then(|budget| spent.percent_of(budget));
    let ahead = budget.and_then(|budget| forecast.and_then(|it| it.usd.percent_of(budget)));
    let class = match (used, ahead) {
        (Some(used), _) if used > 100.0 => " class=\"over\"",
        (_, Some(ahead)) if ahead > 100.0 => " class=\"warn\"",
        _ => "",
    };
    format!(
        "<td>{}</td><td>{}</td><td>{}</td><td{class}>{}</td>",
        amount(*spent, &format!("{path}.spent")),
        perhaps(forecast.map(|it| it.usd), &format!("{path}.forecast.usd")),
        perhaps(*budget, &format!("{path}.budget")),
        percent(used),
    )
}

pub(super) fn months(body: &mut String, report: &SpendReport) {
    body.push_str(
        "<section class=\"long\">\n<h2>Month by month</h2>\n<div class=\"scroll\">\n<table>\n<thead><tr><th>Team</th>",
    );
    for one in &report.total.trend {
        let _ = write!(body, "<th>{}</th>", short(one.month));
    }
    body.push_str("</tr></thead>\n<tbody>\n");
    let mut row = |class: &str, name: &str, spend: &Spend, path: &str| {
        let _ = write!(body, "<tr{class}><td>{}</td>", text(name));
        for (nth, month) in spend.trend.iter().enumerate() {
            let amount = amount(month.spent, &format!("{path}.trend.{nth}.spent"));
            let _ = write!(body, "<td>{amount}</td>");
        }
        body.push_str("</tr>\n");
    };
    for (at, team) in report.teams.iter().enumerate() {
        row("", team.team.as_str(), &team.spend, &format!("teams.{at}"));
    }
    for (at, one) in report.unplanned.iter().enumerate() {
        let name = one.account.account.as_str();
        row("", name, &one.account.spend, &format!("unplanned.{at}"));
    }
    row(" class=\"sum\"", "All", &report.total, "total");
    body.push_str("</tbody>\n</table>\n</div>\n</section>\n");
}
