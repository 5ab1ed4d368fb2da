//! `team`: those that one may use, and the one that is kept to.

use bedrock_routing::{Choice, Membership};
use serde_json::{Value, json};

use super::explanation::{passed_over, plain, rule, rule_key};
use super::wrap::wrap;
use crate::identity::Identity;

pub struct Teams<'a> {
    pub identity: &'a Identity,
    pub memberships: &'a [Membership<'a>],
    pub choice: Option<&'a Choice<'a>>,
    pub saved: Option<&'a str>,
}

impl Teams<'_> {
    fn own(&self) -> impl Iterator<Item = &Membership<'_>> {
        self.memberships.iter().filter(|one| one.held.is_ok())
    }

    fn is_chosen(&self, one: &Membership<'_>) -> bool {
        self.choice
            .is_some_and(|choice| choice.team.name == one.team.name)
    }
}

pub fn text(teams: &Teams<'_>) -> String {
    let person = plain(teams.identity.name());
    let mut text = format!("Teams of {person}:\n");
    let widest = teams.own().map(|one| one.team.name.len()).max();
    let widest = widest.unwrap_or_default();
    for one in teams.own() {
        let mark = if teams.is_chosen(one) { '*' } else { ' ' };
        let words = match teams.choice {
            Some(choice) if teams.is_chosen(one) => rule(choice.rule),
            _ if one.team.accounts.is_empty() => "has no account yet",
            _ => "",
        };
        let head = format!("{mark} {:widest$}  ", one.team.name);
        if words.is_empty() {
            text.push_str(head.trim_end());
            text.push('\n');
        } else {
            wrap(&mut text, &head, widest + 4, words);
        }
    }
    let over = teams.choice.and_then(|choice| choice.passed_over.as_ref());
    if let Some(over) = over {
        text.push('\n');
        wrap(&mut text, "Note: ", 6, &passed_over(over));
    } else if teams.saved.is_some() {
        text.push_str("\nBack to the first one: `bedrock-auth team --clear`\n");
    } else if teams.own().count() > 1 {
        text.push_str("\nKeep to another one: `bedrock-auth team NAME`\n");
    }
    text
}

pub fn json(teams: &Teams<'_>) -> Value {
    let own = teams.own().map(|one| {
        json!({
            "name": one.team.name,
            "group": one.team.group,
            "accounts": one.team.accounts.len(),
            "chosen": teams.is_chosen(one),
        })
    });
    json!({
        "person": teams.identity.name(),
        "teams": own.collect::<Vec<_>>(),
        "chosen": teams.choice.map(|choice| &choice.team.name),
        "rule": teams.choice.map(|choice| rule_key(choice.rule)),
        "saved": teams.saved,
    })
}

pub fn saved(team: Option<&str>) -> String {
    match team {
        Some(team) => format!(
            "From now on you work in team {team}.\n\
             Back to the first one: `bedrock-auth team --clear`\n"
        ),
        None => "From now on you work in the first of your teams in the routing document.\n".into(),
    }
}

pub fn saved_json(team: Option<&str>) -> Value {
    json!({ "saved": team })
}
