//! Whose Monday it is, and what the planner says of it.

use crate::command::Stop;
use crate::model::{Alias, Intent, Model, Region, Sizing, TeamName};
use crate::plan::capacity::{Capacity, Need, TeamCapacity};

/// The team, what its developers call, and where: what is scarcest for them.
pub struct Whose<'a> {
    pub capacity: &'a TeamCapacity,
    pub alias: &'a Alias,
    pub model: &'a Model,
    pub region: &'a Region,
    /// Tokens per minute of the whole team at its peak; the plan's reserve is no part of it.
    pub need: u64,
}

/// The plan file has this team, if one is named.
pub fn known(intent: &Intent, named: Option<&TeamName>) -> Result<(), Stop> {
    let Some(named) = named.filter(|name| !intent.teams.contains_key(*name)) else {
        return Ok(());
    };
    let teams: Vec<&str> = intent.teams.keys().map(TeamName::as_str).collect();
    Err(Stop::failed(format!("the plan file has no team {named}"))
        .hint(format!("its teams are {}", teams.join(", "))))
}

pub fn whose<'a>(
    intent: &'a Intent,
    capacity: &'a Capacity,
    named: Option<&TeamName>,
) -> Result<Whose<'a>, Stop> {
    let teams = capacity.teams.iter();
    let capacity = match named {
        Some(named) => teams.clone().find(|team| team.name == *named),
        // Of those that are as badly off as each other, the first.
        None => teams.rev().max_by(|one, other| {
            let (one, other) = (scarcity(one), scarcity(other));
            one.total_cmp(&other)
        }),
    };
    let nobody = || Stop::failed("could not rehearse Monday: no team has a model to work with");
    let capacity = capacity.ok_or_else(nobody)?;
    let scarcest = capacity.advice.has.as_ref().map(|has| &has.alias);
    let alias = scarcest.or_else(|| intent.teams[&capacity.name].models.first());
    let (alias, model) = alias
        .and_then(|alias| intent.models.get_key_value(alias))
        .ok_or_else(nobody)?;
    let region = place(capacity, alias).ok_or_else(nobody)?;
    let mut team = intent.teams[&capacity.name].clone();
    team.sizing = Sizing {
        peak_tpm: team.sizing.peak_tpm,
        ..Sizing::default()
    };
    Ok(Whose {
        capacity,
        alias,
        model,
        region,
        need: Need::of(&team, 1).tpm,
    })
}

/// How much of what an account has its developers need.
fn scarcity(team: &TeamCapacity) -> f64 {
    let has = team.advice.has.as_ref().map(|has| has.tpm);
    #[allow(clippy::cast_precision_loss, reason = "quotas are far below 2^53")]
    has.map_or(0.0, |has| team.need.tpm as f64 / (has.max(1)) as f64)
}

/// Where there is least of the model.
fn place<'a>(team: &'a TeamCapacity, alias: &Alias) -> Option<&'a Region> {
    let has = |place: &crate::plan::capacity::Place| {
        let model = place.models.iter().find(|model| model.alias == *alias);
        model.and_then(|model| model.tpm.has()).unwrap_or(u64::MAX)
    };
    let least = team.places.iter().min_by_key(|place| has(place));
    least.map(|place| &place.region)
}
