//! Which models a team reaches, from where, and where they answer.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::geography::{self, Destinations};
use crate::model::{Intent, Region, Team};
use crate::plan::template::Values;

/// A Region in which a model may answer. AWS gives the models of a global profile no Region in
/// their ARN: they may answer anywhere.
type Place = Option<Region>;

pub(super) struct Reach {
    regions: BTreeSet<Region>,
    /// By the model's id.
    answers: BTreeMap<String, BTreeSet<Place>>,
    /// From which Regions each profile, such as `us.anthropic.claude-x`, is called.
    profiles: BTreeMap<String, BTreeSet<Place>>,
}

impl Reach {
    pub(super) fn of(intent: &Intent, team: &Team) -> Self {
        let regions: BTreeSet<Region> = team.regions.iter().cloned().collect();
        let mut answers: BTreeMap<String, BTreeSet<Place>> = BTreeMap::new();
        let mut profiles: BTreeMap<String, BTreeSet<Place>> = BTreeMap::new();
        for model in team
            .models
            .iter()
            .filter_map(|alias| intent.models.get(alias))
        {
            for source in &regions {
                let Some(destinations) = geography::destinations(&model.profile, source) else {
                    continue;
                };
                let places = answers.entry(model.id.clone()).or_default();
                // A global profile is checked against the model in the source Region too.
                places.insert(Some(source.clone()));
                match destinations {
                    Destinations::Regions(all) => places.extend(all.into_iter().map(Some)),
                    Destinations::Anywhere => drop(places.insert(None)),
                }
                let profile = format!("{}.{}", model.profile, model.id);
                profiles
                    .entry(profile)
                    .or_default()
                    .insert(Some(source.clone()));
            }
        }
        Self {
            regions,
            answers,
            profiles,
        }
    }

    /// Where Bedrock may answer, and what `aws:RequestedRegion` says of an answer from anywhere.
    pub(super) fn answering_regions(&self) -> (BTreeSet<Region>, Option<&'static str>) {
        let places = self.places();
        let elsewhere = places.contains(&None).then_some("unspecified");
        (places.into_iter().flatten().collect(), elsewhere)
    }

    /// The values of `scp-models.json`.
    pub(super) fn arns(&self) -> Values<'static> {
        let all = self.places();
        let with_region: BTreeSet<Place> =
            all.iter().filter(|one| one.is_some()).cloned().collect();
        let own: BTreeSet<Place> = self.regions.iter().cloned().map(Some).collect();
        let of_account = |kind: &str| {
            arns(&own, &with_region, |partition, region| {
                format!("arn:{partition}:bedrock:{region}:*:{kind}/*")
            })
        };
        let models = self.answers.iter().flat_map(|(id, places)| {
            arns(places, &all, |partition, region| {
                format!("arn:{partition}:bedrock:{region}::foundation-model/{id}")
            })
        });
        let profiles = self.profiles.iter().flat_map(|(profile, places)| {
            arns(places, &with_region, |partition, region| {
                format!("arn:{partition}:bedrock:{region}:*:inference-profile/{profile}")
            })
        });
        [
            ("models", models.collect()),
            ("profiles", profiles.collect()),
            ("any_profiles", of_account("inference-profile")),
            (
                "application_profiles",
                of_account("application-inference-profile"),
            ),
            ("batch_jobs", of_account("model-invocation-job")),
        ]
        .into()
    }

    fn places(&self) -> BTreeSet<Place> {
        let own = self.regions.iter().cloned().map(Some);
        self.answers
            .values()
            .flatten()
            .cloned()
            .chain(own)
            .collect()
    }
}

/// One ARN for each place, or a single one with `*` where that admits no place beyond `all`.
fn arns(
    places: &BTreeSet<Place>,
    all: &BTreeSet<Place>,
    arn: impl Fn(&str, &str) -> String,
) -> Vec<String> {
    let partitions: BTreeSet<&str> = places.iter().map(partition).collect();
    if places.len() > 1 && places == all && partitions.len() == 1 {
        return partitions
            .into_iter()
            .map(|partition| arn(partition, "*"))
            .collect();
    }
    let each = |place: &Place| arn(partition(place), place.as_ref().map_or("", Region::as_str));
    places.iter().map(each).collect()
}

fn partition(place: &Place) -> &'static str {
    match place {
        Some(region) if region.as_str().starts_with("us-gov-") => "aws-us-gov",
        _ => "aws",
    }
}
