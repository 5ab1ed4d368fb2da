//! The models that a team may call, in the form in which the auth template takes them.

use std::collections::BTreeSet;

use super::geography::{self, Destinations};
use super::{Model, Region};

/// What CloudFormation takes as one parameter's value, in bytes.
pub const LONGEST_PARAMETER: usize = 4096;

/// One list for each of the template's parameters. A template has no loops over pairs, so each
/// Region comes with its model: `us-east-1/us.anthropic.claude-x`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ModelLists {
    /// Geographic profiles, in each Region from which the team calls.
    pub inference_profiles: BTreeSet<String>,
    /// Their models, in each Region that may answer.
    pub foundation_models: BTreeSet<String>,
    /// Global profiles, in each Region from which the team calls.
    pub global_profiles: BTreeSet<String>,
    /// Their models there, and without a Region.
    pub global_source_models: BTreeSet<String>,
    pub global_models: BTreeSet<String>,
}

impl ModelLists {
    /// What a profile does not reach is in no list.
    pub fn of<'m>(regions: &[Region], models: impl IntoIterator<Item = &'m Model>) -> Self {
        let mut lists = Self::default();
        for model in models {
            for source in regions {
                lists.add(model, source);
            }
        }
        lists
    }

    fn add(&mut self, model: &Model, source: &Region) {
        let Model { id, profile } = model;
        let called = format!("{source}/{profile}.{id}");
        match geography::destinations(profile, source) {
            None => {}
            Some(Destinations::Regions(destinations)) => {
                self.inference_profiles.insert(called);
                let answers = destinations.iter().map(|region| format!("{region}/{id}"));
                self.foundation_models.extend(answers);
            }
            Some(Destinations::Anywhere) => {
                self.global_profiles.insert(called);
                self.global_source_models.insert(format!("{source}/{id}"));
                self.global_models.insert(id.clone());
            }
        }
    }

    /// By the names of the template's parameters; a list without items is an empty text.
    pub fn parameters(&self) -> [(&'static str, String); 5] {
        [
            ("InferenceProfiles", &self.inference_profiles),
            ("FoundationModels", &self.foundation_models),
            ("GlobalProfiles", &self.global_profiles),
            ("GlobalSourceModels", &self.global_source_models),
            ("GlobalModels", &self.global_models),
        ]
        .map(|(name, list)| {
            let items: Vec<&str> = list.iter().map(String::as_str).collect();
            (name, items.join(","))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn model(id: &str, profile: &str) -> Model {
        Model {
            id: id.into(),
            profile: profile.parse().unwrap(),
        }
    }

    #[test]
    fn each_kind_of_profile_has_lists_of_its_own() {
        let regions: Vec<Region> = ["us-east-1", "us-west-1"]
            .map(|code| code.parse().unwrap())
            .into();
        let models = [
            model("anthropic.claude-x", "us"),
            model("anthropic.claude-y", "global"),
        ];
        assert_eq!(
            ModelLists::of(&regions, &models).parameters(),
            [
                (
                    "InferenceProfiles",
                    "us-east-1/us.anthropic.claude-x,us-west-1/us.anthropic.claude-x".to_owned()
                ),
                (
                    "FoundationModels",
                    "us-east-1/anthropic.claude-x,us-east-2/anthropic.claude-x,\
                     us-west-1/anthropic.claude-x,us-west-2/anthropic.claude-x"
                        .to_owned()
                ),
                (
                    "GlobalProfiles",
                    "us-east-1/global.anthropic.claude-y,us-west-1/global.anthropic.claude-y"
                        .to_owned()
                ),
                (
                    "GlobalSourceModels",
                    "us-east-1/anthropic.claude-y,us-west-1/anthropic.claude-y".to_owned()
                ),
                ("GlobalModels", "anthropic.claude-y".to_owned()),
            ]
        );
    }

    #[test]
    fn what_is_not_called_is_an_empty_text() {
        let eu = "eu-central-1".parse().unwrap();
        let lists = ModelLists::of(&[eu], &[model("anthropic.claude-x", "us")]);
        assert!(lists.parameters().iter().all(|(_, list)| list.is_empty()));
    }
}
