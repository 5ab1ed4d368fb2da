//! Tags of budgets and of actions, by ARN.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Value, json};

use super::check::{self, Tag, invalid};
use super::not_found;
use crate::authorize::access_denied;
use crate::call::Service;
use crate::context::{Context, nothing};
use crate::refusal::Refusal;

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct Input {
    resource_tags: Vec<Tag>,
    resource_tag_keys: Vec<String>,
}

fn tags<'a>(context: &'a mut Context<'_>) -> Result<&'a mut BTreeMap<String, String>, Refusal> {
    let arn = context.text("ResourceARN").to_owned();
    let owner = arn
        .strip_prefix("arn:aws:budgets::")
        .and_then(|rest| rest.split_once(":budget/"))
        .map(|(owner, _)| owner)
        .ok_or_else(|| invalid("ResourceARN must be the ARN of a budget or of an action."))?;
    if owner != context.caller.account {
        return Err(access_denied(
            Service::Budgets,
            format!("Account {} has no {arn}.", context.caller.account),
        ));
    }
    let tags = context.world.money.tags_of_mut(&arn);
    tags.ok_or_else(|| not_found(&arn))
}

pub(super) fn list(context: &mut Context<'_>) -> Result<Value, Refusal> {
    let tags: Vec<_> = tags(context)?
        .iter()
        .map(|(key, value)| json!({"Key": key, "Value": value}))
        .collect();
    Ok(json!({"ResourceTags": tags}))
}

pub(super) fn tag(context: &mut Context<'_>) -> Result<Value, Refusal> {
    let input: Input = context.input()?;
    let more = check::tags(&input.resource_tags)?;
    let tags = tags(context)?;
    let mut all = tags.clone();
    all.extend(more);
    check::few_tags(&all)?;
    *tags = all;
    Ok(nothing())
}

pub(super) fn untag(context: &mut Context<'_>) -> Result<Value, Refusal> {
    let input: Input = context.input()?;
    let tags = tags(context)?;
    for key in &input.resource_tag_keys {
        tags.remove(key);
    }
    Ok(nothing())
}
