//! A role's trust policy, and who knocks.

use bedrock_policy::{EvaluationError, Request, Verdict, Who, decide_trust};

use crate::model::Identity;
use crate::plan::access::call::{Decided, statement};
use crate::plan::access::deployed::{Deployed, Role};

use super::{Attempt, Session, Way};

const ASSUME: &str = "sts:AssumeRoleWithWebIdentity";
const TAG: &str = "sts:TagSession";

/// What a role's trust policy is asked.
pub(super) struct Knock {
    federated: String,
    request: Request,
    /// Whether the session brings tags, for which the role has to let `sts:TagSession` through.
    tagged: bool,
}

impl Knock {
    pub(super) fn pool(pool: &str, standing: &str, role: &str, tagged: bool) -> Self {
        let service = if role.starts_with("arn:aws-us-gov:") {
            "cognito-identity-us-gov.amazonaws.com"
        } else {
            "cognito-identity.amazonaws.com"
        };
        let request = Request::new("", ASSUME, role)
            .with(&format!("{service}:aud"), pool)
            .with(&format!("{service}:amr"), standing)
            .with(&format!("{service}:sub"), "us-east-1:an-identity");
        Self {
            federated: service.to_owned(),
            request,
            tagged,
        }
    }

    pub(super) fn token(provider: &str, identity: &Identity) -> Self {
        let issuer = &identity.issuer;
        let host = issuer.strip_prefix("https://").unwrap_or(issuer);
        let request = Request::new("", ASSUME, "*")
            .with(&format!("{host}:aud"), &identity.client_id)
            .with(&format!("{host}:sub"), "subject");
        Self {
            federated: provider.to_owned(),
            request,
            tagged: false,
        }
    }
}

pub(super) fn admits(role: &Role, knock: &Knock) -> Result<Decided, EvaluationError> {
    let actions: &[&str] = if knock.tagged {
        &[ASSUME, TAG]
    } else {
        &[ASSUME]
    };
    let mut grounds = String::new();
    for action in actions {
        let request = Request {
            action: (*action).to_owned(),
            ..knock.request.clone()
        };
        let refused = |why: &str| {
            Decided::refused(format!("the trust policy of {} {why} {action}", role.name))
        };
        match decide_trust(&role.trust, &Who::Federated(&knock.federated), &request)? {
            Verdict::Allowed { by } => {
                grounds = format!("trust policy of {}, {}", role.name, statement(&by));
            }
            Verdict::Denied { by } => {
                return Ok(refused(&format!("denies, {},", statement(&by))));
            }
            Verdict::NotAllowed => return Ok(refused("does not allow")),
        }
    }
    Ok(Decided::allowed(grounds))
}

/// One way tried against every role of the stack.
pub(super) struct Trial<'d> {
    deployed: &'d Deployed,
    pub(super) attempt: Attempt,
}

impl<'d> Trial<'d> {
    pub(super) fn of(deployed: &'d Deployed, way: Way) -> Self {
        Self {
            deployed,
            attempt: Attempt {
                way,
                sessions: Vec::new(),
                refused: None,
            },
        }
    }

    pub(super) fn knock(&mut self, knock: impl Fn(&Role) -> Knock) -> Result<(), EvaluationError> {
        for role in &self.deployed.roles {
            let decided = admits(role, &knock(role))?;
            if decided.allowed {
                self.attempt.sessions.push(Session {
                    role: role.arn.clone(),
                    tags: role.tags.clone(),
                    by: decided.by,
                });
            } else if self.attempt.refused.is_none() {
                self.attempt.refused = Some(decided.by);
            }
        }
        Ok(())
    }

    /// What stopped it before any role was asked.
    pub(super) fn refused_by(&mut self, why: &str) {
        if self.attempt.sessions.is_empty() && self.attempt.refused.is_none() {
            self.attempt.refused = Some(why.to_owned());
        }
    }
}
