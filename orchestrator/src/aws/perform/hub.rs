//! The hub: a plain stack in the monitoring account, which is no target of a set.

use std::collections::BTreeMap;
use std::time::Duration;

use tokio::time::Instant;

use crate::aws::Trouble;
use crate::aws::member::Member;
use crate::aws::stack::{RealStack, holds, sdk_tags, sdk_values};
use crate::execute::Failure;
use crate::model::{AccountId, Region, Tags};
use crate::plan::stacks::same_meaning;
use crate::plan::{Action, Change};

use super::stack_set::{Body, capabilities, operation_id};
use super::{Done, Performer, Stuck};

const LOOK_AGAIN: Duration = Duration::from_secs(10);
const LONGEST: Duration = Duration::from_secs(3600);
/// Where the stack says what its sink is called.
const SINK: &str = "SinkArn";

/// What the hub's stack in one Region is to be.
struct Wanted<'a> {
    name: &'a str,
    account: &'a AccountId,
    region: &'a Region,
    parameters: &'a BTreeMap<String, String>,
    tags: &'a Tags,
    template: &'a str,
    body: Body,
    object: String,
}

impl Wanted<'_> {
    fn stuck(&self, trouble: &Trouble) -> Stuck {
        trouble.stuck(&self.object)
    }

    /// The same for the same attempt: CloudFormation then does it once.
    fn token(&self, before: &str) -> String {
        let parameters = self
            .parameters
            .iter()
            .flat_map(|(key, value)| [key.as_str(), value]);
        let parts = [self.name, self.region.as_str(), self.template, before];
        operation_id("hub", parts.into_iter().chain(parameters))
    }
}

impl Performer<'_> {
    pub(super) async fn deploy_hub(&self, change: &Change) -> Done {
        let Action::DeployHub {
            name,
            account,
            region,
            template,
            parameters,
            tags,
            deploy: _,
        } = &change.action
        else {
            return Ok(None);
        };
        let object = format!("deploy the hub's stack in {account} ({region})");
        let wanted = Wanted {
            body: self.body(template, &object).await?,
            name,
            account,
            region,
            parameters,
            tags,
            template,
            object,
        };
        let member = self.member(wanted.account).await;
        let member = member.map_err(|trouble| wanted.stuck(&trouble))?;
        // What the plan saw may be over by now: an operation that was under way, a failed creation.
        let there = self.at_rest(&member, &wanted).await?;
        let note = match there {
            None => self.create_hub(&member, &wanted, "").await?,
            Some(husk) if husk.is_husk() => {
                self.note(
                    &change.address,
                    "deleting what a failed creation left behind",
                );
                self.delete_directly(&member, region, &husk.id, &wanted.object)
                    .await?;
                self.create_hub(&member, &wanted, &husk.id).await?
            }
            Some(stack) => self.update_hub(&member, &wanted, &stack).await?,
        };
        let stack = self.at_rest(&member, &wanted).await?;
        match stack {
            Some(stack) if stack.is_well() => {
                if let Some(sink) = stack.outputs.get(SINK) {
                    self.directory.learn_sink(region, sink);
                }
                Ok(note)
            }
            other => Err(self.broken_hub(&member, &wanted, other).await),
        }
    }

    async fn create_hub(&self, member: &Member<'_>, wanted: &Wanted<'_>, before: &str) -> Done {
        let capabilities = capabilities(wanted.template, &wanted.object)?;
        let token = wanted.token(before);
        let client = member.cloudformation(wanted.region);
        let answer = member
            .call("cloudformation.CreateStack", || {
                client
                    .create_stack()
                    .stack_name(wanted.name)
                    .set_template_body(wanted.body.text.clone())
                    .set_template_url(wanted.body.url.clone())
                    .set_parameters(Some(sdk_values(wanted.parameters)))
                    .set_capabilities(capabilities.clone())
                    .set_tags(Some(sdk_tags(wanted.tags)))
                    .client_request_token(&token)
                    .send()
            })
            .await;
        match answer {
            Ok(_) => Ok(None),
            Err(trouble) if trouble.is("AlreadyExistsException") => {
                Ok(Some("it was there already".into()))
            }
            Err(trouble) => Err(wanted.stuck(&trouble)),
        }
    }

    async fn update_hub(
        &self,
        member: &Member<'_>,
        wanted: &Wanted<'_>,
        there: &RealStack,
    ) -> Done {
        let capabilities = capabilities(wanted.template, &wanted.object)?;
        let client = member.cloudformation(wanted.region);
        let answer = member
            .call("cloudformation.UpdateStack", || {
                client
                    .update_stack()
                    .stack_name(wanted.name)
                    .set_template_body(wanted.body.text.clone())
                    .set_template_url(wanted.body.url.clone())
                    .set_parameters(Some(sdk_values(wanted.parameters)))
                    .set_capabilities(capabilities.clone())
                    .set_tags(Some(sdk_tags(wanted.tags)))
                    .send()
            })
            .await;
        match answer {
            Ok(_) => Ok(None),
            // CloudFormation's way to say that there is nothing to do; and that there is something wrong
            // with what it is asked for.
            Err(trouble) if trouble.is("ValidationError") && there.is_well() => {
                let template = member.template(wanted.region, wanted.name).await;
                let template = template.map_err(|why| wanted.stuck(&why))?;
                if holds(&there.parameters, wanted.parameters)
                    && same_meaning(&template, wanted.template)
                {
                    Ok(Some("CloudFormation found nothing to change".into()))
                } else {
                    Err(wanted.stuck(&trouble))
                }
            }
            Err(trouble) => Err(wanted.stuck(&trouble)),
        }
    }

    /// The stack once nothing is being done to it.
    async fn at_rest(
        &self,
        member: &Member<'_>,
        wanted: &Wanted<'_>,
    ) -> Result<Option<RealStack>, Stuck> {
        let began = Instant::now();
        loop {
            let stack = member.stack(wanted.region, wanted.name).await;
            let stack = stack.map_err(|trouble| wanted.stuck(&trouble))?;
            match stack {
                Some(stack) if stack.is_busy() => {}
                other => return Ok(other),
            }
            if self.aws.pace.since(began) > LONGEST || !self.aws.rested(LOOK_AGAIN).await {
                return Err(Stuck::Left("CloudFormation goes on with it".into()));
            }
        }
    }

    async fn broken_hub(
        &self,
        member: &Member<'_>,
        wanted: &Wanted<'_>,
        stack: Option<RealStack>,
    ) -> Stuck {
        let cause = member
            .cause(wanted.region, wanted.name)
            .await
            .ok()
            .flatten();
        let why = match (cause, stack) {
            (Some(cause), _) => cause.to_string(),
            (None, Some(stack)) => stack.why(),
            (None, None) => "it is gone".into(),
        };
        Stuck::Failed(Failure::new(
            format!("could not {}: {why}", wanted.object),
            "correct what the reason names in the monitoring account, then run apply again",
        ))
    }
}
