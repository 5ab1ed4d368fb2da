//! What CloudFormation says of operations and of single stacks of a set.

use std::collections::BTreeMap;

use aws_sdk_cloudformation::types::{
    StackInstance, StackSetOperationResultSummary, StackSetOperationStatus,
    StackSetOperationSummary,
};

use crate::aws::call::Repeat;
use crate::aws::{Aws, Trouble};

/// From here on it is cheaper to list operations than to ask for each.
const FEW: usize = 4;

impl Aws {
    /// How operations are getting on; those that CloudFormation does not know are left out.
    pub(super) async fn statuses(
        &self,
        set: &str,
        ids: &[String],
    ) -> Result<BTreeMap<String, StackSetOperationStatus>, Trouble> {
        let mut statuses = BTreeMap::new();
        if ids.len() > FEW {
            let listed = self.list_operations(set).await?;
            statuses.extend(
                listed
                    .into_iter()
                    .filter_map(|one| one.operation_id.zip(one.status)),
            );
        }
        for id in ids {
            if statuses.contains_key(id) {
                continue;
            }
            if let Some(status) = self.operation_status(set, id).await? {
                statuses.insert(id.clone(), status);
            }
        }
        Ok(statuses)
    }

    async fn list_operations(&self, set: &str) -> Result<Vec<StackSetOperationSummary>, Trouble> {
        // The newest come first, and one page holds more than are ever under way.
        let page = self
            .call(
                "cloudformation.ListStackSetOperations",
                Repeat::Safe,
                || {
                    self.cloudformation
                        .list_stack_set_operations()
                        .stack_set_name(set)
                        .send()
                },
            )
            .await?;
        Ok(page.summaries.unwrap_or_default())
    }

    pub(super) async fn operation_status(
        &self,
        set: &str,
        id: &str,
    ) -> Result<Option<StackSetOperationStatus>, Trouble> {
        let answer = self
            .call(
                "cloudformation.DescribeStackSetOperation",
                Repeat::Safe,
                || {
                    self.cloudformation
                        .describe_stack_set_operation()
                        .stack_set_name(set)
                        .operation_id(id)
                        .send()
                },
            )
            .await;
        match answer {
            Ok(answer) => Ok(answer.stack_set_operation.and_then(|one| one.status)),
            Err(trouble) if trouble.is("OperationNotFoundException") => Ok(None),
            Err(trouble) => Err(trouble),
        }
    }

    pub(super) async fn operation_results(
        &self,
        set: &str,
        id: &str,
    ) -> Result<Vec<StackSetOperationResultSummary>, Trouble> {
        self.pages(
            "cloudformation.ListStackSetOperationResults",
            |token| {
                self.cloudformation
                    .list_stack_set_operation_results()
                    .stack_set_name(set)
                    .operation_id(id)
                    .set_next_token(token)
                    .send()
            },
            |page| (page.summaries, page.next_token),
        )
        .await
    }

    /// As the set knows it; `None` where it does not.
    pub(super) async fn stack_instance(
        &self,
        set: &str,
        account: &str,
        region: &str,
    ) -> Result<Option<StackInstance>, Trouble> {
        let answer = self
            .call("cloudformation.DescribeStackInstance", Repeat::Safe, || {
                self.cloudformation
                    .describe_stack_instance()
                    .stack_set_name(set)
                    .stack_instance_account(account)
                    .stack_instance_region(region)
                    .send()
            })
            .await;
        match answer {
            Ok(answer) => Ok(answer.stack_instance),
            Err(trouble) if trouble.is("StackInstanceNotFoundException") => Ok(None),
            Err(trouble) => Err(trouble),
        }
    }
}
