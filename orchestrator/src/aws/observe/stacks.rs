//! The plan's stack sets, and where CloudFormation lists their stacks.

use std::collections::BTreeMap;

use aws_sdk_cloudformation::types::{
    StackInstanceComprehensiveStatus, StackInstanceDetailedStatus, StackInstanceStatus,
    StackInstanceSummary, StackSetStatus,
};

use crate::aws::call::Repeat;
use crate::aws::stack::values;
use crate::aws::{Aws, Directory, Instance, KnownStack, Trouble};
use crate::model::{AccountId, Gap, Region, Set, Stack, StackSet, StackState, Subject};

use super::or_gap;

/// Stacks as the sets list them, by account.
pub type Listed = BTreeMap<AccountId, BTreeMap<Set, BTreeMap<Region, Stack>>>;

impl Aws {
    /// No set yet, or no trusted access, is nothing there.
    pub(super) async fn stack_sets(
        &self,
        owner: &str,
        directory: &Directory,
        gaps: &mut BTreeMap<Subject, Gap>,
    ) -> (BTreeMap<Set, StackSet>, Listed) {
        let mut sets = BTreeMap::new();
        let mut listed = Listed::new();
        for set in Set::ALL {
            let read = self.read_set(set, owner, directory).await;
            let Some((found, summaries)) = or_gap(read, Subject::StackSets, gaps) else {
                continue;
            };
            sets.insert(set, found);
            for summary in summaries {
                let Some(instance) = instance(&summary) else {
                    continue;
                };
                directory.stacks.learn(set, &instance, known(&summary));
                let (account, region) = instance;
                let stack = Stack {
                    state: state(&summary),
                    ..Stack::default()
                };
                let account = listed.entry(account).or_default();
                account.entry(set).or_default().insert(region, stack);
            }
        }
        (sets, listed)
    }

    async fn read_set(
        &self,
        set: Set,
        owner: &str,
        directory: &Directory,
    ) -> Result<Option<(StackSet, Vec<StackInstanceSummary>)>, Trouble> {
        let name = set.name(owner);
        let found = self.stack_set(&name).await?;
        let Some(found) = found.filter(|it| it.status() != Some(&StackSetStatus::Deleted)) else {
            return Ok(None);
        };
        let template = found.template_body.unwrap_or_default();
        directory.stacks.learn_template(set, &template);
        let tags = found.tags.unwrap_or_default().into_iter();
        let stack_set = StackSet {
            template,
            parameters: values(found.parameters.unwrap_or_default()),
            managed_execution: found
                .managed_execution
                .is_some_and(|execution| execution.active() == Some(true)),
            tags: tags.filter_map(|tag| tag.key.zip(tag.value)).collect(),
        };
        Ok(Some((stack_set, self.list_instances(&name).await?)))
    }

    async fn list_instances(&self, set: &str) -> Result<Vec<StackInstanceSummary>, Trouble> {
        self.pages(
            "cloudformation.ListStackInstances",
            |token| {
                self.cloudformation
                    .list_stack_instances()
                    .stack_set_name(set)
                    .max_results(100)
                    .set_next_token(token)
                    .send()
            },
            |page| (page.summaries, page.next_token),
        )
        .await
    }

    pub(in crate::aws) async fn stack_set(
        &self,
        name: &str,
    ) -> Result<Option<aws_sdk_cloudformation::types::StackSet>, Trouble> {
        let answer = self
            .call("cloudformation.DescribeStackSet", Repeat::Safe, || {
                self.cloudformation
                    .describe_stack_set()
                    .stack_set_name(name)
                    .send()
            })
            .await;
        match answer {
            Ok(answer) => Ok(answer.stack_set),
            Err(trouble) if trouble.is("StackSetNotFoundException") => Ok(None),
            Err(trouble) => Err(trouble),
        }
    }
}

fn instance(summary: &StackInstanceSummary) -> Option<Instance> {
    Some((
        summary.account()?.parse().ok()?,
        summary.region()?.parse().ok()?,
    ))
}

fn known(summary: &StackInstanceSummary) -> KnownStack {
    let detailed = detailed(summary);
    KnownStack {
        id: summary.stack_id.clone(),
        settled: detailed == Some(&StackInstanceDetailedStatus::Succeeded)
            || detailed.is_none() && summary.status() == Some(&StackInstanceStatus::Current),
        last_operation: summary.last_operation_id.clone(),
        ..KnownStack::default()
    }
}

fn detailed(summary: &StackInstanceSummary) -> Option<&StackInstanceDetailedStatus> {
    summary
        .stack_instance_status()
        .and_then(StackInstanceComprehensiveStatus::detailed_status)
}

fn state(summary: &StackInstanceSummary) -> StackState {
    let reason = |otherwise: &str| {
        let reason = summary.status_reason().filter(|reason| !reason.is_empty());
        reason.unwrap_or(otherwise).to_owned()
    };
    match (summary.status(), detailed(summary)) {
        (_, Some(StackInstanceDetailedStatus::Pending | StackInstanceDetailedStatus::Running)) => {
            StackState::Busy {
                operation: summary.last_operation_id().unwrap_or_default().to_owned(),
            }
        }
        (Some(StackInstanceStatus::Inoperable), _)
        | (_, Some(StackInstanceDetailedStatus::Inoperable)) => StackState::Inoperable {
            reason: reason("deleting it failed"),
        },
        (Some(StackInstanceStatus::Current), _) => StackState::Current,
        _ => StackState::Outdated {
            reason: reason("its set has moved on"),
        },
    }
}
