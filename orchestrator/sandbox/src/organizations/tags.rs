//! Tags on accounts, units, policies and the root.

use std::collections::BTreeMap;

use serde_json::Value;
use winterbaume_organizations::model;

use super::check;
use super::page::Page;
use crate::context::{Context, nothing, output};
use crate::refusal::Refusal;

const MOST: usize = 50;

/// The tags of a request, by key.
pub(super) fn checked(tags: Vec<model::Tag>) -> Result<BTreeMap<String, String>, Refusal> {
    let mut checked = BTreeMap::new();
    for tag in tags {
        key(&tag.key)?;
        check::length("Value", &tag.value, 0, 256)?;
        if !tag.value.chars().all(is_allowed) {
            return Err(pattern());
        }
        if checked.insert(tag.key, tag.value).is_some() {
            return Err(Refusal::invalid(
                "DUPLICATE_TAG_KEY",
                "Tag keys must be unique among the tags attached to the same entity.",
            ));
        }
    }
    if checked.len() > MOST {
        return Err(too_many());
    }
    Ok(checked)
}

fn key(key: &str) -> Result<(), Refusal> {
    check::length("Key", key, 1, 128)?;
    if key.to_ascii_lowercase().starts_with("aws:") {
        return Err(Refusal::invalid(
            "INVALID_SYSTEM_TAGS_PARAMETER",
            "You specified a tag key that is a system tag. You can't add, edit, or delete system \
             tag keys because they're reserved for AWS use.",
        ));
    }
    if key.chars().all(is_allowed) {
        Ok(())
    } else {
        Err(pattern())
    }
}

fn is_allowed(letter: char) -> bool {
    letter.is_alphanumeric() || letter == ' ' || "_.:/=+-@".contains(letter)
}

fn pattern() -> Refusal {
    Refusal::invalid(
        "INVALID_PATTERN",
        "You provided a tag that does not match the required pattern.",
    )
}

fn too_many() -> Refusal {
    Refusal::constraint(
        "MAX_TAG_LIMIT_EXCEEDED",
        "You have exceeded the number of tags allowed on this resource.",
    )
}

fn resource(context: &Context<'_>, id: &str) -> Result<(), Refusal> {
    check::required("ResourceId", id)?;
    let world = &context.world;
    let own_policy = world.policies.contains_key(id) && id != crate::world::FULL_ACCESS;
    if world.is_container(id) || world.accounts.contains_key(id) || own_policy {
        Ok(())
    } else {
        Err(Refusal::exception(
            "TargetNotFoundException",
            "We can't find a root, OU, account, or policy with the TargetId that you specified.",
        ))
    }
}

pub(super) fn tag(context: &mut Context<'_>) -> Result<Value, Refusal> {
    let input: model::TagResourceRequest = context.input()?;
    resource(context, &input.resource_id)?;
    let added = checked(input.tags)?;
    let tags = context.world.tags.entry(input.resource_id).or_default();
    let new = added.keys().filter(|key| !tags.contains_key(*key)).count();
    if tags.len() + new > MOST {
        return Err(too_many());
    }
    tags.extend(added);
    Ok(nothing())
}

pub(super) fn untag(context: &mut Context<'_>) -> Result<Value, Refusal> {
    let input: model::UntagResourceRequest = context.input()?;
    resource(context, &input.resource_id)?;
    for name in &input.tag_keys {
        key(name)?;
    }
    if let Some(tags) = context.world.tags.get_mut(&input.resource_id) {
        tags.retain(|key, _| !input.tag_keys.contains(key));
    }
    Ok(nothing())
}

pub(super) fn list(context: &mut Context<'_>) -> Result<Value, Refusal> {
    let input: model::ListTagsForResourceRequest = context.input()?;
    let id = &input.resource_id;
    resource(context, id)?;
    let page = Page::open(context, id, input.next_token.as_deref(), None)?;
    let tag = |(key, value): (&String, &String)| model::Tag {
        key: key.clone(),
        value: value.clone(),
    };
    let tags = context.world.tags.get(id);
    let (tags, next_token) = page.take(
        tags.into_iter()
            .flat_map(|tags| tags.range::<str, _>(page.bounds()))
            .map(|entry| (entry.0.as_str(), tag(entry))),
    );
    output(model::ListTagsForResourceResponse {
        next_token,
        tags: Some(tags),
    })
}
