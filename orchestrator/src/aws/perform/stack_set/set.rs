//! The set itself: its template, and what holds where a stack says nothing else.

use std::collections::BTreeMap;

use aws_sdk_cloudformation::types::{
    AutoDeployment, ManagedExecution, PermissionModels, StackSet as SdkStackSet,
};

use crate::aws::KnownStack;
use crate::aws::call::Repeat;
use crate::aws::stack::{sdk_tags, sdk_values, values};
use crate::execute::Failure;
use crate::model::{Set, Tags};
use crate::plan::stacks::same_meaning;

use super::super::{Done, Performer, Stuck};
use super::following::SOONEST_LOOK;
use super::operation::{id, preferences, targets};
use super::template::capabilities;
use super::{Answer, Site};

/// Each attempt whose id belongs to an operation of long ago is followed by another.
const ATTEMPTS: u32 = 5;

type Values = BTreeMap<String, String>;

impl Performer<'_> {
    pub(in crate::aws::perform) async fn create_stack_set(
        &self,
        set: Set,
        name: &str,
        template: &str,
        parameters: &Values,
        tags: &Tags,
    ) -> Done {
        let object = format!("create the stack set {name}");
        let body = self.body(template, &object).await?;
        let capabilities = capabilities(template, &object)?;
        let answer = self
            .aws
            .call("cloudformation.CreateStackSet", Repeat::Safe, || {
                self.aws
                    .cloudformation
                    .create_stack_set()
                    .stack_set_name(name)
                    .set_template_body(body.text.clone())
                    .set_template_url(body.url.clone())
                    .set_capabilities(capabilities.clone())
                    .set_parameters(Some(sdk_values(parameters)))
                    .set_tags(Some(sdk_tags(tags)))
                    .permission_model(PermissionModels::ServiceManaged)
                    .auto_deployment(AutoDeployment::builder().enabled(false).build())
                    .managed_execution(ManagedExecution::builder().active(true).build())
                    .send()
            })
            .await;
        match answer {
            Ok(_) => {
                self.directory.stacks.learn_template(set, template);
                Ok(None)
            }
            Err(trouble) if trouble.is("NameAlreadyExistsException") => {
                let there = self.aws.stack_set(name).await;
                let there = there.map_err(|trouble| trouble.stuck(&object))?;
                if there.is_some_and(|there| is_as_wanted(&there, template, parameters, tags)) {
                    self.directory.stacks.learn_template(set, template);
                    return Ok(Some("it was there already".into()));
                }
                Err(Stuck::Failed(Failure::new(
                    format!("could not {object}: someone else made another of this name meanwhile"),
                    "plan again, and see what is different",
                )))
            }
            Err(trouble) => Err(trouble.stuck(&object)),
        }
    }

    /// Changes the set, and the one stack that CloudFormation has to update with it. How that stack
    /// fares is its own change's business.
    pub(in crate::aws::perform) async fn update_stack_set(
        &self,
        set: Set,
        name: &str,
        template: &str,
        parameters: &Values,
        tags: &Tags,
        first: Option<&Site<'_>>,
    ) -> Done {
        let object = format!("update the stack set {name}");
        let body = self.body(template, &object).await?;
        let capabilities = capabilities(template, &object)?;
        let unit = self
            .directory
            .unit(&self.organization.ou)
            .unwrap_or_default();
        for attempt in 0..ATTEMPTS {
            let id = self.update_id(set, name, template, parameters, first, attempt);
            let answer = self
                .aws
                .call("cloudformation.UpdateStackSet", Repeat::Safe, || {
                    let first = first.map(|site| &site.instance);
                    let account = first.map(|(account, _)| account);
                    self.aws
                        .cloudformation
                        .update_stack_set()
                        .stack_set_name(name)
                        .set_template_body(body.text.clone())
                        .set_template_url(body.url.clone())
                        .set_capabilities(capabilities.clone())
                        .set_parameters(Some(sdk_values(parameters)))
                        .set_tags(Some(sdk_tags(tags)))
                        .permission_model(PermissionModels::ServiceManaged)
                        .managed_execution(ManagedExecution::builder().active(true).build())
                        .set_deployment_targets(
                            account.map(|one| targets(&unit, [one].into_iter())),
                        )
                        .set_regions(first.map(|(_, region)| vec![region.to_string()]))
                        .operation_preferences(preferences())
                        .operation_id(&id)
                        .send()
                })
                .await;
            let met_again = match answer {
                Ok(_) => false,
                Err(trouble) if trouble.is("OperationIdAlreadyExistsException") => true,
                Err(trouble) => return Err(trouble.stuck(&object)),
            };
            self.settle(name, &id, &object, set, first).await?;
            if met_again {
                let there = self.aws.stack_set(name).await;
                let there = there.map_err(|trouble| trouble.stuck(&object))?;
                if !there.is_some_and(|there| is_as_wanted(&there, template, parameters, tags)) {
                    continue;
                }
            }
            self.directory.stacks.learn_template(set, template);
            return Ok(None);
        }
        Err(Stuck::Failed(Failure::new(
            format!(
                "could not {object}: CloudFormation knows an operation of every id that was tried"
            ),
            "plan again later",
        )))
    }

    fn update_id(
        &self,
        set: Set,
        name: &str,
        template: &str,
        parameters: &Values,
        first: Option<&Site<'_>>,
        attempt: u32,
    ) -> String {
        let before = self.directory.stacks.template(set);
        let last = first
            .and_then(|site| self.directory.stacks.get(set, &site.instance))
            .and_then(|known| known.last_operation);
        let attempt = attempt.to_string();
        let parts = [
            name,
            &before,
            template,
            last.as_deref().unwrap_or_default(),
            &attempt,
        ];
        let parameters = parameters
            .iter()
            .flat_map(|(key, value)| [key.as_str(), value]);
        id("set", parts.into_iter().chain(parameters))
    }

    /// Waits for the end of the set's own operation: before it, other operations would queue.
    async fn settle(
        &self,
        name: &str,
        id: &str,
        object: &str,
        set: Set,
        first: Option<&Site<'_>>,
    ) -> Result<(), Stuck> {
        let Some(site) = first else {
            return self.settle_without_stacks(name, id, object).await;
        };
        let known = self
            .directory
            .stacks
            .get(set, &site.instance)
            .unwrap_or_default();
        match self.follow_operation(site, id, SOONEST_LOOK).await {
            Answer::Succeeded { operation } => {
                let known = KnownStack {
                    updated: true,
                    last_operation: Some(operation),
                    ..known
                };
                self.directory.stacks.learn(set, &site.instance, known);
                Ok(())
            }
            Answer::Failed { operation, .. } => {
                let known = KnownStack {
                    settled: false,
                    last_operation: Some(operation),
                    ..known
                };
                self.directory.stacks.learn(set, &site.instance, known);
                Ok(())
            }
            Answer::Untouched | Answer::Stale | Answer::NoInstance => Ok(()),
            Answer::Trouble(trouble) => Err(trouble.stuck(object)),
            Answer::Left(why) => Err(Stuck::Left(why)),
        }
    }

    async fn settle_without_stacks(&self, name: &str, id: &str, object: &str) -> Result<(), Stuck> {
        use aws_sdk_cloudformation::types::StackSetOperationStatus as Status;
        loop {
            let status = self.aws.operation_status(name, id).await;
            let status = status.map_err(|trouble| trouble.stuck(object))?;
            if !matches!(
                status,
                Some(Status::Queued | Status::Running | Status::Stopping)
            ) {
                return Ok(());
            }
            if !self.aws.rested(SOONEST_LOOK).await {
                return Err(Stuck::Left("CloudFormation goes on with it".into()));
            }
        }
    }
}

fn is_as_wanted(there: &SdkStackSet, template: &str, parameters: &Values, tags: &Tags) -> bool {
    let has = |(key, value): (&String, &String)| {
        let mut tags = there.tags().iter();
        tags.any(|tag| tag.key() == Some(key) && tag.value() == Some(value))
    };
    same_meaning(there.template_body().unwrap_or_default(), template)
        && values(there.parameters().to_vec()) == *parameters
        && tags.iter().all(has)
}
