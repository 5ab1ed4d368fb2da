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

/// One OU's policies by name, the first of them AWS's own.
type Level = Vec<(String, Document)>;

/// Refuses guard rails that would deny the operator's role or StackSets what they need.
pub fn preflight(intent: &Intent, guardrails: &Guardrails) -> Result<(), LockedOut> {
    let outer = &intent.organization.ou;
    let root = level(&Guardrails::default(), outer)?;
    let above = level(guardrails, outer)?;
    let mut tried = BTreeSet::new();
    for (name, team) in &intent.teams {
        // A path that is too deep has nothing attached: the guard rails refused it before.
        let Ok(unit) = outer.child(name.as_str()) else {
            continue;
        };
        let home = &intent.organization.home_region;
        let regions: BTreeSet<&Region> = team.regions.iter().chain([home]).collect();
        // Most teams share their policies, and what holds for one stack of them holds for all.
        if tried.insert((guardrails.attachments.get(&unit), regions.clone())) {
            let here = level(guardrails, &unit)?;
            try_stack(intent, &unit, &regions, [root.clone(), above.clone(), here])?;
        }
    }
    Ok(())
}

/// Tries every call against the levels from the root down.
fn try_stack<const LEVELS: usize>(
    intent: &Intent,
    unit: &OuPath,
    regions: &BTreeSet<&Region>,
    levels: [Level; LEVELS],
) -> Result<(), LockedOut> {
    let mut names: Vec<Vec<String>> = Vec::new();
    let mut documents: Vec<Vec<Document>> = Vec::new();
    for level in levels {
        let (some_names, some_documents) = level.into_iter().unzip();
        names.push(some_names);
        documents.push(some_documents);
    }
    for call in needs::calls(intent, regions) {
        let verdict =
            decide_scps(&documents, &call.request).map_err(|cause| LockedOut::Unjudged {
                unit: unit.clone(),
                cause,
            })?;
        let (policy, statement) = match verdict {
            Verdict::Allowed { .. } => continue,
            Verdict::Denied { by } => {
                let policy = names.get(by.level).and_then(|level| level.get(by.document));
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

fn level(guardrails: &Guardrails, unit: &OuPath) -> Result<Level, LockedOut> {
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
