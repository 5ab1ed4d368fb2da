//! What a model id of a request means.

use super::geography::{Reach, reach};
use super::{is_model, not_found, region, validation};
use crate::context::Context;
use crate::refusal::Refusal;

pub(super) struct Profile {
    /// `us.anthropic.claude-x`
    pub(super) id: String,
    pub(super) model: String,
    pub(super) arn: String,
    pub(super) reach: Reach,
}

pub(super) enum Target {
    Profile(Profile),
    Model(String),
}

impl Profile {
    /// Of an account, called from a Region.
    pub(super) fn of(id: &str, source: &str, account: &str) -> Option<Self> {
        let (prefix, model) = id.split_once('.')?;
        if !is_model(model) {
            return None;
        }
        Some(Self {
            id: id.to_owned(),
            model: model.to_owned(),
            arn: format!("arn:aws:bedrock:{source}:{account}:inference-profile/{id}"),
            reach: reach(prefix, source)?,
        })
    }

    /// The models that a call may end up with; a global one names no Region.
    pub(super) fn model_arns(&self, source: &str) -> Vec<String> {
        self.destinations(source)
            .map(|region| model_arn(region, &self.model))
            .collect()
    }

    /// The empty Region is anywhere.
    pub(super) fn destinations<'a>(&'a self, source: &'a str) -> impl Iterator<Item = &'a str> {
        let (regions, anywhere): (&[&str], &[&str]) = match &self.reach {
            Reach::Regions(regions) => (regions, &[]),
            Reach::Global => (&[], &["", "source"]),
        };
        let anywhere = anywhere
            .iter()
            .map(move |place| if *place == "source" { source } else { "" });
        regions.iter().copied().chain(anywhere)
    }
}

pub(super) fn model_arn(region: &str, model: &str) -> String {
    format!("arn:aws:bedrock:{region}::foundation-model/{model}")
}

/// An id or an ARN, of this account and Region.
pub(super) fn of(context: &Context<'_>, named: &str) -> Result<Target, Refusal> {
    let (source, account) = (region(context), context.caller.account.as_str());
    let invalid = || validation("The provided model identifier is invalid.");
    if let Some(rest) = named.strip_prefix("arn:aws:bedrock:") {
        let (place, id) = rest.rsplit_once('/').ok_or_else(invalid)?;
        let profile = format!("{source}:{account}:inference-profile");
        let model = format!("{source}::foundation-model");
        if place == profile {
            return profile_of(id, source, account).map(Target::Profile);
        }
        if place == model && is_model(id) {
            return Ok(Target::Model(id.to_owned()));
        }
        if place.ends_with(":application-inference-profile") {
            return Err(Refusal::not_modelled("application inference profiles"));
        }
        return Err(invalid());
    }
    if is_model(named) {
        return Ok(Target::Model(named.to_owned()));
    }
    match profile_of(named, source, account) {
        Ok(profile) => Ok(Target::Profile(profile)),
        Err(_) => Err(invalid()),
    }
}

pub(super) fn profile_of(id: &str, source: &str, account: &str) -> Result<Profile, Refusal> {
    Profile::of(id, source, account).ok_or_else(|| {
        not_found(format!(
            "The inference profile {id} was not found in {source}."
        ))
    })
}
