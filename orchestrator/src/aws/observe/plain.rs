//! Stacks of their own, which are in no set.

use aws_sdk_cloudformation::types::TemplateStage;

use crate::aws::member::Member;
use crate::aws::stack::RealStack;
use crate::aws::{Aws, Trouble};
use crate::model::{Parameter, PlainStack, Region, Stack, StackState};

use super::inside::Insides;

impl Aws {
    /// The stack in the management account, with its own credentials.
    pub(super) async fn own_stack(
        &self,
        name: &str,
        insides: &Insides<'_>,
    ) -> Result<Option<PlainStack>, Trouble> {
        let Some(management) = self.management.get() else {
            return Ok(None);
        };
        let here = self.member(insides.door, management, false).await?;
        here.plain_stack(insides.home, name).await
    }
}

impl Member<'_> {
    pub(super) async fn plain_stack(
        &self,
        region: &Region,
        name: &str,
    ) -> Result<Option<PlainStack>, Trouble> {
        let Some(real) = self.stack(region, name).await? else {
            return Ok(None);
        };
        let template = self.template(region, name).await?;
        let stack = stack(real);
        Ok(Some(PlainStack { template, stack }))
    }

    /// As it was written.
    pub(in crate::aws) async fn template(
        &self,
        region: &Region,
        stack: &str,
    ) -> Result<String, Trouble> {
        let client = self.cloudformation(region);
        let answer = self
            .call("cloudformation.GetTemplate", || {
                client
                    .get_template()
                    .stack_name(stack)
                    .template_stage(TemplateStage::Original)
                    .send()
            })
            .await?;
        Ok(answer.template_body.unwrap_or_default())
    }
}

fn stack(real: RealStack) -> Stack {
    let state = if real.is_busy() {
        StackState::Busy {
            operation: real.status.clone(),
        }
    } else if real.is_husk() {
        StackState::Missing { reason: real.why() }
    } else if real.is_well() {
        StackState::Current
    } else {
        StackState::Outdated { reason: real.why() }
    };
    let text = |(key, value)| (key, Parameter::Text(value));
    Stack {
        parameters: real.parameters.into_iter().map(text).collect(),
        state,
        outputs: real.outputs,
    }
}
