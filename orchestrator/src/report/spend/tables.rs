//! The report's figures in columns.

use std::collections::BTreeMap;

use crate::model::{
    AccountSpend, BilledAs, Forecast, ForecastBy, MonthSpend, People, PersonSpend, Spend,
    SpendReport, TeamName, Usd,
};
use crate::report::style::{Style, plain};

use super::MOST_TOLD;
use crate::report::grid::{Cell, Grid, Paint};

/// With more accounts than this, teams alone are shown.
const MOST_ACCOUNTS: usize = 60;

pub fn teams(report: &SpendReport, style: Style) -> String {
    let mut grid = Grid::new(
        1,
        &[
            ("team", 0),
            ("spent", 0),
            ("forecast", 4),
            ("budget", 3),
            ("used", 5),
            ("per developer", 1),
        ],
    );
    let planned: usize = report.teams.iter().map(|team| team.accounts.len()).sum();
    let every_account = planned + report.unplanned.len() <= MOST_ACCOUNTS;
    for team in &report.teams {
        let each = team.per_developer.map(|usd| usd.to_string());
        row(&mut grid, plain(team.team.as_str()), &team.spend, each);
        if team.accounts.len() > 1 && every_account {
            for account in &team.accounts {
                row(&mut grid, indented(account), &account.spend, None);
            }
        }
    }
    if !report.unplanned.is_empty() {
        grid.row(vec![Cell::painted("not in the plan file", Paint::Yellow)]);
        for one in report.unplanned.iter().take(MOST_ACCOUNTS) {
            row(&mut grid, indented(&one.account), &one.account.spend, None);
        }
    }
    let mut total = cells("total".into(), &report.total, None);
    for cell in &mut total {
        cell.paint = match cell.paint {
            Paint::Plain => Paint::Bold,
            other => other,
        };
    }
    grid.row(total);
    let mut text = grid.show(style);
    if let Some(legend) = legend(report) {
        text.push('\n');
        super::paragraph(&mut text, 0, legend, style);
    }
    if !every_account || report.unplanned.len() > MOST_ACCOUNTS {
        super::paragraph(&mut text, 0, "--format csv has every account.", style);
    }
    text
}

fn indented(account: &AccountSpend) -> String {
    format!("  {}", plain(account.account.as_str()))
}

fn row(grid: &mut Grid, name: String, spend: &Spend, per_developer: Option<String>) {
    grid.row(cells(name, spend, per_developer));
}

fn cells(name: String, spend: &Spend, per_developer: Option<String>) -> Vec<Cell> {
    let used = spend
        .budget
        .and_then(|budget| spend.spent.percent_of(budget));
    let over = |usd: Usd| spend.budget.is_some_and(|budget| usd > budget);
    let forecast = spend.forecast;
    let paint = |over: bool, paint| if over { paint } else { Paint::Plain };
    vec![
        name.into(),
        Cell::painted(
            spend.spent.to_string(),
            paint(over(spend.spent), Paint::Red),
        ),
        Cell::painted(
            forecast.map_or(String::new(), expected),
            paint(forecast.is_some_and(|it| over(it.usd)), Paint::Yellow),
        ),
        spend
            .budget
            .map_or(String::new(), |it| it.to_string())
            .into(),
        used.map_or(String::new(), |used| format!("{used:.0} %"))
            .into(),
        per_developer.unwrap_or_default().into(),
    ]
}

fn expected(forecast: Forecast) -> String {
    match forecast.by {
        ForecastBy::Aws => forecast.usd.to_string(),
        ForecastBy::Pace | ForecastBy::Both => format!("~{}", forecast.usd),
    }
}

fn legend(report: &SpendReport) -> Option<&'static str> {
    let accounts = report.teams.iter().flat_map(|team| &team.accounts);
    let accounts = accounts.chain(report.unplanned.iter().map(|one| &one.account));
    let forecasts = accounts.filter_map(|account| account.spend.forecast);
    let by: Vec<ForecastBy> = forecasts.map(|forecast| forecast.by).collect();
    if by.is_empty() {
        return None;
    }
    Some(if by.iter().all(|by| *by == ForecastBy::Pace) {
        "~: at this month's pace, since AWS has no forecast yet; it takes about five weeks of history."
    } else if by.contains(&ForecastBy::Pace) {
        "Forecasts are AWS's; ~: at this month's pace, in all or in part, where AWS has none."
    } else {
        "Forecasts are AWS's."
    })
}

pub fn models(report: &SpendReport, style: Style) -> String {
    let mut grid = Grid::new(1, &[("model", 0), ("spent", 0), ("share", 1)]);
    for line in &report.total.models {
        let share = line.spent.percent_of(report.total.spent);
        let share = share.map_or(String::new(), |share| format!("{share:.1} %"));
        let paint = match line.kind {
            BilledAs::Model => Paint::Plain,
            BilledAs::Other => Paint::Dim,
        };
        grid.row(vec![
            Cell::painted(plain(&line.model), paint),
            line.spent.to_string().into(),
            share.into(),
        ]);
    }
    if report.total.models.is_empty() {
        return "Nothing is on the bill yet.\n".into();
    }
    grid.show(style)
}

/// Those who spent most, and how many there are.
pub fn people(report: &SpendReport, style: Style) -> (String, usize) {
    let People::Yes {
        teams,
        unplanned,
        unnamed,
    } = &report.people
    else {
        return (String::new(), 0);
    };
    let mut everyone: Vec<(&str, &PersonSpend)> = of_teams(teams);
    everyone.extend(unplanned.iter().map(|one| ("not in the plan file", one)));
    everyone.sort_by(|(team, a), (other, b)| {
        let by_spend = b.spent.cmp(&a.spent);
        by_spend.then_with(|| (team, &a.person).cmp(&(other, &b.person)))
    });
    let mut grid = Grid::new(2, &[("person", 0), ("team", 1), ("spent", 0)]);
    for (team, one) in everyone.iter().take(MOST_TOLD) {
        grid.row(vec![
            plain(&one.person).into(),
            plain(team).into(),
            one.spent.to_string().into(),
        ]);
    }
    grid.row(vec![
        Cell::painted("nobody whom AWS names", Paint::Dim),
        String::new().into(),
        unnamed.to_string().into(),
    ]);
    (grid.show(style), everyone.len())
}

fn of_teams(teams: &BTreeMap<TeamName, Vec<PersonSpend>>) -> Vec<(&str, &PersonSpend)> {
    let people = teams
        .iter()
        .flat_map(|(team, people)| people.iter().map(|one| (team.as_str(), one)));
    people.collect()
}

const SO_FAR: &str = " so far";

pub fn trend(report: &SpendReport, style: Style) -> String {
    let months = &report.total.trend;
    let most = months.iter().map(|one| one.spent).max();
    let head = |month: &str, spent: &str| format!("{month:7}  {spent:>14}");
    let title = head("month", "spent");
    let room = style.width.saturating_sub(title.len() + 2 + SO_FAR.len());
    let longest = room.min(24);
    let mut text = style.dim(&title) + "\n";
    for MonthSpend { month, spent } in months {
        let share = most.and_then(|most| spent.percent_of(most)).unwrap_or(0.0);
        let bar = (share.clamp(0.0, 100.0) / 100.0 * longest as f64).round() as usize;
        let head = head(&month.to_string(), &spent.to_string());
        let under_way = *month == report.month && !report.complete;
        let note = if under_way { SO_FAR } else { "" };
        let bar = "#".repeat(bar);
        let line = format!("{head}  {}", format!("{bar}{note}").trim_start());
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}
