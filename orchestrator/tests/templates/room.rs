//! How many models the plan file lets a team have, against what its stack has room for.

use std::collections::BTreeMap;

use bedrock_org::model::{ModelLists, Region};
use bedrock_org::spec;

use super::file;
use super::limits::{PARAMETER, documents};
use super::render::render;

const ACCOUNT: &str = "111122223333";

/// A plan of one team, with so many models; each of the profiles in turn.
fn plan(regions: &[&str], profiles: &[&str], models: usize) -> String {
    let named: String = (0..models)
        .map(|number| {
            let profile = profiles[number % profiles.len()];
            format!("m{number} = {{ id = \"anthropic.claude-model-{number:02}\", profile = \"{profile}\" }}\n")
        })
        .collect();
    let names: Vec<String> = (0..models).map(|number| format!("m{number}")).collect();
    format!(
        "[organization]\nname = \"acme\"\nemail = \"aws+{{account}}@acme.example\"\n\
         regions = {regions:?}\n[identity]\nissuer = \"https://acme.okta.com\"\n\
         client_id = \"0oa1\"\n[models]\n{named}[team.data]\ngroup = \"bedrock-data\"\n\
         developers = 1\nmodels = {names:?}\n"
    )
}

/// The longest of a team's parameters and policies, in thousandths of what AWS takes.
fn fullest(text: &str) -> usize {
    let read = toml::from_str::<toml::Table>(text).unwrap();
    let models = read["models"].as_table().unwrap().values().map(|model| {
        let text = |key: &str| model[key].as_str().unwrap();
        bedrock_org::model::Model {
            id: text("id").to_owned(),
            profile: text("profile").parse().unwrap(),
        }
    });
    let models: Vec<_> = models.collect();
    let regions = read["organization"]["regions"].as_array().unwrap().iter();
    let regions: Vec<Region> = regions
        .map(|code| code.as_str().unwrap().parse().unwrap())
        .collect();
    let lists = ModelLists::of(ACCOUNT, &regions, &models);
    let case = &file::cases()["auth-mixed"];
    let mut values: BTreeMap<String, String> = case.values();
    for (name, list) in lists.by_parameter() {
        let items: Vec<&str> = list.iter().map(String::as_str).collect();
        values.insert(name.to_owned(), items.join(","));
    }
    let parameters = lists.by_parameter();
    let longest = parameters.iter().map(|(name, _)| values[*name].len()).max();
    let longest = longest.unwrap() * 1000 / PARAMETER;
    if longest > 1000 {
        // No such stack can be made.
        return longest;
    }
    let rendered = render(&file::template("auth"), &case.place, &values);
    let policies = documents("a team", &rendered).into_iter();
    let policies = policies.map(|document| document.size * 1000 / document.limit);
    policies.chain([longest]).max().unwrap()
}

#[test]
fn a_team_that_the_plan_file_admits_fits_into_its_stack() {
    let us: &[&str] = &["us-east-1", "us-east-2", "us-west-2"];
    let world: &[&str] = &["eu-central-1", "eu-west-1", "us-east-1", "us-west-2"];
    for (regions, profiles) in [
        (us, &["us"] as &[&str]),
        (world, &["global"]),
        (us, &["us", "global"]),
        (&["us-gov-east-1", "us-gov-west-1"], &["us-gov"]),
    ] {
        let admitted = |models: &usize| spec::read(&plan(regions, profiles, *models)).is_ok();
        let most = (1..100).take_while(admitted).last().unwrap();
        let [last, next] = [most, most + 1].map(|models| fullest(&plan(regions, profiles, models)));
        println!("{regions:?} {profiles:?}: {most} models, {last} of 1000");
        assert!(last <= 1000, "{most} models have {last} of 1000");
        assert!(next >= 900, "{} models are refused at {next}", most + 1);
    }
}
