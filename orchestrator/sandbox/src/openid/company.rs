//! The company whose identity provider this is.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

/// What the provider serves: one client, and the people who may sign in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Company {
    /// Exactly as tokens and the discovery document print it.
    pub issuer: String,
    pub client_id: String,
    pub groups_claim: String,
    /// Whether the claim is one group rather than a list.
    pub one_group: bool,
    /// Whom the sign-in page offers.
    pub people: Vec<Person>,
    /// Every sign-in is approved as this person, and nobody is asked.
    pub sign_in_as: Option<Person>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    pub email: String,
    /// As the sign-in page shows it.
    pub name: String,
    pub groups: Vec<String>,
}

impl Company {
    /// The address of one of the provider's own pages.
    pub(super) fn at(&self, path: &str) -> String {
        format!("{}{path}", self.issuer.trim_end_matches('/'))
    }

    /// A path of a request without what the issuer itself has of one.
    pub(super) fn path_of<'a>(&self, path: &'a str) -> Option<&'a str> {
        let issuer = self.issuer.trim_end_matches('/');
        let (_, rest) = issuer.split_once("://")?;
        match rest.split_once('/') {
            None => Some(path),
            Some((_, own)) => path.strip_prefix('/')?.strip_prefix(own),
        }
    }

    pub(super) fn person(&self, email: &str) -> Option<&Person> {
        self.people.iter().find(|person| person.email == email)
    }

    /// What tokens and the userinfo endpoint say of somebody.
    pub(super) fn claims(&self, person: &Person, subject: String) -> Map<String, Value> {
        let mut claims = Map::from_iter([
            ("sub".to_owned(), Value::from(subject)),
            ("email".to_owned(), person.email.clone().into()),
            ("email_verified".to_owned(), true.into()),
            ("preferred_username".to_owned(), person.email.clone().into()),
            ("name".to_owned(), person.name.clone().into()),
        ]);
        let groups = match (self.one_group, person.groups.as_slice()) {
            // A provider that sends one group sends nothing for somebody of none.
            (true, []) => None,
            (true, [one]) => Some(json!(one)),
            _ => Some(json!(person.groups)),
        };
        claims.extend(groups.map(|groups| (self.groups_claim.clone(), groups)));
        claims
    }
}
