//! The monitoring account's stacks, and the use-case form: what is there once for all accounts.

use std::collections::{BTreeMap, BTreeSet};

use aws_sdk_cloudformation::types::TemplateStage;

use crate::aws::member::Member;
use crate::aws::stack::RealStack;
use crate::aws::{Aws, Directory, Trouble};
use crate::model::{AccountId, Gap, Hub, HubStack, Parameter, Region, Stack, StackState, Subject};

use super::inside::Insides;
use super::or_gap;

impl Aws {
    pub(super) async fn hub(
        &self,
        name: &str,
        insides: &Insides<'_>,
        directory: &Directory,
        gaps: &mut BTreeMap<Subject, Gap>,
    ) -> Option<Hub> {
        let (account, regions) = insides.hub.as_ref()?;
        // A plan with this hub is refused, with an explanation.
        if self.management.get() == Some(*account) {
            return None;
        }
        let read = self.hub_stacks(name, insides, account, regions).await;
        let stacks = or_gap(read, Subject::Hub, gaps);
        for (region, hub) in &stacks {
            if let Some(sink) = hub.stack.outputs.get("SinkArn") {
                directory.learn_sink(region, sink);
            }
        }
        Some(Hub {
            account: (*account).clone(),
            stacks,
        })
    }

    async fn hub_stacks(
        &self,
        name: &str,
        insides: &Insides<'_>,
        account: &AccountId,
        regions: &BTreeSet<&Region>,
    ) -> Result<BTreeMap<Region, HubStack>, Trouble> {
        let member = self.member(insides.door, account, false).await?;
        let mut stacks = BTreeMap::new();
        for region in regions {
            if let Some(real) = member.stack(region, name).await? {
                let template = member.template(region, name).await?;
                let stack = hub_stack(real);
                stacks.insert((*region).clone(), HubStack { template, stack });
            }
        }
        Ok(stacks)
    }

    pub(super) async fn use_case(
        &self,
        insides: &Insides<'_>,
        gaps: &mut BTreeMap<Subject, Gap>,
    ) -> Option<bool> {
        let sent = self.use_case_sent(insides.home).await.map(Some);
        or_gap(sent, Subject::UseCase, gaps)
    }
}

impl Member<'_> {
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

fn hub_stack(real: RealStack) -> Stack {
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
