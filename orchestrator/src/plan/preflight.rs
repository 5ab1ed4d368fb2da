//! Would the guard rails shut out the program that writes them?
//!
//! AWS applies a service control policy within seconds, and an operator who has locked itself out
//! of a member account cannot finish what it began. So every policy is tried, before anything is
//! changed, against every call that bedrock-org and CloudFormation StackSets make in an account.

mod needs;

use std::collections::BTreeSet;

use bedrock_policy::{Document, EvaluationError, PolicyError, Verdict, decide_scps};

use crate::model::{Intent, OuPath, Region};

use super::guardrail::Guardrails;

/// What AWS attaches to every OU and account: without it nothing is allowed.
const FULL_ACCESS_NAME: &str = "FullAWSAccess";
const FULL_ACCESS: &str = include_str!("../../../policies/full-aws-access.json");

#[derive(Debug, thiserror::Error)]
pub enum LockedOut {
    #[error(transparent)]
    Denied(Box<Denied>),
    #[error("could not accept the policy {policy}: {cause}")]
    Unreadable {
        policy: String,
        cause: Box<PolicyError>,
    },
    #[error("could not accept the policies of {unit}: {cause}")]
    Unjudged {
        unit: OuPath,
        cause: EvaluationError,
    },
}

/// A call that a policy would deny to those who must be able to make it.
#[derive(Debug, thiserror::Error)]
#[error(
    "could not accept the policy {policy}: {statement} would deny {action} in {region} to \
     {principal} in the accounts of {unit}"
)]
pub struct Denied {
    pub policy: String,
    pub statement: String,
    pub action: String,
    pub region: String,
    pub principal: String,
    pub unit: OuPath,
}

impl LockedOut {
    pub fn hint(&self) -> String {
        match self {
            Self::Denied(denied) => format!(
                "bedrock-org could no longer manage these accounts; exempt {} in that statement, \
                 or admit {}",
                denied.principal, denied.region
            ),
            Self::Unreadable { .. } | Self::Unjudged { .. } => {
                "only policies that can be judged are attached".to_owned()
            }
        }
    }
}

/// Refuses guard rails that would deny the operator's role or StackSets what they need.
///
/// Each OU is tried by itself: a call that no OU on the way denies, and AWS's own policy allows on
/// each, is allowed.
pub fn preflight(intent: &Intent, guardrails: &Guardrails) -> Result<(), LockedOut> {
    let organization = &intent.organization;
    let home = &organization.home_region;
    let everywhere = intent
        .teams
        .values()
        .flat_map(|team| &team.regions)
        .chain([home])
        .collect();
    try_unit(intent, guardrails, &organization.ou, &everywhere)?;
    let mut tried = BTreeSet::new();
    for (name, team) in &intent.teams {
        // A path that is too deep has nothing attached: the guard rails refused it before.
        let Ok(unit) = organization.ou.child(name.as_str()) else {
            continue;
        };
        let regions: BTreeSet<&Region> = team.regions.iter().chain([home]).collect();
        // Most teams share their policies, and what holds for one of them holds for all.
        if tried.insert((guardrails.attachments.get(&unit), regions.clone())) {
            try_unit(intent, guardrails, &unit, &regions)?;
        }
    }
    Ok(())
}

fn try_unit(
    intent: &Intent,
    guardrails: &Guardrails,
    unit: &OuPath,
    regions: &BTreeSet<&Region>,
) -> Result<(), LockedOut> {
    let (names, documents) = policies(guardrails, unit)?;
    let level = [documents];
    for call in needs::calls(intent, regions) {
        let verdict = decide_scps(&level, &call.request).map_err(|cause| LockedOut::Unjudged {
            unit: unit.clone(),
            cause,
        })?;
        let (policy, statement) = match verdict {
            Verdict::Allowed { .. } => continue,
            Verdict::Denied { by } => {
                let policy = names.get(by.document);
                let statement = match by.sid {
                    Some(sid) => format!("its statement {sid}"),
                    None => format!("its statement number {}", by.statement + 1),
                };
                (policy.cloned().unwrap_or_default(), statement)
            }
            Verdict::NotAllowed => (FULL_ACCESS_NAME.to_owned(), "its absence".to_owned()),
        };
        return Err(LockedOut::Denied(Box::new(Denied {
            policy,
            statement,
            action: call.request.action,
            region: call.region,
            principal: call.request.principal_arn,
            unit: unit.clone(),
        })));
    }
    Ok(())
}

/// The policies of one OU by name, the first of them AWS's own.
fn policies(
    guardrails: &Guardrails,
    unit: &OuPath,
) -> Result<(Vec<String>, Vec<Document>), LockedOut> {
    let attached = guardrails.attachments.get(unit).into_iter().flatten();
    let ours = attached.filter_map(|name| {
        guardrails
            .policies
            .get(name)
            .map(|policy| (name.as_str(), policy.document.as_str()))
    });
    let parse = |(name, text): (&str, &str)| match Document::parse(text) {
        Ok(document) => Ok((name.to_owned(), document)),
        Err(cause) => Err(LockedOut::Unreadable {
            policy: name.to_owned(),
            cause: Box::new(cause),
        }),
    };
    [(FULL_ACCESS_NAME, FULL_ACCESS)]
        .into_iter()
        .chain(ours)
        .map(parse)
        .collect()
}
