//! Which calls are tried in a team's account: those that the plan wants, and their neighbours.

use std::collections::BTreeSet;

use bedrock_template::Place;

use crate::model::geography::{self, Destinations};
use crate::model::{Intent, Model, Region, Team, TeamName};

/// A model that no plan has.
const STRANGER: &str = "example.model-of-no-plan-v1:0";

/// A call that is tried.
#[derive(Debug, Clone)]
pub(super) struct Probe {
    /// The plan's word for the model, or its id.
    pub(super) model: String,
    pub(super) region: Region,
    pub(super) through: Through,
    /// Whether the plan wants it to succeed.
    pub(super) wanted: bool,
    /// Everything that AWS checks for it.
    pub(super) touches: Vec<Touch>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Through {
    Profile(String),
    /// By the model's own id.
    Nothing,
}

/// One resource, as AWS's authorization is asked about it.
#[derive(Debug, Clone)]
pub(super) struct Touch {
    pub(super) arn: String,
    pub(super) requested_region: String,
    pub(super) profile: Option<String>,
}

pub(super) fn probes(intent: &Intent, team: Option<&TeamName>, place: &Place) -> Vec<Probe> {
    let team = team.and_then(|team| intent.teams.get(team));
    let regions = regions(intent, team, place);
    let mut probes = Vec::new();
    for (alias, model) in &intent.models {
        for region in &regions {
            let wanted = team
                .is_some_and(|team| team.models.contains(alias) && team.regions.contains(region));
            let through = through_profile(alias.as_str(), model, region, place);
            probes.extend(through.map(|probe| Probe { wanted, ..probe }));
        }
    }
    let own = |team: &Team| team.regions.first().cloned();
    if let Some(region) = team.and_then(own) {
        let named: BTreeSet<&str> = intent.models.values().map(|it| it.id.as_str()).collect();
        let direct = named.into_iter().chain([STRANGER]);
        probes.extend(direct.map(|model| directly(model, &region, place)));
    }
    probes
}

/// Those of the plan, and for each profile of the plan one that the plan leaves out.
fn regions(intent: &Intent, team: Option<&Team>, place: &Place) -> BTreeSet<Region> {
    let mut regions: BTreeSet<Region> = intent
        .teams
        .values()
        .flat_map(|team| team.regions.iter().cloned())
        .filter(|region| region.partition() == place.partition)
        .collect();
    let own = team.map_or(&[][..], |team| &team.regions);
    let profiles: BTreeSet<_> = intent.models.values().map(|model| &model.profile).collect();
    for profile in profiles {
        let codes = geography::sources(profile).unwrap_or_default();
        let sources = codes.iter().filter_map(|code| code.parse::<Region>().ok());
        let mut others =
            sources.filter(|region| region.partition() == place.partition && !own.contains(region));
        regions.extend(others.find(|region| !regions.contains(region)));
    }
    regions
}

fn through_profile(alias: &str, model: &Model, region: &Region, place: &Place) -> Option<Probe> {
    let Place {
        account, partition, ..
    } = place;
    let destinations = geography::destinations(&model.profile, region)?;
    let id = format!("{}.{}", model.profile, model.id);
    let profile = format!("arn:{partition}:bedrock:{region}:{account}:inference-profile/{id}");
    let answer = |at: &str, requested: &str| Touch {
        arn: model_arn(partition, at, &model.id),
        requested_region: requested.to_owned(),
        profile: Some(profile.clone()),
    };
    let answers: Vec<Touch> = match &destinations {
        Destinations::Regions(all) => all
            .iter()
            .map(|region| answer(region.as_str(), region.as_str()))
            .collect(),
        Destinations::Anywhere => vec![
            answer(region.as_str(), region.as_str()),
            answer("", "unspecified"),
        ],
    };
    let itself = Touch {
        arn: profile.clone(),
        requested_region: region.to_string(),
        profile: None,
    };
    Some(Probe {
        model: alias.to_owned(),
        region: region.clone(),
        through: Through::Profile(id),
        wanted: false,
        touches: [itself].into_iter().chain(answers).collect(),
    })
}

fn directly(model: &str, region: &Region, place: &Place) -> Probe {
    Probe {
        model: model.to_owned(),
        region: region.clone(),
        through: Through::Nothing,
        wanted: false,
        touches: vec![Touch {
            arn: model_arn(&place.partition, region.as_str(), model),
            requested_region: region.to_string(),
            profile: None,
        }],
    }
}

fn model_arn(partition: &str, region: &str, model: &str) -> String {
    format!("arn:{partition}:bedrock:{region}::foundation-model/{model}")
}
