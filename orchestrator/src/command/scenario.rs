//! A file that says who spends what in a sandbox.

use std::collections::BTreeSet;
use std::path::Path;

use bedrock_sandbox::Spending;
use serde::Deserialize;

use crate::model::{AccountName, Alias, HardStop, Intent, Seat};

use super::Stop;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    spend: Vec<Entry>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    account: AccountName,
    model: Alias,
    person: Option<String>,
    usd_per_day: f64,
    #[serde(default)]
    from_day: u32,
    days: u32,
}

pub fn read(path: &Path, intent: &Intent) -> Result<Vec<Spending>, Stop> {
    let shown = path.display();
    let text = std::fs::read_to_string(path)
        .map_err(|why| Stop::failed(format!("could not read {shown}: {why}")))?;
    let file: File = toml::from_str(&text).map_err(|why| {
        Stop::failed(format!("could not read {shown}: {}", why.to_string().trim_end())).hint(
            "an entry looks like [[spend]] account = \"platform-1\", model = \"opus\", usd_per_day = 400, \
             days = 10",
        )
    })?;
    let entries = file.spend.into_iter();
    entries.map(|entry| spending(entry, intent, path)).collect()
}

fn spending(entry: Entry, intent: &Intent, path: &Path) -> Result<Spending, Stop> {
    let wrong = |what: String| Stop::failed(format!("could not use {}: {what}", path.display()));
    let Entry {
        account,
        model,
        person,
        usd_per_day,
        from_day,
        days,
    } = entry;
    let mut seats = intent.teams.values().flat_map(|team| &team.seats);
    let seat = seats
        .find(|seat| *seat.name() == account)
        .ok_or_else(|| wrong(format!("the plan file has no account {account}")))?;
    let model = intent
        .models
        .get(&model)
        .ok_or_else(|| wrong(format!("the plan file has no model {model}")))?;
    if !(usd_per_day.is_finite() && usd_per_day >= 0.0) {
        return Err(wrong(format!("{account} cannot spend {usd_per_day} a day")));
    }
    Ok(Spending {
        account: known_as(seat).to_owned(),
        model: model.id.clone(),
        person,
        usd_per_day,
        from: from_day,
        days,
    })
}

/// Where somebody is named, the bill is to name them too.
pub fn cost_tags(spending: &[Spending]) -> BTreeSet<String> {
    let named = spending.iter().any(|one| one.person.is_some());
    let tag = named.then(|| "iamPrincipal/email".to_owned());
    tag.into_iter().collect()
}

/// How the sandbox knows an account, also before it is there.
pub fn known_as(seat: &Seat) -> &str {
    match seat {
        Seat::ByEmail { email, .. } | Seat::KnownEmail { email, .. } => email.as_str(),
        Seat::ById { id, .. } => id.as_str(),
    }
}

/// The first account that has a stop goes through its budget in five days and does not stop by itself;
/// where none has one, the first with a budget.
pub fn built_in(intent: &Intent) -> Result<Vec<Spending>, Stop> {
    let mut teams: Vec<_> = intent.teams.values().collect();
    teams.sort_by_key(|team| {
        let stop = team.budget.as_ref().map(|budget| budget.hard_stop);
        let rank = match stop {
            Some(HardStop::Automatic) => 0,
            Some(HardStop::OnApproval) => 1,
            Some(HardStop::Off) => 2,
            None => 3,
        };
        (rank, team.place)
    });
    let spending = teams.first().and_then(|team| {
        let budget = team.budget.as_ref()?;
        let model = intent.models.get(team.models.first()?)?;
        Some(Spending {
            account: known_as(team.seats.first()?).to_owned(),
            model: model.id.clone(),
            person: None,
            usd_per_day: budget.monthly_usd as f64 / 5.0,
            from: 1,
            days: 7,
        })
    });
    spending.map(|one| vec![one]).ok_or_else(|| {
        Stop::failed("no team of the plan file has a budget")
            .hint("give one a budget, or say who spends what with --spend=FILE")
    })
}
