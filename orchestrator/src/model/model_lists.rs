//! The models that a team may call, as the lists of ARNs that the auth template takes.

use std::collections::BTreeSet;

use super::geography::{self, Destinations};
use super::{Model, Region};

/// One list for each of the template's parameters.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ModelLists {
    /// From where which geographic profile is called; a profile's ARN has its account in it.
    pub inference_profiles: BTreeSet<String>,
    /// Where which model may answer.
    pub foundation_models: BTreeSet<String>,
    pub global_profiles: BTreeSet<String>,
    /// A global call is checked in the Region it enters at, too.
    pub global_source_models: BTreeSet<String>,
    /// The model without a Region: it may answer anywhere.
    pub global_models: BTreeSet<String>,
}

impl ModelLists {
    /// What a profile does not reach is in no list.
    pub fn of<'m>(
        account: &str,
        regions: &[Region],
        models: impl IntoIterator<Item = &'m Model>,
    ) -> Self {
        let mut lists = Self::default();
        for model in models {
            for source in regions {
                lists.add(account, source, model);
            }
        }
        lists
    }

    fn add(&mut self, account: &str, source: &Region, model: &Model) {
        let Model { id, profile } = model;
        let arn = |region: &str, account: &str, resource: String| {
            let partition = source.partition();
            format!("arn:{partition}:bedrock:{region}:{account}:{resource}")
        };
        let answering = |region: &str| arn(region, "", format!("foundation-model/{id}"));
        let called = format!("inference-profile/{profile}.{id}");
        let called = arn(source.as_str(), account, called);
        match geography::destinations(profile, source) {
            None => {}
            Some(Destinations::Regions(destinations)) => {
                self.inference_profiles.insert(called);
                let models = destinations.iter().map(|region| answering(region.as_str()));
                self.foundation_models.extend(models);
            }
            Some(Destinations::Anywhere) => {
                self.global_profiles.insert(called);
                self.global_source_models.insert(answering(source.as_str()));
                self.global_models.insert(answering(""));
            }
        }
    }

    /// By the names of the template's parameters.
    pub fn by_parameter(&self) -> [(&'static str, &BTreeSet<String>); 5] {
        let Self {
            inference_profiles,
            foundation_models,
            global_profiles,
            global_source_models,
            global_models,
        } = self;
        [
            ("InferenceProfiles", inference_profiles),
            ("FoundationModels", foundation_models),
            ("GlobalProfiles", global_profiles),
            ("GlobalSourceModels", global_source_models),
            ("GlobalModels", global_models),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lists(regions: &[&str], models: &[(&str, &str)]) -> Vec<Vec<String>> {
        let regions: Vec<Region> = regions.iter().map(|code| code.parse().unwrap()).collect();
        let models: Vec<Model> = models
            .iter()
            .map(|(id, profile)| Model {
                id: (*id).into(),
                profile: profile.parse().unwrap(),
            })
            .collect();
        let lists = ModelLists::of("111122223333", &regions, &models);
        lists
            .by_parameter()
            .map(|(_, list)| list.iter().cloned().collect())
            .into()
    }

    #[test]
    fn each_kind_of_profile_has_lists_of_its_own() {
        let found = lists(
            &["us-west-1"],
            &[
                ("anthropic.claude-x", "us"),
                ("anthropic.claude-y", "global"),
            ],
        );
        let answering = ["us-east-1", "us-east-2", "us-west-1", "us-west-2"]
            .map(|region| format!("arn:aws:bedrock:{region}::foundation-model/anthropic.claude-x"));
        let called = "arn:aws:bedrock:us-west-1:111122223333:inference-profile";
        assert_eq!(found[0], [format!("{called}/us.anthropic.claude-x")]);
        assert_eq!(found[1], answering);
        assert_eq!(found[2], [format!("{called}/global.anthropic.claude-y")]);
        let models = "foundation-model/anthropic.claude-y";
        assert_eq!(found[3], [format!("arn:aws:bedrock:us-west-1::{models}")]);
        assert_eq!(found[4], [format!("arn:aws:bedrock:::{models}")]);
    }

    #[test]
    fn govcloud_has_its_own_partition() {
        let found = lists(&["us-gov-west-1"], &[("anthropic.claude-x", "us-gov")]);
        assert!(found[0][0].starts_with("arn:aws-us-gov:bedrock:us-gov-west-1:111122223333:"));
        assert_eq!(found[1].len(), 2);
    }

    #[test]
    fn what_is_not_reached_is_in_no_list() {
        let found = lists(&["eu-central-1"], &[("anthropic.claude-x", "us")]);
        assert!(found.iter().all(Vec::is_empty));
    }
}
