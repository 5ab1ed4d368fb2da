//! Makes what a template asks for: each resource type's own rules, and what Ref and GetAtt answer.

mod cognito;
mod iam;
mod kind;
mod oam;
mod permission;
mod plain;

use std::collections::BTreeMap;

use serde_json::Value;

pub(crate) use kind::Kind;
use kind::LOG_GROUP;
pub(super) use oam::links;
pub(crate) use permission::levels;

use crate::draw::Draw;
use crate::world::{Formation, Maker, Resource, World};

/// Where a resource is made, and for which stack.
pub(super) struct Site<'a> {
    pub(super) world: &'a mut World,
    pub(super) draw: Draw,
    pub(super) account: &'a str,
    pub(super) region: &'a str,
    pub(super) stack: &'a str,
    pub(super) stack_name: &'a str,
    pub(super) logical_id: &'a str,
}

/// What CloudFormation remembers of a resource.
#[derive(Debug, Clone)]
pub(super) struct Made {
    pub(super) id: String,
    pub(super) attributes: BTreeMap<String, String>,
}

impl Made {
    fn new<const N: usize>(id: impl Into<String>, attributes: [(&str, String); N]) -> Self {
        Self {
            id: id.into(),
            attributes: attributes
                .map(|(name, value)| (name.to_owned(), value))
                .into(),
        }
    }
}

/// In AWS's words.
pub(super) type Failure = String;

impl Site<'_> {
    /// Makes a resource, or brings the one that exists to these properties.
    pub(super) fn put(
        &mut self,
        kind: &Kind,
        properties: &Value,
        existing: Option<&Resource>,
    ) -> Result<Made, Failure> {
        match kind.name {
            kind::ROLE => iam::role(self, properties, existing),
            kind::MANAGED_POLICY => iam::managed_policy(self, properties, existing),
            kind::POLICY => iam::policy(self, properties, existing),
            kind::OIDC_PROVIDER => iam::provider(self, properties, existing),
            kind::POOL => cognito::pool(self, properties, existing),
            kind::POOL_ROLES => cognito::roles(self, properties, existing),
            kind::POOL_TAGS => cognito::tags(self, properties, existing),
            kind::SINK => oam::sink(self, properties, existing),
            kind::LINK => oam::link(self, properties, existing),
            _ => plain::put(self, kind, properties, existing),
        }
    }

    pub(super) fn remove(&mut self, kind: &Kind, resource: &Resource) {
        match kind.name {
            kind::ROLE | kind::MANAGED_POLICY | kind::POLICY | kind::OIDC_PROVIDER => {
                iam::remove(self, kind, resource);
            }
            kind::POOL | kind::POOL_ROLES | kind::POOL_TAGS => {
                cognito::remove(self, kind, resource);
            }
            kind::SINK => self.give_up(kind::SINK, "sink"),
            kind::LINK => self.give_up(kind::LINK, &resource.id),
            _ => plain::remove(self, kind, resource),
        }
    }

    /// Notes that something of this name exists now; refuses when it did already.
    fn claim(&mut self, kind: &str, name: &str) -> Result<(), Failure> {
        let key = Formation::thing(self.account, self.region, kind, name);
        let is_group =
            kind == LOG_GROUP && self.world.has_log_group(self.account, self.region, name);
        if is_group || self.world.formation.things.contains_key(&key) {
            return Err(already_exists(kind, name));
        }
        let maker = Maker {
            stack: self.stack.to_owned(),
            logical_id: self.logical_id.to_owned(),
        };
        self.world.formation.things.insert(key, maker);
        Ok(())
    }

    fn give_up(&mut self, kind: &str, name: &str) {
        let key = Formation::thing(self.account, self.region, kind, name);
        self.world.formation.things.remove(&key);
    }

    /// `STACK-LOGICAL-RANDOM`, as CloudFormation names what the template leaves unnamed.
    fn drawn_name(&mut self, longest: usize) -> String {
        let of = self.drawn_from();
        let random = self.draw.upper(12, "physical-id", &of);
        let mut name = format!("{}-{}", self.stack_name, self.logical_id);
        name.truncate(longest.saturating_sub(13));
        format!("{name}-{random}")
    }

    fn drawn_uuid(&mut self) -> String {
        let of = self.drawn_from();
        uuid(self.draw, "resource-uuid", &of)
    }

    /// Differs between a resource and the one that replaces it.
    fn drawn_from(&mut self) -> String {
        let serial = self.world.next_serial();
        format!("{}/{}/{serial}", self.stack, self.logical_id)
    }
}

fn already_exists(kind: &str, name: &str) -> Failure {
    format!(
        "Resource of type '{kind}' with identifier '{name}' already exists. \
         (HandlerErrorCode: AlreadyExists)"
    )
}

pub(crate) fn uuid(draw: Draw, what: &str, of: &str) -> String {
    let hex = draw.hex(32, what, of);
    let (a, b, c, d, e) = (
        &hex[..8],
        &hex[8..12],
        &hex[12..16],
        &hex[16..20],
        &hex[20..],
    );
    format!("{a}-{b}-{c}-{d}-{e}")
}

/// A property as text; empty when it is missing.
fn text<'a>(properties: &'a Value, name: &str) -> &'a str {
    properties
        .get(name)
        .and_then(Value::as_str)
        .unwrap_or_default()
}

fn texts(properties: &Value, name: &str) -> Vec<String> {
    let list = properties.get(name).and_then(Value::as_array);
    list.into_iter()
        .flatten()
        .filter_map(|item| item.as_str().map(ToOwned::to_owned))
        .collect()
}

/// A flag may be written as a boolean or as a word.
fn flag(properties: &Value, name: &str) -> bool {
    match properties.get(name) {
        Some(Value::Bool(flag)) => *flag,
        Some(Value::String(word)) => word == "true",
        _ => false,
    }
}

/// `Tags` as a list of keys and values.
fn tags(properties: &Value) -> BTreeMap<String, String> {
    let list = properties.get("Tags").and_then(Value::as_array);
    list.into_iter()
        .flatten()
        .map(|tag| (text(tag, "Key").to_owned(), text(tag, "Value").to_owned()))
        .collect()
}

fn required<'a>(kind: &str, properties: &'a Value, name: &str) -> Result<&'a str, Failure> {
    match text(properties, name) {
        "" => Err(format!(
            "Properties validation failed for resource of type {kind} with message: \
             #: required key [{name}] not found"
        )),
        text => Ok(text),
    }
}
