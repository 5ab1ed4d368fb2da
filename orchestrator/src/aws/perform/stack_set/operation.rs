//! One operation for many stacks, under an id that is the same when the same is asked again.

use std::collections::{BTreeMap, BTreeSet};

use aws_sdk_cloudformation::types::{
    AccountFilterType, ConcurrencyMode, DeploymentTargets, RegionConcurrencyType,
    StackSetOperationPreferences,
};

use crate::aws::stack::sdk_values;
use crate::aws::{Instance, Trouble};
use crate::model::{AccountId, Region};
use crate::plan::digest::sha256;

use super::super::Performer;
use super::{Ask, Errand};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verb {
    Create,
    Update,
    Delete,
    /// Out of the set; the stack itself stays.
    Release,
}

impl Verb {
    pub fn operation(self) -> &'static str {
        match self {
            Self::Create => "cloudformation.CreateStackInstances",
            Self::Update => "cloudformation.UpdateStackInstances",
            Self::Delete | Self::Release => "cloudformation.DeleteStackInstances",
        }
    }

    pub fn removes(self) -> bool {
        matches!(self, Self::Delete | Self::Release)
    }

    fn word(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Update => "update",
            Self::Delete => "delete",
            Self::Release => "release",
        }
    }
}

/// Every stack of some accounts in some Regions.
pub struct Batch {
    pub verb: Verb,
    pub overrides: Option<BTreeMap<String, String>>,
    pub accounts: BTreeSet<AccountId>,
    pub regions: BTreeSet<Region>,
    pub asks: Vec<Ask>,
}

/// The widest and least timid rollout: no stack waits for another, and none's failure stops the rest.
pub fn preferences() -> StackSetOperationPreferences {
    StackSetOperationPreferences::builder()
        .max_concurrent_percentage(100)
        .failure_tolerance_percentage(100)
        .concurrency_mode(ConcurrencyMode::SoftFailureTolerance)
        .region_concurrency_type(RegionConcurrencyType::Parallel)
        .build()
}

/// These accounts alone: service-managed sets are aimed at an OU, from which accounts are picked.
pub fn targets<'a>(unit: &str, accounts: impl Iterator<Item = &'a AccountId>) -> DeploymentTargets {
    DeploymentTargets::builder()
        .organizational_unit_ids(unit)
        .set_accounts(Some(accounts.map(ToString::to_string).collect()))
        .account_filter_type(AccountFilterType::Intersection)
        .build()
}

/// Letters and digits that follow from what is asked for, and from what was before.
pub fn id<'a>(word: &str, parts: impl Iterator<Item = &'a str>) -> String {
    // Each with its length: parts that are cut elsewhere are others.
    let parts = parts.flat_map(|part| {
        let length = (part.len() as u64).to_be_bytes();
        [length.to_vec(), part.as_bytes().to_vec()]
    });
    let text: String = sha256(parts).chars().take(32).collect();
    format!("bedrock-{word}-{text}")
}

impl Batch {
    pub fn id(&self, set: &str, template: &str) -> String {
        let mut parts = vec![set.to_owned(), template.to_owned()];
        if let Some(overrides) = &self.overrides {
            parts.extend(
                overrides
                    .iter()
                    .flat_map(|(key, value)| [key.clone(), value.clone()]),
            );
        }
        let mut asks: Vec<(&Instance, &Errand)> = self
            .asks
            .iter()
            .map(|ask| (&ask.instance, &ask.errand))
            .collect();
        asks.sort_by_key(|(instance, _)| *instance);
        for ((account, region), errand) in asks {
            let after = errand.after.as_deref().unwrap_or_default();
            parts.push(format!("{account} {region} {after} {}", errand.attempt));
        }
        id(self.verb.word(), parts.iter().map(String::as_str))
    }
}

impl Performer<'_> {
    /// Sends it; its turn has come.
    pub(super) async fn send(
        &self,
        set: &str,
        unit: &str,
        id: &str,
        batch: &Batch,
    ) -> Result<(), Trouble> {
        let operation = batch.verb.operation();
        let cloudformation = &self.aws.cloudformation;
        let regions = || Some(batch.regions.iter().map(ToString::to_string).collect());
        let overrides = || batch.overrides.as_ref().map(sdk_values);
        match batch.verb {
            Verb::Create => {
                let request = || {
                    cloudformation
                        .create_stack_instances()
                        .stack_set_name(set)
                        .deployment_targets(targets(unit, batch.accounts.iter()))
                        .set_regions(regions())
                        .set_parameter_overrides(overrides())
                        .operation_preferences(preferences())
                        .operation_id(id)
                        .send()
                };
                self.aws.call_now(operation, request).await.map(drop)
            }
            Verb::Update => {
                let request = || {
                    cloudformation
                        .update_stack_instances()
                        .stack_set_name(set)
                        .deployment_targets(targets(unit, batch.accounts.iter()))
                        .set_regions(regions())
                        .set_parameter_overrides(overrides())
                        .operation_preferences(preferences())
                        .operation_id(id)
                        .send()
                };
                self.aws.call_now(operation, request).await.map(drop)
            }
            Verb::Delete | Verb::Release => {
                let request = || {
                    cloudformation
                        .delete_stack_instances()
                        .stack_set_name(set)
                        .deployment_targets(targets(unit, batch.accounts.iter()))
                        .set_regions(regions())
                        .operation_preferences(preferences())
                        .retain_stacks(batch.verb == Verb::Release)
                        .operation_id(id)
                        .send()
                };
                self.aws.call_now(operation, request).await.map(drop)
            }
        }
    }
}
