//! Whether a role lets somebody in who knocks.

use std::collections::BTreeMap;

use bedrock_policy::{Document, Request, Who, decide_trust};

use crate::context::Keys;
use crate::refusal::Refusal;
use crate::world::Role;

/// One attempt at a role.
pub(crate) struct Knock<'a> {
    pub(crate) who: Who<'a>,
    /// Empty for somebody without AWS credentials.
    pub(crate) principal_arn: &'a str,
    /// `sts:AssumeRole` or `sts:AssumeRoleWithWebIdentity`.
    pub(crate) action: &'static str,
    pub(crate) keys: Keys,
    /// Session tags, which the role must let in too.
    pub(crate) tags: &'a BTreeMap<String, String>,
    pub(crate) source_identity: Option<&'a str>,
}

impl Role {
    pub(crate) fn lets_in(&self, knock: &Knock<'_>) -> Result<bool, Refusal> {
        let Ok(document) = Document::parse(&self.trust) else {
            return Ok(false);
        };
        let tagging = (!knock.tags.is_empty()).then_some("sts:TagSession");
        let naming = knock.source_identity.map(|_| "sts:SetSourceIdentity");
        for action in [Some(knock.action), tagging, naming].into_iter().flatten() {
            let verdict = decide_trust(&document, &knock.who, &self.request(knock, action))
                .map_err(|cause| {
                    Refusal::not_modelled(&format!("the trust policy of {}: {cause}", self.arn()))
                })?;
            if !verdict.is_allowed() {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn request(&self, knock: &Knock<'_>, action: &str) -> Request {
        let mut request = Request::new(knock.principal_arn, action, &self.arn());
        let context = &mut request.context;
        context.extend(knock.keys.clone());
        if !knock.tags.is_empty() {
            let keys = knock.tags.keys().cloned().collect();
            context.insert("aws:TagKeys".into(), keys);
        }
        for (key, value) in knock.tags {
            context.insert(format!("aws:RequestTag/{key}"), vec![value.clone()]);
        }
        for (key, value) in &self.tags {
            context.insert(format!("aws:ResourceTag/{key}"), vec![value.clone()]);
        }
        if let Some(name) = knock.source_identity {
            context.insert("sts:SourceIdentity".into(), vec![name.to_owned()]);
        }
        request
    }
}
