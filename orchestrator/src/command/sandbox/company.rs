//! Who signs in at the sandbox: made-up people of the plan's groups.

use bedrock_sandbox::{Company, Person};

use crate::model::{GroupMatch, Intent};

/// One person of each team, one of the first two teams, one of none.
pub fn company(intent: &Intent, issuer: &str, sign_in_as: Option<Person>) -> Company {
    let identity = &intent.identity;
    Company {
        issuer: issuer.to_owned(),
        client_id: identity.client_id.clone(),
        groups_claim: identity.groups_claim.clone(),
        one_group: identity.group_match == GroupMatch::Equals,
        people: people(intent),
        sign_in_as,
    }
}

fn people(intent: &Intent) -> Vec<Person> {
    let domain = &intent.organization.name;
    let person = |local: &str, name: String, groups: Vec<String>| Person {
        email: format!("{local}@{domain}.example"),
        name,
        groups,
    };
    let mut people: Vec<Person> = intent
        .teams
        .iter()
        .map(|(team, plan)| {
            let groups = vec![plan.group.clone()];
            person(team.as_str(), format!("A developer of {team}"), groups)
        })
        .collect();
    let several: Vec<_> = intent.teams.iter().take(2).collect();
    if let [(one, first), (two, second)] = several.as_slice() {
        let groups = vec![first.group.clone(), second.group.clone()];
        let name = format!("Somebody of {one} and {two}");
        people.push(person("several-teams", name, groups));
    }
    people.push(person("no-team", "Somebody of no team".into(), Vec::new()));
    people
}
