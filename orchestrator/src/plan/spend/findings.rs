//! What deserves attention, in whole sentences, the most pressing first.

use crate::model::{
    AccountSpend, Finding, FindingKind, ForecastBy, Spend, SpendReport, TeamName, TeamSpend, Usd,
};

use super::Period;

/// Growth is unusual from half as much again,
const GROWTH_PERCENT: i64 = 150;
/// and this much more, so that small change is none;
const GROWTH_FLOOR: Usd = Usd::dollars(200);
/// never before so many days of the month are over,
const GROWTH_DAYS: u8 = 5;
/// nor against fewer months than these.
const GROWTH_MONTHS: i64 = 2;

/// A finding, and how much money it is about.
struct Weighed {
    finding: Finding,
    weight: Usd,
}

pub fn findings(report: &SpendReport, period: Period) -> Vec<Finding> {
    let mut found: Vec<Weighed> = Vec::new();
    for team in &report.teams {
        let whole = budget(team, None, period);
        let worst = whole.as_ref().map(|one| one.finding.kind);
        found.extend(whole);
        if team.accounts.len() > 1 {
            let accounts = team.accounts.iter();
            let of_accounts = accounts.filter_map(|one| budget(team, Some(one), period));
            // What is worse than the whole team's, and so not in it.
            found.extend(
                of_accounts.filter(|one| worst.is_none_or(|worst| one.finding.kind < worst)),
            );
        }
        found.extend(growth(team, period));
        found.extend(no_budget(team, period));
    }
    found.extend(unplanned(report));
    found.sort_by(|a, b| {
        let kinds = a.finding.kind.cmp(&b.finding.kind);
        kinds
            .then_with(|| b.weight.cmp(&a.weight))
            .then_with(|| a.finding.text.cmp(&b.finding.text))
    });
    found.into_iter().map(|one| one.finding).collect()
}

fn weighed(kind: FindingKind, team: Option<&TeamName>, text: String, weight: Usd) -> Weighed {
    let team = team.cloned();
    Weighed {
        finding: Finding { kind, team, text },
        weight,
    }
}

/// Of a team as a whole, or of one of its accounts.
fn budget(team: &TeamSpend, account: Option<&AccountSpend>, period: Period) -> Option<Weighed> {
    let spend = account.map_or(&team.spend, |account| &account.spend);
    let who = match account {
        Some(account) => format!("Account {} of team {}", account.account, team.team),
        None => format!("Team {}", team.team),
    };
    let budget = spend.budget?;
    if spend.spent > budget {
        let (verb, when) = if period.is_under_way() {
            ("has spent", format!(", {}", left(period)))
        } else {
            ("spent", format!(" in {}", month(period)))
        };
        let text = format!(
            "{who} {verb} {}, {} over its budget of {budget}{when}.",
            spend.spent,
            spend.spent - budget,
        );
        let over = spend.spent - budget;
        return Some(weighed(
            FindingKind::OverBudget,
            Some(&team.team),
            text,
            over,
        ));
    }
    let forecast = spend.forecast.filter(|forecast| forecast.usd > budget)?;
    let text = format!(
        "{who} is on its way to {} by the end of {} ({}); its budget is {budget}.",
        forecast.usd,
        period.month.name(),
        by(forecast.by),
    );
    let over = forecast.usd - budget;
    Some(weighed(
        FindingKind::ForecastOverBudget,
        Some(&team.team),
        text,
        over,
    ))
}

fn by(by: ForecastBy) -> &'static str {
    match by {
        ForecastBy::Aws => "AWS's forecast",
        ForecastBy::Pace => "at this month's pace",
        ForecastBy::Both => "AWS's forecast, and this month's pace where there is none",
    }
}

fn left(period: Period) -> String {
    match period.month.days() - period.days_over() {
        1 => format!("on the last day of {}", period.month.name()),
        days => format!("with {days} days of {} to go", period.month.name()),
    }
}

fn month(period: Period) -> String {
    format!("{} {}", period.month.name(), period.month.year)
}

/// What the month comes to, against the mean of the months before it, from the first in which the
/// team spent anything.
fn growth(team: &TeamSpend, period: Period) -> Option<Weighed> {
    if period.days_over() < GROWTH_DAYS {
        return None;
    }
    let Spend {
        spent,
        forecast,
        trend,
        ..
    } = &team.spend;
    let comes_to = forecast.map_or(*spent, |forecast| forecast.usd);
    let before: Vec<Usd> = trend
        .iter()
        .filter(|one| one.month < period.month)
        .map(|one| one.spent)
        .skip_while(|spent| *spent == Usd::ZERO)
        .collect();
    let months = i64::try_from(before.len()).unwrap_or(i64::MAX);
    if months < GROWTH_MONTHS {
        return None;
    }
    let mean = Usd::micros(before.into_iter().sum::<Usd>().as_micros() / months);
    let percent = comes_to.percent_of(mean)?;
    if percent < GROWTH_PERCENT as f64 || comes_to - mean < GROWTH_FLOOR {
        return None;
    }
    let verb = match forecast {
        Some(_) => "is on its way to",
        None => "spent",
    };
    let text = format!(
        "Team {} {verb} {comes_to} in {}, {:.1} times its mean of {mean} over the {months} months \
         before.",
        team.team,
        month(period),
        percent / 100.0,
    );
    Some(weighed(
        FindingKind::UnusualGrowth,
        Some(&team.team),
        text,
        comes_to - mean,
    ))
}

fn no_budget(team: &TeamSpend, period: Period) -> Option<Weighed> {
    if team.spend.budget.is_some() {
        return None;
    }
    let text = format!(
        "Team {} has no budget, so nobody hears when it spends much: {} in {}{}.",
        team.team,
        team.spend.spent,
        month(period),
        if period.is_under_way() { " so far" } else { "" },
    );
    Some(weighed(
        FindingKind::NoBudget,
        Some(&team.team),
        text,
        team.spend.spent,
    ))
}

/// Accounts of teams that are gone, while they still cost something.
fn unplanned(report: &SpendReport) -> impl Iterator<Item = Weighed> {
    let spending = report
        .unplanned
        .iter()
        .filter(|one| one.account.spend.spent > Usd::ZERO);
    spending.map(|one| {
        let AccountSpend { account, id, spend } = &one.account;
        let id = id.as_ref().map_or("no id", |id| id.as_str());
        let text = format!(
            "Account {account} ({id}) is in no team of the plan file and has cost {}.",
            spend.spent
        );
        weighed(FindingKind::Unplanned, None, text, spend.spent)
    })
}
