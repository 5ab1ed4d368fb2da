//! A rehearsal of spend: who was told, who was stopped, who went on.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::time::Duration;

use bedrock_sandbox::Alert;
use serde_json::{Value, json};

use crate::model::{BudgetScope, BudgetStanding, Day, TeamName, Usd};
use crate::plan::lift::{Lifted, Step};

use super::style::{Style, wrap};

const VERSION: u32 = 1;

pub struct Rehearsed {
    pub heard: Vec<Heard>,
    pub stopped: Vec<BudgetStanding>,
    pub before: Vec<Call>,
    pub while_stopped: Vec<Call>,
    pub lifted: Vec<Lifted>,
    /// A day after lifting.
    pub after: Vec<Call>,
}

/// An alert, and when it came.
pub struct Heard {
    pub after: Duration,
    pub alert: Alert,
}

/// A developer's call of a model in one account.
pub struct Call {
    pub team: TeamName,
    pub account: String,
    pub refused: Option<String>,
}

impl Rehearsed {
    fn stopped_accounts(&self) -> BTreeSet<&str> {
        let scopes = self.stopped.iter().map(|one| &one.scope);
        scopes
            .filter_map(|scope| match scope {
                BudgetScope::Account(name) => Some(name.as_str()),
                BudgetScope::Team(_) => None,
            })
            .collect()
    }

    /// What should not be: somebody who goes on while stopped, or who is stopped and should not be.
    pub fn faults(&self) -> Vec<String> {
        let stopped = self.stopped_accounts();
        let mut faults = Vec::new();
        for call in &self.while_stopped {
            let should_be = stopped.contains(call.account.as_str());
            match &call.refused {
                None if should_be => {
                    faults.push(format!("{} is stopped and was answered", call.account));
                }
                Some(why) if !should_be => {
                    faults.push(format!("{} is not stopped: {why}", call.account));
                }
                _ => {}
            }
        }
        for (calls, when) in [(&self.before, "before"), (&self.after, "after lifting")] {
            for call in calls {
                if let Some(why) = &call.refused {
                    faults.push(format!("{} was refused {when}: {why}", call.account));
                }
            }
        }
        for one in &self.lifted {
            if !matches!(one.end, Step::Armed | Step::LeftLifted) {
                faults.push(format!("the stop of {:?} was not lifted", one.accounts));
            }
        }
        let mut told = BTreeSet::new();
        for Heard { alert, .. } in self.heard.iter().filter(|one| one.alert.action.is_none()) {
            let month = Day::of(alert.at.0 / 1000).month;
            let which = (
                alert.budget.as_str(),
                alert.kind.as_str(),
                alert.threshold.to_bits(),
                month,
            );
            if !told.insert(which) {
                faults.push(format!(
                    "{} told of {} % twice",
                    alert.budget, alert.threshold
                ));
            }
        }
        faults
    }
}

pub fn text(rehearsed: &Rehearsed, style: Style) -> String {
    let mut text = format!("\n{}\n\n", style.bold("Spending, in virtual time"));
    for Heard { after, alert } in &rehearsed.heard {
        let line = heard(*after, alert);
        let line = if alert.action.is_some() {
            style.red(&line)
        } else {
            line
        };
        let _ = writeln!(text, "{line}");
    }
    if rehearsed.heard.is_empty() {
        text.push_str("Nobody was told of anything.\n");
    }
    text.push('\n');
    let rows = [
        ("before", &rehearsed.before),
        ("while stopped", &rehearsed.while_stopped),
        ("a day after lifting", &rehearsed.after),
    ];
    for (when, calls) in rows {
        paragraph(
            &mut text,
            &format!("Calls {when}: {}.", answered(calls)),
            style,
        );
    }
    let faults = rehearsed.faults();
    for fault in &faults {
        let _ = writeln!(text, "{}", style.red(fault));
    }
    if faults.is_empty() {
        let words = if rehearsed.stopped.is_empty() {
            "Nobody was stopped, and every call was answered."
        } else {
            "Who was over budget was stopped, nobody else was, and lifting gave everything back."
        };
        let _ = writeln!(text, "{}", style.bold(&style.green(words)));
    }
    text
}

fn paragraph(text: &mut String, words: &str, style: Style) {
    for line in wrap(words, style.width) {
        let _ = writeln!(text, "{line}");
    }
}

/// `day 4 08:00  bedrock-org acme account platform-1: ...`
fn heard(after: Duration, alert: &Alert) -> String {
    let hours = after.as_secs() / 3600;
    let when = format!("day {:2} {:02} h", hours / 24 + 1, hours % 24);
    let micros = |micros: u64| Usd::micros(i64::try_from(micros).unwrap_or(i64::MAX));
    let spent = micros(alert.spent);
    let limit = micros(alert.limit);
    let verb = if alert.kind == "FORECASTED" {
        "is expected to spend"
    } else {
        "spent"
    };
    match &alert.action {
        Some(action) => format!("{when}  {}: {action}", alert.budget),
        None => format!(
            "{when}  {} {verb} {spent} of {limit}, above {} %; told {}",
            alert.budget,
            alert.threshold,
            alert.subscribers.join(", ")
        ),
    }
}

/// Which accounts answer, and which do not.
fn answered(calls: &[Call]) -> String {
    let mut accounts: BTreeMap<(&TeamName, &String), bool> = BTreeMap::new();
    for call in calls {
        let answers = accounts.entry((&call.team, &call.account)).or_insert(true);
        *answers &= call.refused.is_none();
    }
    let (fine, refused): (Vec<_>, Vec<_>) = accounts.into_iter().partition(|(_, fine)| *fine);
    let names = |accounts: Vec<((&TeamName, &String), bool)>| {
        let names: Vec<&str> = accounts
            .iter()
            .map(|((_, account), _)| account.as_str())
            .collect();
        names.join(", ")
    };
    match (fine.is_empty(), refused.is_empty()) {
        (_, true) => format!("{} answered", names(fine)),
        (true, _) => format!("{} denied", names(refused)),
        _ => format!("{} denied; {} answered", names(refused), names(fine)),
    }
}

pub fn json(rehearsed: &Rehearsed) -> Value {
    let calls = |calls: &[Call]| {
        let each = calls.iter().map(
            |call| json!({"team": call.team, "account": call.account, "refused": call.refused}),
        );
        each.collect::<Vec<_>>()
    };
    let heard = rehearsed.heard.iter().map(|one| {
        json!({
            "after_seconds": one.after.as_secs(),
            "budget": one.alert.budget,
            "kind": one.alert.kind,
            "threshold": one.alert.threshold,
            "spent": one.alert.spent as f64 / 1e6,
            "limit": one.alert.limit as f64 / 1e6,
            "subscribers": one.alert.subscribers,
            "action": one.alert.action,
        })
    });
    json!({
        "version": VERSION,
        "kind": "rehearsed-spend",
        "alerts": heard.collect::<Vec<_>>(),
        "stopped": rehearsed.stopped.iter().map(|one| &one.scope).collect::<Vec<_>>(),
        "lifted": rehearsed.lifted,
        "calls": {
            "before": calls(&rehearsed.before),
            "while_stopped": calls(&rehearsed.while_stopped),
            "after_lifting": calls(&rehearsed.after),
        },
        "faults": rehearsed.faults(),
    })
}
