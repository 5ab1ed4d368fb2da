//! A commented plan file to start from.

mod live;

use std::collections::BTreeSet;

use crate::model::{AccountId, OuPath, Profile, Region, TeamName, geography};

pub use live::from_live;

const PLAN: &str = include_str!("plan.toml");
const TEAM: &str = include_str!("team.toml");
const ADOPTING_TEAM: &str = include_str!("adopting-team.toml");

/// What stands behind a value that only the reader can know.
const BLANK: &str = "    # <- FILL IN";

/// What is known of the plan; what is not becomes a marked blank.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Draft {
    /// Comments at the top.
    pub notes: Vec<String>,
    pub name: Option<String>,
    pub ou: Option<OuPath>,
    pub email: Option<String>,
    pub regions: Vec<Region>,
    pub issuer: Option<String>,
    pub client_id: Option<String>,
    pub notify: Option<String>,
    pub teams: Vec<Team>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Team {
    pub name: TeamName,
    pub group: Option<String>,
    pub developers: Option<u32>,
    pub adopted: Vec<AccountId>,
}

/// The plan file. `check` accepts it when nothing is left blank.
pub fn text(draft: &Draft) -> String {
    let regions: Vec<&str> = draft.regions.iter().map(Region::as_str).collect();
    let ou = draft
        .ou
        .as_ref()
        .map_or(super::keys::DEFAULT_OU, OuPath::as_str);
    let notes: String = draft
        .notes
        .iter()
        .map(|note| format!("# {note}\n"))
        .collect();
    let notify = draft.notify.as_deref().map(|one| list([one]));
    let mut text = filled(
        PLAN,
        &[
            ("notes", notes),
            ("name", or_blank(draft.name.as_deref())),
            ("ou", quoted(ou)),
            ("email", or_blank(draft.email.as_deref())),
            ("home_region", or_blank(regions.first().copied())),
            (
                "regions",
                if regions.is_empty() {
                    format!("[]{BLANK}")
                } else {
                    list(regions.iter().copied())
                },
            ),
            ("issuer", or_blank(draft.issuer.as_deref())),
            ("client_id", or_blank(draft.client_id.as_deref())),
            ("profile", quoted(profile(&draft.regions))),
            ("notify", notify.unwrap_or_else(|| format!("[]{BLANK}"))),
        ],
    );
    for team in &draft.teams {
        text.push_str(&team_text(team));
    }
    text
}

fn team_text(team: &Team) -> String {
    let adopted = team.adopted.iter().map(AccountId::as_str);
    let accounts = match team.adopted.as_slice() {
        [only] => quoted(only.as_str()),
        _ => list(adopted),
    };
    let developers = match team.developers {
        Some(number) => number.to_string(),
        None => format!("1{BLANK}"),
    };
    let template = if team.adopted.is_empty() {
        TEAM
    } else {
        ADOPTING_TEAM
    };
    filled(
        template,
        &[
            ("team", team.name.to_string()),
            ("group", or_blank(team.group.as_deref())),
            ("developers", developers),
            ("accounts", accounts),
        ],
    )
}

/// The narrowest profile that can be called from every Region.
fn profile(regions: &[Region]) -> &'static str {
    let reaches = |name: &&str| {
        let profile: Option<Profile> = name.parse().ok();
        let sources = profile.and_then(|profile| geography::sources(&profile));
        sources.is_some_and(|sources| {
            regions
                .iter()
                .all(|region| sources.contains(&region.as_str()))
        })
    };
    geography::profiles().find(reaches).unwrap_or("global")
}

/// Every `{{key}}` replaced by its value; a value is never searched for further keys.
fn filled(template: &str, values: &[(&str, String)]) -> String {
    let known: BTreeSet<&str> = values.iter().map(|(key, _)| *key).collect();
    let mut text = String::with_capacity(template.len());
    let mut rest = template;
    while let Some((before, after)) = rest.split_once("{{") {
        text.push_str(before);
        match after.split_once("}}") {
            Some((key, after)) if known.contains(key) => {
                let value = values.iter().find(|(name, _)| *name == key);
                text.push_str(value.map_or("", |(_, value)| value));
                rest = after;
            }
            _ => {
                text.push_str("{{");
                rest = after;
            }
        }
    }
    text.push_str(rest);
    text
}

fn or_blank(text: Option<&str>) -> String {
    text.map_or_else(|| format!("\"\"{BLANK}"), quoted)
}

fn list<'a>(texts: impl IntoIterator<Item = &'a str>) -> String {
    let texts: Vec<String> = texts.into_iter().map(quoted).collect();
    format!("[{}]", texts.join(", "))
}

/// As a TOML text.
fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}
