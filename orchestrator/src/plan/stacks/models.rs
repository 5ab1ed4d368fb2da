//! What a team's role may call, as the lists of `stacksets/auth.yaml`: the template makes ARNs of
//! them, which need the account's id.

use std::collections::BTreeSet;

use crate::model::geography::{self, Destinations};
use crate::model::{Intent, Team};

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lists {
    /// `us-east-1/us.anthropic.claude-x`: from where which geographic profile is called.
    pub inference_profiles: BTreeSet<String>,
    /// `us-east-2/anthropic.claude-x`: where which model may answer.
    pub foundation_models: BTreeSet<String>,
    pub global_profiles: BTreeSet<String>,
    /// A global call is checked in the Region it enters at, too.
    pub global_source_models: BTreeSet<String>,
    /// The model without a Region: it may answer anywhere.
    pub global_models: BTreeSet<String>,
}

impl Lists {
    pub fn of(intent: &Intent, team: &Team) -> Self {
        let mut lists = Self::default();
        let models = team
            .models
            .iter()
            .filter_map(|alias| intent.models.get(alias));
        for model in models {
            let id = &model.id;
            for source in &team.regions {
                let profile = format!("{source}/{}.{id}", model.profile);
                match geography::destinations(&model.profile, source) {
                    None => {}
                    Some(Destinations::Regions(answering)) => {
                        lists.inference_profiles.insert(profile);
                        let models = answering.iter().map(|region| format!("{region}/{id}"));
                        lists.foundation_models.extend(models);
                    }
                    Some(Destinations::Anywhere) => {
                        lists.global_profiles.insert(profile);
                        lists.global_source_models.insert(format!("{source}/{id}"));
                        lists.global_models.insert(id.clone());
                    }
                }
            }
        }
        lists
    }
}
