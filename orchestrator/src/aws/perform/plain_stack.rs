//! Stacks of their own, for what is no target of a set: the hub, and the management account.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::aws::Trouble;
use crate::aws::member::Member;
use crate::aws::stack::{RealStack, holds, sdk_tags, sdk_values};
use crate::execute::Failure;
use crate::model::{AccountId, Region, Tags};
use crate::plan::Address;
use crate::plan::stacks::same_meaning;

use super::stack_set::{Body, capabilities, operation_id};
use super::{Done, Performer, Stuck};

const LOOK_AGAIN: Duration = Duration::from_secs(10);
const LONGEST: Duration = Duration::from_secs(3600);

/// What a stack in one account and Region is to be.
pub struct PlainStack<'a> {
    pub name: &'a str,
    pub account: &'a AccountId,
    pub region: &'a Region,
    pub parameters: &'a BTreeMap<String, String>,
    pub tags: &'a Tags,
    pub template: &'a str,
    /// What failed, where it fails.
    pub object: String,
    /// Where a person looks for the cause.
    pub place: &'static str,
}

impl PlainStack<'_> {
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
    /// As it is once it stands.
    pub(super) async fn deploy_plain(
        &self,
        address: &Address,
        wanted: &PlainStack<'_>,
    ) -> Result<(Option<String>, RealStack), Stuck> {
        let body = self.body(wanted.template, &wanted.object).await?;
        let member = self.member(wanted.account).await;
        let member = member.map_err(|trouble| wanted.stuck(&trouble))?;
        // What the plan saw may be over by now: an operation that was under way, a failed creation.
        let there = self.at_rest(&member, wanted).await?;
        let note = match there {
            None => self.create_plain(&member, wanted, &body, "").await?,
            Some(husk) if husk.is_husk() => {
                self.note(address, "deleting what a failed creation left behind");
                self.delete_directly(&member, wanted.region, &husk.id, &wanted.object)
                    .await?;
                self.create_plain(&member, wanted, &body, &husk.id).await?
            }
            Some(stack) => self.update_plain(&member, wanted, &body, &stack).await?,
        };
        match self.at_rest(&member, wanted).await? {
            Some(stack) if stack.is_well() => Ok((note, stack)),
            other => Err(self.broken_plain(&member, wanted, other).await),
        }
    }

    async fn create_plain(
        &self,
        member: &Member<'_>,
        wanted: &PlainStack<'_>,
        body: &Body,
        before: &str,
    ) -> Done {
        let capabilities = capabilities(wanted.template, &wanted.object)?;
        let token = wanted.token(before);
        let client = member.cloudformation(wanted.region);
        let answer = member
            .call("cloudformation.CreateStack", || {
                client
                    .create_stack()
                    .stack_name(wanted.name)
                    .set_template_body(body.text.clone())
                    .set_template_url(body.url.clone())
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

    async fn update_plain(
        &self,
        member: &Member<'_>,
        wanted: &PlainStack<'_>,
        body: &Body,
        there: &RealStack,
    ) -> Done {
        let capabilities = capabilities(wanted.template, &wanted.object)?;
        let client = member.cloudformation(wanted.region);
        let answer = member
            .call("cloudformation.UpdateStack", || {
                client
                    .update_stack()
                    .stack_name(wanted.name)
                    .set_template_body(body.text.clone())
                    .set_template_url(body.url.clone())
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
        wanted: &PlainStack<'_>,
    ) -> Result<Option<RealStack>, Stuck> {
        let mut patience = self.aws.patience(LONGEST);
        loop {
            let stack = member.stack(wanted.region, wanted.name).await;
            let stack = stack.map_err(|trouble| wanted.stuck(&trouble))?;
            match stack {
                Some(stack) if stack.is_busy() => {}
                other => return Ok(other),
            }
            if patience.is_over() || !patience.rest(LOOK_AGAIN).await {
                return Err(Stuck::Left("CloudFormation goes on with it".into()));
            }
        }
    }

    async fn broken_plain(
        &self,
        member: &Member<'_>,
        wanted: &PlainStack<'_>,
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
            format!(
                "correct what the reason names in {}, then run apply again",
                wanted.place
            ),
        ))
    }
}
