//! Every key of the plan file, once: what the reader accepts, what the JSON Schema says and what
//! the reference page shows all come from here.

mod foundation;
mod limits;
mod surroundings;
mod team;
mod text;

pub use limits::*;
pub use text::NAME;

use foundation::{IDENTITY, MODEL, ORGANIZATION};
use surroundings::{HUB, ROUTING, USE_CASE};
use team::{DEFAULTS, TEAM};

/// The keys that a table may have.
#[derive(Debug)]
pub struct Table {
    pub keys: &'static [Key],
}

#[derive(Debug)]
pub struct Key {
    pub name: &'static str,
    pub about: &'static str,
    pub presence: Presence,
    pub shape: Shape,
    /// How it could look in a plan file.
    pub example: &'static str,
}

#[derive(Debug, Clone, Copy)]
pub enum Presence {
    Required,
    /// What holds when the key is left out, as the reference page says it.
    Optional(&'static str),
}

#[derive(Debug)]
pub enum Shape {
    Text(Text),
    Number {
        least: u64,
        most: u64,
    },
    /// A number that may have a fraction.
    Factor {
        least: u32,
        most: u32,
    },
    Flag,
    Word(&'static [&'static str]),
    FlagOrWord(&'static str),
    Percentages,
    RetentionDays,
    List {
        of: Text,
        least: usize,
        most: Option<usize>,
    },
    OneOrList(Text),
    Ports,
    Tags,
    Table(&'static Table),
    /// Tables with names that the plan chooses.
    Named(&'static Table),
}

/// What a text may look like.
#[derive(Debug)]
pub struct Text {
    pub pattern: Option<&'static str>,
    pub longest: Option<usize>,
}

pub(super) const fn required(
    name: &'static str,
    shape: Shape,
    example: &'static str,
    about: &'static str,
) -> Key {
    Key {
        name,
        about,
        presence: Presence::Required,
        shape,
        example,
    }
}

pub(super) const fn optional(
    name: &'static str,
    shape: Shape,
    otherwise: &'static str,
    example: &'static str,
    about: &'static str,
) -> Key {
    Key {
        name,
        about,
        presence: Presence::Optional(otherwise),
        shape,
        example,
    }
}

pub(super) const fn number(range: &std::ops::RangeInclusive<u64>) -> Shape {
    Shape::Number {
        least: *range.start(),
        most: *range.end(),
    }
}

/// At least one.
pub(super) const fn several(of: Text) -> Shape {
    Shape::List {
        of,
        least: 1,
        most: None,
    }
}
pub const PLAN: Table = Table {
    keys: &[
        required(
            "organization",
            Shape::Table(&ORGANIZATION),
            "",
            "The organization, and what holds for all of its teams.",
        ),
        required(
            "identity",
            Shape::Table(&IDENTITY),
            "",
            "The company's identity provider, with which developers sign in.",
        ),
        required(
            "models",
            Shape::Named(&MODEL),
            "",
            "The models that teams may use, each under a name of the plan's own. This is the only \
             place that names a model of Bedrock.",
        ),
        optional(
            "defaults",
            Shape::Table(&DEFAULTS),
            "no defaults",
            "",
            "What a team gets unless it says otherwise. A team replaces single keys, not whole \
             tables: `budget = { monthly_usd = 6000 }` keeps the default's alerts.",
        ),
        optional(
            "team",
            Shape::Named(&TEAM),
            "no team",
            "",
            "A team: a group of the identity provider, and the AWS accounts that are its own.",
        ),
        optional(
            "hub",
            Shape::Table(&HUB),
            "no hub",
            "",
            "The monitoring account, which sees the metrics and logs of all teams' accounts, with \
             the organization's dashboard and alarms.",
        ),
        optional(
            "routing",
            Shape::Table(&ROUTING),
            "the document is written next to the plan file alone",
            "",
            "The document that tells bedrock-auth which account is a developer's. It holds no \
             secret.",
        ),
        optional(
            "use_case",
            Shape::Table(&USE_CASE),
            "the form is left to you",
            "",
            "Anthropic's form, which AWS wants once from an organization before its first call: \
             who uses the models, and what for.",
        ),
    ],
};

/// What to write when a key is missing.
pub fn remedy_for_missing(path: &str, key: &str) -> String {
    let found = table_at(path).and_then(|table| table.keys.iter().find(|known| known.name == key));
    match found {
        Some(known) if !known.example.is_empty() => {
            format!("add a line such as  {key} = {}", known.example)
        }
        _ => format!("add a table that starts with [{key}]; `bedrock-org init` writes one"),
    }
}

fn table_at(path: &str) -> Option<&'static Table> {
    let mut table: &'static Table = &PLAN;
    let mut named = false;
    for part in path.split('.').filter(|part| !part.is_empty()) {
        if named {
            named = false;
            continue;
        }
        let key = table.keys.iter().find(|key| key.name == part)?;
        match &key.shape {
            Shape::Table(next) => table = next,
            Shape::Named(next) => {
                table = next;
                named = true;
            }
            _ => return None,
        }
    }
    Some(table)
}
