//! Why a stack failed: CloudFormation's reason, and the event in the account that began it.

use crate::aws::stack::Cause;
use crate::execute::Failure;

use super::super::{Performer, Stuck};
use super::Site;

impl Performer<'_> {
    pub(super) async fn broken(&self, site: &Site<'_>, verb: &str, reason: &str) -> Stuck {
        let reason = reason.trim_end_matches('.');
        let object = site.object(verb);
        let error = match self.first_event(site).await {
            Some(cause) if !reason.contains(&cause.reason) => {
                format!("could not {object}: {reason}; it began with {cause}")
            }
            Some(cause) => {
                let Cause { resource, kind, .. } = cause;
                format!("could not {object}: {reason} (at {resource}, {kind})")
            }
            None => format!("could not {object}: {reason}"),
        };
        Stuck::Failed(Failure::new(
            error,
            "correct what the reason names, then run apply again: it tries this stack again and \
             leaves those that are well alone",
        ))
    }

    /// Without patience: the failure is told in any case.
    async fn first_event(&self, site: &Site<'_>) -> Option<Cause> {
        let (account, region) = &site.instance;
        let instance = self
            .aws
            .stack_instance(site.name, account.as_str(), region.as_str())
            .await
            .ok()??;
        let stack = instance.stack_id()?;
        let member = self.aws.member(self.door(), account, false).await.ok()?;
        member.cause(region, stack).await.ok()?
    }
}
