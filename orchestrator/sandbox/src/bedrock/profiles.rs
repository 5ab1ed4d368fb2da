//! Inference profiles, as AWS defines them.

use serde_json::{Value, json};

use super::target::{Profile, profile_of};
use super::{allowed, geography, region, validation};
use crate::authorize::Resource;
use crate::context::Context;
use crate::refusal::Refusal;

/// What a list shows; the profile of any other model of Anthropic's can be asked for by its id.
const LISTED: [&str; 6] = [
    "anthropic.claude-haiku-4-5-20251001-v1:0",
    "anthropic.claude-haiku-5-5",
    "anthropic.claude-opus-4-6-v1",
    "anthropic.claude-opus-5-5",
    "anthropic.claude-sonnet-4-6",
    "anthropic.claude-sonnet-5-5",
];

pub(super) fn get(context: &mut Context<'_>) -> Result<Value, Refusal> {
    let named = context.text("inferenceProfileIdentifier").to_owned();
    let (source, account) = (region(context), context.caller.account.as_str());
    let prefix = format!("arn:aws:bedrock:{source}:{account}:inference-profile/");
    let id = named.strip_prefix(&prefix).unwrap_or(&named);
    let arn = format!("{prefix}{id}");
    allowed(context, &[Resource::untagged(arn)])?;
    if id.starts_with("arn:") || id.contains('/') {
        return Err(Refusal::not_modelled("application inference profiles"));
    }
    let profile = profile_of(id, source, account)?;
    Ok(shape(context, &profile))
}

/// Without the profiles of models that the Region does not have.
pub(super) fn list(context: &mut Context<'_>) -> Result<Value, Refusal> {
    allowed(context, &[])?;
    if !["", "SYSTEM_DEFINED"].contains(&context.text("type")) {
        return Ok(json!({"inferenceProfileSummaries": []}));
    }
    let (source, account) = (region(context), context.caller.account.as_str());
    let most: usize = match context.text("maxResults") {
        "" => 1000,
        text => text.parse().unwrap_or(0),
    };
    if !(1..=1000).contains(&most) {
        return Err(validation("maxResults has to be from 1 to 1000"));
    }
    let after = context.text("nextToken");
    let mut profiles: Vec<_> = geography::prefixes(source)
        .flat_map(|prefix| LISTED.map(|model| format!("{prefix}.{model}")))
        .filter(|id| id.as_str() > after)
        .filter_map(|id| Profile::of(&id, source, account))
        .filter(|profile| context.world.bedrock.has_model(source, &profile.model))
        .collect();
    profiles.sort_by(|one, other| one.id.cmp(&other.id));
    let more = profiles.len() > most;
    profiles.truncate(most);
    let shown: Vec<_> = profiles
        .iter()
        .map(|profile| shape(context, profile))
        .collect();
    let mut answer = json!({"inferenceProfileSummaries": shown});
    if let Some(last) = profiles.last().filter(|_| more) {
        answer["nextToken"] = last.id.as_str().into();
    }
    Ok(answer)
}

fn shape(context: &Context<'_>, profile: &Profile) -> Value {
    let models: Vec<_> = profile
        .model_arns(region(context))
        .into_iter()
        .map(|arn| json!({"modelArn": arn}))
        .collect();
    let since = context.setup.epoch.iso8601();
    let name = profile.id.replace([':', '.'], " ");
    json!({
        "inferenceProfileName": name,
        "description": format!("Routes requests to {}", profile.model),
        "createdAt": since,
        "updatedAt": since,
        "inferenceProfileArn": profile.arn,
        "models": models,
        "inferenceProfileId": profile.id,
        "status": "ACTIVE",
        "type": "SYSTEM_DEFINED",
    })
}
