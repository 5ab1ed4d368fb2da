//! Stacks that go: because the plan says so, or to make place for a new one.

use std::time::Duration;

use crate::aws::member::Member;
use crate::execute::Failure;
use crate::model::Region;
use crate::plan::Address;

use super::super::{Done, Performer, Stuck};
use super::{Answer, Errand, Site, Verb};

const LOOK_AGAIN: Duration = Duration::from_secs(10);
const LONGEST: Duration = Duration::from_secs(3600);
const ATTEMPTS: u32 = 5;

impl Performer<'_> {
    pub(in crate::aws::perform) async fn delete_stack(&self, site: &Site<'_>) -> Done {
        self.remove(site, Verb::Delete).await?;
        Ok(None)
    }

    async fn remove(&self, site: &Site<'_>, verb: Verb) -> Result<(), Stuck> {
        let known = self.directory.stacks.get(site.set, &site.instance);
        let after = known.and_then(|known| known.last_operation);
        for attempt in 0..ATTEMPTS {
            let errand = Errand {
                verb,
                overrides: None,
                attempt,
                after: after.clone(),
            };
            match self.ask(site, errand).await {
                Answer::Succeeded { .. } | Answer::NoInstance => {
                    self.directory.stacks.forget(site.set, &site.instance);
                    return Ok(());
                }
                Answer::Failed { reason, .. } => {
                    return Err(self.broken(site, "delete", &reason).await);
                }
                Answer::Stale | Answer::Untouched => {}
                Answer::Trouble(trouble) => return Err(trouble.stuck(&site.object("delete"))),
                Answer::Left(why) => return Err(Stuck::Left(why)),
            }
        }
        Err(Stuck::Failed(Failure::new(
            format!(
                "could not {}: CloudFormation leaves it out each time",
                site.object("delete")
            ),
            format!(
                "make sure that the account is below the OU {}, then run apply again",
                self.organization.ou
            ),
        )))
    }

    /// Deletes a stack that the set has given up. First the stack, then the set's record of it: so
    /// that whoever stops in between finds the record and goes on.
    pub(super) async fn clear_away(&self, address: &Address, site: &Site<'_>) -> Result<(), Stuck> {
        let object = site.object("replace");
        let (account, region) = &site.instance;
        let stuck = |trouble: crate::aws::Trouble| trouble.stuck(&object);
        let instance = self
            .aws
            .stack_instance(site.name, account.as_str(), region.as_str())
            .await
            .map_err(stuck)?;
        let Some(instance) = instance else {
            return Ok(());
        };
        let member = self.member(account).await.map_err(stuck)?;
        let left_over = member
            .stack_of_set(region, site.name, instance.stack_id())
            .await
            .map_err(stuck)?;
        if let Some(stack) = left_over {
            self.note(address, "deleting what is left of the old stack");
            self.delete_directly(&member, region, &stack.id, &object)
                .await?;
        }
        self.remove(site, Verb::Release).await
    }

    /// Deletes a stack with the account's own credentials, and waits until it is gone.
    pub(in crate::aws::perform) async fn delete_directly(
        &self,
        member: &Member<'_>,
        region: &Region,
        stack: &str,
        object: &str,
    ) -> Result<(), Stuck> {
        let stuck = |trouble: crate::aws::Trouble| trouble.stuck(object);
        let client = member.cloudformation(region);
        member
            .call("cloudformation.DeleteStack", || {
                client.delete_stack().stack_name(stack).send()
            })
            .await
            .map_err(stuck)?;
        let mut patience = self.aws.patience(LONGEST);
        while !patience.is_over() {
            let Some(now) = member.stack(region, stack).await.map_err(stuck)? else {
                return Ok(());
            };
            if now.status == "DELETE_FAILED" {
                let cause = member.cause(region, stack).await.ok().flatten();
                let why = cause.map_or_else(|| now.why(), |cause| cause.to_string());
                return Err(Stuck::Failed(Failure::new(
                    format!("could not {object}: the old stack cannot be deleted: {why}"),
                    "remove what the reason names in that account, then run apply again",
                )));
            }
            if !patience.rest(LOOK_AGAIN).await {
                return Err(Stuck::Left(
                    "CloudFormation goes on deleting the old stack".into(),
                ));
            }
        }
        Err(Stuck::Left(
            "CloudFormation is still deleting the old stack".into(),
        ))
    }
}
