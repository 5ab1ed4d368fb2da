//! What every account should have of each quota, whatever it has.

use std::collections::BTreeMap;

use crate::model::{
    AccountName, AccountQuota, AccountQuotas, Intent, QuotaKey, Rate, Region, TeamName,
};

use super::{ModelCapacity, Place, Room, Target, TeamCapacity, capacity, request};

/// By team and account. Of requests per minute too, where nobody knows yet whether AWS counts them for
/// the model.
pub fn wants(
    intent: &Intent,
) -> BTreeMap<TeamName, BTreeMap<AccountName, BTreeMap<Region, AccountQuotas>>> {
    let teams = capacity(intent, None).teams.into_iter();
    teams
        .map(|team| {
            let mut accounts: BTreeMap<_, BTreeMap<_, _>> = BTreeMap::new();
            for place in &team.places {
                let regions = accounts.entry(place.account.clone()).or_default();
                regions.insert(place.region.clone(), of_place(&team, place));
            }
            (team.name, accounts)
        })
        .collect()
}

fn of_place(team: &TeamCapacity, place: &Place) -> AccountQuotas {
    let models = place.models.iter();
    let quotas = models.flat_map(|model| {
        let requests = model.rpm.clone().unwrap_or(Room {
            needed: team.need.rpm,
            target: team.need.rpm,
            source: Target::Need,
            quota: None,
        });
        [
            (Rate::TokensPerMinute, model.tpm.clone()),
            (Rate::RequestsPerMinute, requests),
        ]
        .map(|(rate, room)| (key(model, rate), wanted(team, place, model, rate, &room)))
    });
    AccountQuotas {
        quotas: quotas.collect(),
        others_open: 0,
    }
}

fn key(model: &ModelCapacity, rate: Rate) -> QuotaKey {
    QuotaKey {
        alias: model.alias.clone(),
        rate,
    }
}

fn wanted(
    team: &TeamCapacity,
    place: &Place,
    model: &ModelCapacity,
    rate: Rate,
    room: &Room,
) -> AccountQuota {
    AccountQuota {
        wanted: Some(room.target),
        justification: request::purpose(team, place, model, rate, room),
        shown: None,
        requests: Vec::new(),
    }
}
