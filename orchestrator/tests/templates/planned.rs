//! The templates take exactly what the planner gives them.

use std::collections::{BTreeMap, BTreeSet};

use bedrock_org::model::{AccountId, HubIntent, Intent, Parameter, Region, Set, Stack, TeamName};
use bedrock_org::plan::stacks;
use bedrock_org::spec;
use bedrock_template::{Place, Template};

use super::render::{Rendered, render};

const ACCOUNT: &str = "111122223333";

fn example() -> Intent {
    let text = include_str!("../../../org.toml.example");
    spec::read(text).expect("a valid example").intent
}

fn place(region: &Region) -> Place {
    let stack_name = "StackSet-bedrock-auth-acme-5d3f2c1a-9b8e-4f7d-a6c5-b4e3d2f1a098";
    Place {
        account: ACCOUNT.to_owned(),
        region: region.to_string(),
        partition: "aws".to_owned(),
        stack_name: stack_name.to_owned(),
        stack_id: format!(
            "arn:aws:cloudformation:{region}:{ACCOUNT}:stack/{stack_name}/7e6d5c4b-3a29-4180"
        ),
    }
}

fn own(stack: &Stack) -> BTreeMap<String, String> {
    let id: AccountId = ACCOUNT.parse().unwrap();
    let text = |value: &Parameter| match value.in_account(&id) {
        Parameter::Text(text) => text,
        Parameter::Sink { sink } => format!("arn:aws:oam:{sink}:444455556666:sink/0a1b"),
    };
    let each = |(name, value): (&String, &Parameter)| (name.clone(), text(value));
    stack.parameters.iter().map(each).collect()
}

/// Every stack of the example's teams, by team, set and Region.
fn deployed(intent: &Intent) -> Vec<(String, Set, Rendered)> {
    let sets = stacks::sets(intent, &BTreeMap::new());
    let mut deployed = Vec::new();
    for (name, team) in &intent.teams {
        for (set, regions) in stacks::of_team(intent, name, team) {
            let template = Template::parse(stacks::template(set)).unwrap();
            for (region, stack) in regions {
                let mut values = sets[&set].parameters.clone();
                values.extend(own(&stack));
                let rendered = render(&template, &place(&region), &values);
                deployed.push((name.to_string(), set, rendered));
            }
        }
    }
    deployed
}

#[test]
fn every_parameter_of_a_set_is_given_and_no_other() {
    let sets = stacks::sets(&example(), &BTreeMap::new());
    for (set, planned) in sets {
        let template = Template::parse(&planned.template).unwrap();
        let wanted: BTreeSet<&String> = template.parameters().keys().collect();
        let given: BTreeSet<&String> = planned.parameters.keys().collect();
        assert_eq!(given, wanted, "{set:?}");
        let place = place(&"us-east-1".parse().unwrap());
        template.outline(&place, &planned.parameters).unwrap();
    }
}

#[test]
fn the_example_is_deployed_as_it_says() {
    let intent = example();
    let deployed = deployed(&intent);
    for (team, set, rendered) in &deployed {
        if *set == Set::Auth {
            let rule = &rendered.properties("RoleMapping")["RoleMappings"]["Developers"]["RulesConfiguration"]
                ["Rules"][0];
            let name: TeamName = team.parse().unwrap();
            let group = &intent.teams[&name].group;
            assert_eq!(rule["Value"], *group);
            assert_eq!(
                rendered.properties("IdentityPool")["IdentityPoolName"],
                format!("bedrock-{team}")
            );
            rendered.properties("ProfilePolicy");
        }
    }
    let auth = deployed.iter().filter(|(_, set, _)| *set == Set::Auth);
    assert_eq!(auth.count(), intent.teams.len());
}

#[test]
fn the_hub_takes_what_it_is_given() {
    let mut intent = example();
    let hub = HubIntent {
        account: "444455556666".parse().unwrap(),
        notify: Vec::new(),
    };
    intent.hub = Some(hub.clone());
    for (region, planned) in stacks::hub(&intent, &hub) {
        let template = Template::parse(&planned.template).unwrap();
        let mut values = own(&planned.stack);
        values.insert("OrganizationId".to_owned(), "o-a1b2c3d4e5".to_owned());
        let rendered = render(&template, &place(&region), &values);
        assert!(rendered.outputs.contains_key("SinkArn"));
    }
}
