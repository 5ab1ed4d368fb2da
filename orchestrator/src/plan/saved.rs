//! A plan on paper: what was asked, what was seen, what was to be done.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::model::TeamName;

use super::change::Change;
use super::{Plan, Request};

const VERSION: u32 = 1;

/// Holds the plan file's own text, so that what is applied is what was reviewed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Saved {
    bedrock_org_plan: u32,
    pub plan_file_name: String,
    pub plan_file: String,
    pub target: Option<TeamName>,
    pub delete: BTreeSet<String>,
    #[serde(default)]
    pub canary: Option<TeamName>,
    pub fingerprint: String,
    pub changes: Vec<Change>,
}

#[derive(Debug, thiserror::Error)]
pub enum Unreadable {
    #[error("it is not a saved plan: {0}")]
    Syntax(#[from] serde_json::Error),
    #[error("it was saved in format {found}, this version reads format {VERSION}")]
    Version { found: u32 },
}

/// What is known of a saved plan before the rest of it is believed.
#[derive(Deserialize)]
struct Envelope {
    bedrock_org_plan: u32,
}

impl Saved {
    pub fn new(name: &str, text: &str, request: &Request, plan: &Plan) -> Self {
        Self {
            bedrock_org_plan: VERSION,
            plan_file_name: name.to_owned(),
            plan_file: text.to_owned(),
            target: request.target.clone(),
            delete: request.delete.clone(),
            canary: request.canary.clone(),
            fingerprint: plan.fingerprint.clone(),
            changes: plan.changes.clone(),
        }
    }

    /// Whether a file looks like a saved plan rather than a plan file: TOML never begins so.
    pub fn looks_like(bytes: &[u8]) -> bool {
        bytes.trim_ascii_start().starts_with(b"{")
    }

    pub fn parse(text: &str) -> Result<Self, Unreadable> {
        let envelope: Envelope = serde_json::from_str(text)?;
        if envelope.bedrock_org_plan != VERSION {
            return Err(Unreadable::Version {
                found: envelope.bedrock_org_plan,
            });
        }
        Ok(serde_json::from_str(text)?)
    }

    pub fn to_json(&self) -> Result<String, serde_json::Error> {
        serde_json::to_string_pretty(self)
    }

    pub fn request(&self) -> Request {
        Request {
            target: self.target.clone(),
            delete: self.delete.clone(),
            canary: self.canary.clone(),
        }
    }

    /// Whether the world, and what the plan would do to it, is as it was when this was saved.
    pub fn holds_for(&self, plan: &Plan) -> bool {
        self.fingerprint == plan.fingerprint && self.changes == plan.changes
    }
}
