//! How budgets stand, and what became of stops.

use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::model::{
    AccountName, Alert, AlertOn, BudgetScope, BudgetStanding, Intent, StopState, TeamName,
    Unhealthy, Usd,
};
use crate::plan::lift::{Lifted, Step};

use super::grid::{Cell, Grid, Paint};
use super::style::{Style, wrap};

const VERSION: u32 = 1;

pub fn text(intent: &Intent, standings: &[BudgetStanding], style: Style) -> String {
    if standings.is_empty() {
        return "There is no budget of this plan yet: bedrock-org apply makes them.\n".to_owned();
    }
    let mut grid = Grid::new(
        1,
        &[
            ("budget", 0),
            ("spent", 0),
            ("of", 4),
            ("used", 3),
            ("forecast", 2),
            ("alerts", 1),
            ("stop", 5),
        ],
    );
    for standing in ordered(intent, standings) {
        grid.row(row(standing));
    }
    let mut text = grid.show(style);
    for words in advice(intent, standings) {
        text.push('\n');
        for line in wrap(&words, style.width) {
            let _ = writeln!(text, "{line}");
        }
    }
    text
}

/// What is stopped or pending first, then by team as in the plan file.
fn ordered<'s>(intent: &Intent, standings: &'s [BudgetStanding]) -> Vec<&'s BudgetStanding> {
    let mut ordered: Vec<&BudgetStanding> = standings.iter().collect();
    ordered.sort_by_key(|one| {
        let pressing = one.stops.iter().map(|stop| stop.state).min();
        let calm = pressing.is_none_or(|state| state > StopState::Pending);
        let place = team_of(intent, &one.scope).and_then(|team| intent.teams.get(team));
        let place = place.map_or(usize::MAX, |team| team.place);
        (calm, place, one.scope.clone())
    });
    ordered
}

fn team_of<'i>(intent: &'i Intent, scope: &BudgetScope) -> Option<&'i TeamName> {
    let has = |name: &AccountName, team: &crate::model::Team| {
        team.seats.iter().any(|seat| seat.name() == name)
    };
    let mut teams = intent.teams.iter();
    match scope {
        BudgetScope::Team(name) => teams.find(|(team, _)| *team == name),
        BudgetScope::Account(name) => teams.find(|(_, team)| has(name, team)),
    }
    .map(|(name, _)| name)
}

fn row(standing: &BudgetStanding) -> Vec<Cell> {
    let used = standing
        .spent
        .and_then(|spent| spent.percent_of(standing.limit));
    let paint = match used {
        Some(used) if used > 100.0 => Paint::Red,
        Some(used) if used > 80.0 => Paint::Yellow,
        _ => Paint::Plain,
    };
    let stop = standing.stops.iter().map(|stop| stop.state).min();
    vec![
        Cell::from(named(&standing.scope)),
        Cell::from(
            standing
                .spent
                .map_or_else(String::new, |spent| spent.to_string()),
        ),
        Cell::from(standing.limit.to_string()),
        Cell::painted(
            used.map_or_else(String::new, |used| format!("{used:.0} %")),
            paint,
        ),
        Cell::from(
            standing
                .forecast
                .map_or_else(String::new, |it| it.to_string()),
        ),
        Cell::from(rung(standing)),
        stop.map_or_else(|| Cell::from(String::new()), stop_cell),
    ]
}

/// The thresholds that were passed this month: `50, 80 %`, `50 %, forecast 100 %`.
fn rung(standing: &BudgetStanding) -> String {
    let rings = standing.alerts.iter().filter(|alert| alert.rings);
    let (actual, forecast): (Vec<_>, Vec<_>) = rings
        .map(|alert| alert.alert)
        .partition(|alert| alert.on == AlertOn::Actual);
    let listed = |alerts: Vec<Alert>| {
        let each: Vec<String> = alerts.iter().map(|alert| alert.at.to_string()).collect();
        each.join(", ")
    };
    match (actual.is_empty(), forecast.is_empty()) {
        (_, true) => listed(actual),
        (true, _) => format!("forecast {}", listed(forecast)),
        _ => format!("{}, forecast {}", listed(actual), listed(forecast)),
    }
}

fn stop_cell(state: StopState) -> Cell {
    let paint = match state {
        StopState::Stopped
        | StopState::LiftFailed
        | StopState::StopFailed
        | StopState::Stopping => Paint::Red,
        StopState::Pending | StopState::Lifted | StopState::ArmFailed => Paint::Yellow,
        _ => Paint::Plain,
    };
    Cell::painted(word(state), paint)
}

fn word(state: StopState) -> &'static str {
    match state {
        StopState::Stopped => "stopped",
        StopState::LiftFailed => "stopped, lifting failed",
        StopState::StopFailed => "stopping failed",
        StopState::Pending => "waits for approval",
        StopState::Stopping => "being stopped",
        StopState::Lifting => "being lifted",
        StopState::Arming => "being armed",
        StopState::Lifted => "lifted, not armed",
        StopState::ArmFailed => "arming failed",
        StopState::Armed => "armed",
        StopState::Unknown => "?",
    }
}

fn named(scope: &BudgetScope) -> String {
    match scope {
        BudgetScope::Account(name) => format!("account {name}"),
        BudgetScope::Team(name) => format!("team {name}"),
    }
}

/// What a reader can do about what stands out.
fn advice(intent: &Intent, standings: &[BudgetStanding]) -> Vec<String> {
    let mut advice = Vec::new();
    for standing in standings {
        let name = named(&standing.scope);
        let team = team_of(intent, &standing.scope);
        let order = |verb: &str| {
            let team = team.map_or("NAME", TeamName::as_str);
            match &standing.scope {
                BudgetScope::Account(account) => {
                    format!("bedrock-org budget {verb} team.{team} --account {account}")
                }
                BudgetScope::Team(_) => format!("bedrock-org budget {verb} team.{team}"),
            }
        };
        for stop in &standing.stops {
            let words = match stop.state {
                StopState::Stopped | StopState::LiftFailed => format!(
                    "{name} cannot call Bedrock. Raise its budget and apply, then: {}",
                    order("lift")
                ),
                StopState::StopFailed => format!(
                    "AWS could not stop {name}, which goes on spending: see the action's history in the \
                     Budgets console, and run apply to renew the role that stops."
                ),
                StopState::Pending => format!("{name} may be stopped now: {}", order("approve")),
                StopState::Lifted | StopState::ArmFailed => format!(
                    "Nothing stops {name} any more. Once its budget has room: {}",
                    order("lift")
                ),
                _ => continue,
            };
            advice.push(words);
        }
        if let Some(why) = &standing.unhealthy {
            let why = unhealthy(why);
            advice.push(format!("AWS does not watch the budget of {name}: {why}."));
        }
    }
    advice.push(
        "AWS learns of spend 3 to 16 hours late. The token alarms of the monitoring stacks ring in minutes."
            .to_owned(),
    );
    advice
}

fn unhealthy(why: &Unhealthy) -> String {
    match why {
        Unhealthy::FilterInvalid => "its filter names what the bill does not have".into(),
        Unhealthy::NoAccessToBillingView => "it may not see its billing view".into(),
        Unhealthy::BillingViewBroken => "its billing view is broken".into(),
        Unhealthy::HistoryDisabled => "Cost Explorer's history is switched off".into(),
        Unhealthy::Other(other) => super::style::plain(other),
    }
}

pub fn json(intent: &Intent, standings: &[BudgetStanding], exit_code: u8) -> Value {
    let budgets: Vec<Value> = ordered(intent, standings)
        .into_iter()
        .map(|standing| {
            let mut value = json!(standing);
            if let Some(fields) = value.as_object_mut() {
                let used = standing
                    .spent
                    .and_then(|spent| spent.percent_of(standing.limit));
                let used = used.map(|used| (used * 10.0).round() / 10.0);
                fields.insert("used_percent".into(), json!(used));
                fields.insert("owner".into(), json!(team_of(intent, &standing.scope)));
            }
            value
        })
        .collect();
    json!({
        "version": VERSION,
        "kind": "budgets",
        "budgets": budgets,
        "exit_code": exit_code,
    })
}

pub fn lift_question(stopped: &[&BudgetStanding]) -> String {
    format!("Let {} call Bedrock again?", listed(stopped))
}

pub fn approve_question(pending: &[&BudgetStanding]) -> String {
    format!("Stop every call of Bedrock by {}?", listed(pending))
}

fn listed(budgets: &[&BudgetStanding]) -> String {
    let each: Vec<String> = budgets
        .iter()
        .map(|one| {
            let spent = spent(one.spent, one.limit);
            format!("{} ({spent})", named(&one.scope))
        })
        .collect();
    each.join(", ")
}

fn spent(spent: Option<Usd>, limit: Usd) -> String {
    match spent {
        Some(spent) => format!("spent {spent} of {limit}"),
        None => format!("of {limit}, spend not counted yet"),
    }
}

pub fn lifted_text(team: &TeamName, lifted: &[Lifted], style: Style) -> String {
    if lifted.is_empty() {
        return format!("team.{team} has no budget that stops anything: nothing to lift.\n");
    }
    let mut text = String::new();
    for one in lifted {
        let name = named(&one.scope);
        let (mark, words) = match one.end {
            Step::Armed => (
                style.green("+"),
                format!("{name} works again, and its stop watches again."),
            ),
            Step::LeftLifted => (
                style.yellow("~"),
                format!(
                    "{name} works again ({}). Its stop does not watch: it would stop the account again at \
                     AWS's next look. Raise monthly_usd, apply, then run this again; or --rearm.",
                    spent(one.spent, one.limit)
                ),
            ),
            Step::NothingStopped => (style.dim("="), format!("{name} was not stopped.")),
            Step::Failed => (
                style.red("x"),
                format!(
                    "{name} is still stopped: AWS could not detach the policy. Detach it by hand (AWS \
                     Organizations, the account, Policies), and see the action's history in Budgets."
                ),
            ),
            Step::NotArmed => (
                style.red("x"),
                format!(
                    "{name} works again, but AWS could not let its stop watch again: run this again."
                ),
            ),
            Step::Wait | Step::Reverse | Step::Reset => (
                style.yellow("~"),
                format!("{name}: AWS is still at it; see bedrock-org budget status."),
            ),
        };
        for (number, line) in wrap(&words, style.width.saturating_sub(2))
            .iter()
            .enumerate()
        {
            let lead = if number == 0 { mark.as_str() } else { " " };
            let _ = writeln!(text, "{lead} {line}");
        }
    }
    text
}

pub fn lifted_json(lifted: &[Lifted], exit_code: u8) -> Value {
    json!({
        "version": VERSION,
        "kind": "budget-lift",
        "stops": lifted,
        "exit_code": exit_code,
    })
}

pub fn nothing_pending(team: &TeamName) -> String {
    format!("No stop of team.{team} waits for approval.\n")
}

pub fn approved_text(budgets: &[BudgetStanding], style: Style) -> String {
    let mut text = String::new();
    for one in budgets {
        let name = named(&one.scope);
        for stop in &one.stops {
            let line = match stop.state {
                StopState::Stopped => format!("{} {name} is stopped.", style.green("+")),
                state => format!("{} {name}: {}", style.red("x"), word(state)),
            };
            let _ = writeln!(text, "{line}");
        }
    }
    text
}

pub fn approved_json(budgets: &[BudgetStanding], exit_code: u8) -> Value {
    json!({
        "version": VERSION,
        "kind": "budget-approve",
        "budgets": budgets,
        "exit_code": exit_code,
    })
}
