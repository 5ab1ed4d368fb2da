//! What a team's role may call, as the lists of ARNs that `stacksets/auth.yaml` takes.

use std::collections::BTreeSet;

use crate::model::geography::{self, Destinations};
use crate::model::{Intent, Parameter, Team};

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lists {
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

impl Lists {
    pub fn of(intent: &Intent, team: &Team) -> Self {
        let mut lists = Self::default();
        let models = team
            .models
            .iter()
            .filter_map(|alias| intent.models.get(alias));
        let arn = |region: &str, account: &str, resource: String| {
            let partition = intent.organization.home_region.partition();
            format!("arn:{partition}:bedrock:{region}:{account}:{resource}")
        };
        for model in models {
            let id = &model.id;
            let answer = |region: &str| arn(region, "", format!("foundation-model/{id}"));
            for source in &team.regions {
                let profile = format!("inference-profile/{}.{id}", model.profile);
                let profile = arn(source.as_str(), Parameter::ACCOUNT, profile);
                match geography::destinations(&model.profile, source) {
                    None => {}
                    Some(Destinations::Regions(answering)) => {
                        lists.inference_profiles.insert(profile);
                        let models = answering.iter().map(|region| answer(region.as_str()));
                        lists.foundation_models.extend(models);
                    }
                    Some(Destinations::Anywhere) => {
                        lists.global_profiles.insert(profile);
                        lists.global_source_models.insert(answer(source.as_str()));
                        lists.global_models.insert(answer(""));
                    }
                }
            }
        }
        lists
    }
}
