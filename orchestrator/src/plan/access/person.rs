//! Who knocks: a developer of each team, somebody of none, and whoever is asked about.

use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::model::{GroupMatch, Intent};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// A team's name, `outsider`, `asked`, or the name of a group.
    pub name: String,
    pub groups: Vec<String>,
    pub who: Who,
    /// Of their ID token.
    pub claims: Map<String, Value>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Who {
    /// Of one team alone.
    Developer,
    /// Signed in, in no group.
    Outsider,
    /// In the groups that were asked about.
    Asked,
    /// In a group whose name has a team's group as a part. Nobody may be: it is what the rule
    /// cannot tell apart.
    NearMiss,
}

impl Person {
    fn new(intent: &Intent, name: String, groups: Vec<String>, who: Who) -> Self {
        let identity = &intent.identity;
        let claim = match (identity.group_match, groups.as_slice()) {
            (GroupMatch::Equals, []) => Value::Null,
            (GroupMatch::Equals, [one]) => json!(one),
            (GroupMatch::Equals, _) | (GroupMatch::Contains, _) => json!(groups),
        };
        let local = name.replace([' ', ','], "-");
        let mut claims = Map::from_iter([
            ("iss".to_owned(), json!(identity.issuer)),
            ("aud".to_owned(), json!(identity.client_id)),
            ("sub".to_owned(), json!(format!("subject-of-{local}"))),
            ("email".to_owned(), json!(format!("{local}@people.example"))),
        ]);
        // An outsider's provider sends an empty list, or nothing where it sends one group.
        if !claim.is_null() {
            claims.insert(identity.groups_claim.clone(), claim);
        }
        Self {
            name,
            groups,
            who,
            claims,
        }
    }
}

pub(super) fn people(intent: &Intent, asked: &[String]) -> Vec<Person> {
    let person = |name: String, groups, who| Person::new(intent, name, groups, who);
    let developers = intent.teams.iter().map(|(name, team)| {
        let groups = vec![team.group.clone()];
        person(name.to_string(), groups, Who::Developer)
    });
    let asked = (!asked.is_empty()).then(|| person("asked".into(), asked.to_vec(), Who::Asked));
    let near = intent.teams.values().map(|team| {
        let group = format!("{}-x", team.group);
        person(group.clone(), vec![group], Who::NearMiss)
    });
    developers
        .chain([person("outsider".into(), Vec::new(), Who::Outsider)])
        .chain(asked)
        .chain(near)
        .collect()
}
