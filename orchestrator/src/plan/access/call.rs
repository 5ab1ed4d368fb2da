//! One call of a model, judged by the role's own policies and by those above the account.

use bedrock_policy::{By, Document, EvaluationError, Request, Verdict, decide_identity};
use serde::Serialize;

use crate::model::Region;

use super::deployed::Role;
use super::entry::Session;
use super::lineage::Lineage;
use super::probe::{Probe, Through, Touch};

const ACTION: &str = "bedrock:InvokeModel";

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Call {
    /// The plan's word for the model; its id where it is called without a profile.
    pub model: String,
    pub region: Region,
    /// The inference profile; `None` for a call by the model's own id.
    pub profile: Option<String>,
    /// Whether the plan wants it to succeed.
    pub wanted: bool,
    /// What the role's own policies say.
    pub permission: Decided,
    /// What the service control policies say.
    pub guard_rail: Decided,
}

/// A layer's word, and what it rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Decided {
    pub allowed: bool,
    pub by: String,
}

impl Decided {
    pub(super) fn allowed(by: impl Into<String>) -> Self {
        Self {
            allowed: true,
            by: by.into(),
        }
    }

    pub(super) fn refused(by: impl Into<String>) -> Self {
        Self {
            allowed: false,
            by: by.into(),
        }
    }
}

impl Call {
    pub fn is_allowed(&self) -> bool {
        self.permission.allowed && self.guard_rail.allowed
    }
}

pub(super) fn judge(
    probe: &Probe,
    session: &Session,
    role: &Role,
    above: &Lineage,
) -> Result<Call, EvaluationError> {
    let Probe {
        model,
        region,
        through,
        wanted,
        touches,
    } = probe;
    let requests: Vec<Request> = touches
        .iter()
        .map(|touch| request(touch, session))
        .collect();
    let documents: Vec<Document> = role.policies.iter().map(|(_, text)| text.clone()).collect();
    Ok(Call {
        model: model.clone(),
        region: region.clone(),
        profile: match through {
            Through::Profile(id) => Some(id.clone()),
            Through::Nothing => None,
        },
        wanted: *wanted,
        permission: all(&requests, |request| permits(role, &documents, request))?,
        guard_rail: all(&requests, |request| above.judge(request))?,
    })
}

/// One refusal is enough: AWS checks everything that a call touches before it answers.
fn all(
    requests: &[Request],
    judge: impl Fn(&Request) -> Result<Decided, EvaluationError>,
) -> Result<Decided, EvaluationError> {
    let mut grounds: Vec<String> = Vec::new();
    for request in requests {
        let decided = judge(request)?;
        if !decided.allowed {
            return Ok(Decided::refused(format!(
                "{} ({})",
                decided.by, request.resource
            )));
        }
        if !grounds.contains(&decided.by) {
            grounds.push(decided.by);
        }
    }
    Ok(Decided::allowed(grounds.join("; ")))
}

fn permits(
    role: &Role,
    documents: &[Document],
    request: &Request,
) -> Result<Decided, EvaluationError> {
    let named = |by: &By| format!("{}, {}", role.policies[by.document].0, statement(by));
    Ok(match decide_identity(documents, request)? {
        Verdict::Allowed { by } => Decided::allowed(named(&by)),
        Verdict::Denied { by } => Decided::refused(named(&by)),
        Verdict::NotAllowed => Decided::refused("no statement of the role's policies allows it"),
    })
}

fn request(touch: &Touch, session: &Session) -> Request {
    let account = session.role.split(':').nth(4).unwrap_or_default();
    let mut request = Request::new(&session.role, ACTION, &touch.arn)
        .with("aws:RequestedRegion", &touch.requested_region)
        .with("aws:PrincipalAccount", account);
    if let Some(profile) = &touch.profile {
        request = request.with("bedrock:InferenceProfileArn", profile);
    }
    for (tag, value) in &session.tags {
        request = request.with(&format!("aws:PrincipalTag/{tag}"), value);
    }
    request
}

/// As people find it again: by its Sid, or by its number from 1.
pub(super) fn statement(by: &By) -> String {
    match by.sid.as_deref() {
        Some(sid) if !sid.is_empty() => format!("statement {sid}"),
        _ => format!("statement {}", by.statement + 1),
    }
}
