//! The service control policies that a plan asks for, and where they hang.
//!
//! ```text
//! organization.ou          protect
//!   <team's OU>            regions, models
//! nothing                  stop, until a budget is spent
//! ```
//!
//! Teams that ask for the same share one policy. A name says what makes a policy differ from its
//! siblings, so a new id behind a model's alias updates the policy in place.
//!
//! The two policies of a team's OU lean on each other. `regions` bounds where Bedrock may answer,
//! so `models` writes `*` for the Region of a model that may answer everywhere in those bounds.
//! What `models` decides beyond the plan's list:
//!
//! - A model is reached through an inference profile of the plan alone, called from one of the
//!   team's Regions: a direct call would bypass the profile's geography.
//! - Application inference profiles are admitted, although their ids say nothing: AWS checks each
//!   call through one against the models behind it as well, and they are how a team splits its bill.
//! - The second endpoint, `bedrock-mantle`, is closed: its resources are projects, not models, and
//!   neither the quotas nor the invocation log of the plan see it.

mod reach;
mod wording;

use std::collections::{BTreeMap, BTreeSet};

use bedrock_policy::{Document, PolicyError};

use crate::model::{
    Alias, Intent, InvalidName, OuPath, Policy, PolicyName, Region, Team, TeamName,
};

use super::budgets;
use super::template::{self, TemplateError, Values};
use reach::Reach;
use wording::{cut, joined, listed, shortened};

const PROTECT: &str = include_str!("../../../policies/scp-protect.json");
const REGIONS: &str = include_str!("../../../policies/scp-regions.json");
const MODELS: &str = include_str!("../../../policies/scp-models.json");
const STOP: &str = include_str!("../../../policies/scp-stop.json");

/// AWS's limits, in characters.
const LONGEST_DOCUMENT: usize = 10_240;
const LONGEST_DESCRIPTION: usize = 512;

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Guardrails {
    pub policies: BTreeMap<PolicyName, Policy>,
    pub attachments: BTreeMap<OuPath, BTreeSet<PolicyName>>,
}

/// Why a plan's guard rails cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum GuardrailError {
    #[error(
        "could not write the policy {policy} of {owner}: it has {size} characters, AWS takes \
         {LONGEST_DOCUMENT}"
    )]
    TooLarge {
        owner: String,
        policy: PolicyName,
        size: usize,
    },
    #[error("could not name a guard rail of {owner}: {cause}")]
    Name { owner: String, cause: InvalidName },
    #[error("could not write the policy {policy}: {cause}")]
    Template {
        policy: PolicyName,
        cause: TemplateError,
    },
    #[error("could not write the policy {policy}: {cause}")]
    Document {
        policy: PolicyName,
        cause: PolicyError,
    },
}

impl GuardrailError {
    pub fn hint(&self) -> String {
        match self {
            Self::TooLarge { owner, .. } => format!(
                "give {owner} fewer models or fewer Regions, or models that share one profile"
            ),
            Self::Name { .. } => {
                "shorten the team's name or organization.ou in the plan file".to_owned()
            }
            Self::Template { .. } | Self::Document { .. } => {
                "this is a fault of bedrock-org: please report it".to_owned()
            }
        }
    }
}

pub fn guardrails(intent: &Intent) -> Result<Guardrails, GuardrailError> {
    let mut guardrails = Guardrails::default();
    let protect = guardrails.add(intent, protect(intent))?;
    guardrails.attach(&intent.organization.ou, [protect]);
    if budgets::stops(intent) {
        guardrails.add(intent, stop())?;
    }
    for (name, team) in &intent.teams {
        let ou = &intent.organization.ou;
        let unit = ou
            .child(name.as_str())
            .map_err(|cause| GuardrailError::Name {
                owner: owner(Some(name)),
                cause,
            })?;
        let reach = Reach::of(intent, team);
        let regions = guardrails.add(intent, regions(intent, name, team, &reach))?;
        let models = guardrails.add(intent, models(name, team, &reach))?;
        guardrails.attach(&unit, [regions, models]);
    }
    Ok(guardrails)
}

/// A policy before its template is filled.
struct Draft<'a> {
    team: Option<&'a TeamName>,
    /// What follows `bedrock-org/<organization>/`.
    name: String,
    description: String,
    template: &'static str,
    values: Values<'static>,
}

fn protect(intent: &Intent) -> Draft<'_> {
    let organization = &intent.organization;
    let issuer = &intent.identity.issuer;
    let provider = issuer.strip_prefix("https://").unwrap_or(issuer);
    Draft {
        team: None,
        name: "protect".into(),
        description: format!(
            "Keeps accounts in the organization. Lets only {} and CloudFormation StackSets change \
             what bedrock-org manages: its roles, sign-in, stacks and invocation logs.",
            organization.access_role
        ),
        template: PROTECT,
        values: [
            ("access_role", vec![organization.access_role.clone()]),
            (
                "oidc_provider",
                vec![format!("arn:*:iam::*:oidc-provider/{provider}")],
            ),
        ]
        .into(),
    }
}

/// Attached to nothing, until a budget attaches it to an account whose money is spent.
fn stop<'a>() -> Draft<'a> {
    Draft {
        team: None,
        name: budgets::STOP_POLICY.into(),
        description: "Denies every use of Bedrock that costs money. A budget attaches it to an \
                      account that has spent its month's money."
            .into(),
        template: STOP,
        values: Values::default(),
    }
}

fn regions<'a>(intent: &'a Intent, name: &'a TeamName, team: &'a Team, reach: &Reach) -> Draft<'a> {
    let home = &intent.organization.home_region;
    let regions: BTreeSet<&str> = team.regions.iter().map(Region::as_str).collect();
    let models = team
        .models
        .iter()
        .filter_map(|alias| intent.models.get(alias));
    let profiles: BTreeSet<&str> = models.map(|model| model.profile.as_str()).collect();
    let admitted = regions.iter().copied().chain([home.as_str()]).collect();
    let (answering, elsewhere) = reach.answering_regions();
    let anywhere = elsewhere.map_or("", |_| ", and through a global profile anywhere");
    Draft {
        team: Some(name),
        name: format!("regions/{}/{}", joined(&regions), joined(&profiles)),
        description: format!(
            "Denies every Region but {}, global services aside. Bedrock models may answer in \
             {}{anywhere}.",
            listed(&admitted),
            listed(&answering.iter().map(Region::as_str).collect()),
        ),
        template: REGIONS,
        values: [
            ("regions", regions.into_iter().map(str::to_owned).collect()),
            ("home_region", vec![home.to_string()]),
            // Stacks in a Region that the plan names no more must still be seen, and taken away.
            ("access_role", vec![intent.organization.access_role.clone()]),
            (
                "inference_regions",
                answering
                    .into_iter()
                    .map(String::from)
                    .chain(elsewhere.map(str::to_owned))
                    .collect(),
            ),
        ]
        .into(),
    }
}

fn models<'a>(name: &'a TeamName, team: &'a Team, reach: &Reach) -> Draft<'a> {
    let regions: BTreeSet<&str> = team.regions.iter().map(Region::as_str).collect();
    let aliases: BTreeSet<&str> = team.models.iter().map(Alias::as_str).collect();
    Draft {
        team: Some(name),
        name: format!("models/{}/{}", joined(&aliases), joined(&regions)),
        description: format!(
            "Denies every Bedrock model but {}, called through its inference profile from {}.",
            listed(&aliases),
            listed(&regions),
        ),
        template: MODELS,
        values: reach.arns(),
    }
}

impl Guardrails {
    fn add(&mut self, intent: &Intent, draft: Draft<'_>) -> Result<PolicyName, GuardrailError> {
        let Draft {
            team,
            name,
            description,
            template,
            values,
        } = draft;
        let full = format!("bedrock-org/{}/{name}", intent.organization.name);
        let policy: PolicyName = shortened(full)
            .parse()
            .map_err(|cause| GuardrailError::Name {
                owner: owner(team),
                cause,
            })?;
        if self.policies.contains_key(&policy) {
            return Ok(policy);
        }
        let filled =
            template::fill(template, &values).map_err(|cause| GuardrailError::Template {
                policy: policy.clone(),
                cause,
            })?;
        let document = Document::parse(&filled.to_string())
            .map_err(|cause| GuardrailError::Document {
                policy: policy.clone(),
                cause,
            })?
            .canonical();
        let size = document.chars().count();
        if size > LONGEST_DOCUMENT {
            return Err(GuardrailError::TooLarge {
                owner: owner(team),
                policy,
                size,
            });
        }
        let description = cut(&description, LONGEST_DESCRIPTION);
        let written = Policy {
            description,
            document,
            ..Policy::default()
        };
        self.policies.insert(policy.clone(), written);
        Ok(policy)
    }

    fn attach(&mut self, unit: &OuPath, policies: impl IntoIterator<Item = PolicyName>) {
        self.attachments
            .entry(unit.clone())
            .or_default()
            .extend(policies);
    }
}

fn owner(team: Option<&TeamName>) -> String {
    team.map_or_else(
        || "the organization".to_owned(),
        |team| format!("team.{team}"),
    )
}
