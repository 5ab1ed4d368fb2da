//! Calls of models, as AWS authorizes them: those of the plan pass at every step, all others stop.

use bedrock_org::model::geography::{self, Destinations};
use bedrock_org::model::{Intent, Model, Region, Team};
use proptest::prelude::*;
use proptest::sample::subsequence;

use super::intent::{self, plan};
use super::stack::{ACCOUNT, Stack};

fn profile_arn(model: &Model, source: &Region) -> String {
    format!(
        "arn:aws:bedrock:{source}:{ACCOUNT}:inference-profile/{}.{}",
        model.profile, model.id
    )
}

/// The authorizations that AWS asks for when a team calls a model from one of its Regions.
fn authorizations(model: &Model, source: &Region) -> Vec<(String, String, Option<String>)> {
    let profile = profile_arn(model, source);
    let answers = match geography::destinations(&model.profile, source) {
        None => return Vec::new(),
        Some(Destinations::Regions(all)) => all.iter().map(|one| Some(one.to_string())).collect(),
        Some(Destinations::Anywhere) => vec![Some(source.to_string()), None],
    };
    let mut all = vec![(profile.clone(), source.to_string(), None)];
    all.extend(answers.into_iter().map(|answer: Option<String>| {
        let region = answer.clone().unwrap_or_default();
        let resource = format!("arn:aws:bedrock:{region}::foundation-model/{}", model.id);
        (
            resource,
            answer.unwrap_or("unspecified".into()),
            Some(profile.clone()),
        )
    }));
    all
}

fn planned<'a>(intent: &'a Intent, team: &'a Team) -> Vec<&'a Model> {
    team.models
        .iter()
        .map(|alias| &intent.models[alias])
        .collect()
}

/// Every model through every profile from every Region is admitted exactly where the plan says so.
fn check_exactly(intent: &Intent) {
    let all: Vec<&Model> = intent.models.values().collect();
    for (name, team) in &intent.teams {
        let stack = Stack::of(intent, name.as_str());
        let own = planned(intent, team);
        for (model, source) in all.iter().flat_map(|model| {
            let sources = geography::sources(&model.profile).unwrap();
            sources
                .iter()
                .map(move |source| (*model, source.parse::<Region>().unwrap()))
        }) {
            let denials: Vec<String> = authorizations(model, &source)
                .into_iter()
                .filter_map(|(resource, region, profile)| {
                    let said = stack.invoke(&resource, &region, profile.as_deref());
                    (said != "allowed").then(|| format!("{said} for {resource} in {region}"))
                })
                .collect();
            let wanted = own.contains(&model) && team.regions.contains(&source);
            assert_eq!(
                denials.is_empty(),
                wanted,
                "{name} calls {}.{} from {source}: {denials:?}",
                model.profile,
                model.id
            );
        }
    }
}

#[test]
fn the_example_admits_its_models_everywhere_they_answer_and_no_others() {
    check_exactly(&intent::example());
}

const MODELS: &[(&str, &str, &str)] = &[
    ("a-us", "anthropic.a", "us"),
    ("a-eu", "anthropic.a", "eu"),
    ("a-global", "anthropic.a", "global"),
    ("b-us", "anthropic.b", "us"),
    ("b-apac", "anthropic.b", "apac"),
    ("b-jp", "anthropic.b", "jp"),
    ("c-global", "anthropic.c", "global"),
];

const REGIONS: &[&str] = &[
    "ap-northeast-1",
    "ap-northeast-3",
    "ap-south-2",
    "ca-central-1",
    "eu-central-2",
    "eu-west-1",
    "us-east-1",
    "us-east-2",
    "us-west-2",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, ..ProptestConfig::default() })]

    #[test]
    fn any_plan_admits_its_models_everywhere_they_answer_and_no_others(
        aliases in subsequence(MODELS, 0..=MODELS.len()),
        codes in subsequence(REGIONS, 1..=REGIONS.len()),
    ) {
        let aliases: Vec<&str> = aliases.iter().map(|(alias, ..)| *alias).collect();
        let teams: &[(&str, &[&str], &[&str])] = &[("team", &codes, &aliases)];
        check_exactly(&plan("eu-west-1", MODELS, teams));
    }
}
