//! Switches of the whole organization. AWS turns one of them in its own time.

use std::time::Duration;

use aws_sdk_organizations::types::PolicyType;

use crate::aws::call::Repeat;
use crate::execute::Failure;

use super::{Done, Performer, Stuck, done_before};

const LOOK_AGAIN: Duration = Duration::from_secs(2);
const LONGEST: Duration = Duration::from_secs(600);

impl Performer<'_> {
    /// Returns once policies can be attached: enabling answers before it is done.
    pub(super) async fn enable_policies(&self) -> Done {
        let object = "enable service control policies";
        let answer = self
            .aws
            .call("organizations.EnablePolicyType", Repeat::Safe, || {
                self.aws
                    .organizations
                    .enable_policy_type()
                    .root_id(&self.directory.root)
                    .policy_type(PolicyType::ServiceControlPolicy)
                    .send()
            })
            .await;
        done_before(answer, &["PolicyTypeAlreadyEnabledException"], object)?;
        let mut patience = self.aws.patience(LONGEST);
        while !patience.is_over() {
            let (_, enabled) = self
                .aws
                .root()
                .await
                .map_err(|trouble| trouble.stuck(object))?;
            if enabled {
                return Ok(None);
            }
            if !patience.rest(LOOK_AGAIN).await {
                return Err(Stuck::Left("AWS is still enabling them".into()));
            }
        }
        Err(Stuck::Failed(Failure::new(
            format!("could not {object}: AWS has not finished after 10 minutes"),
            "run apply again later: it goes on from here",
        )))
    }

    /// CloudFormation's call: it also switches on what Organizations has to know of it.
    pub(super) async fn enable_trusted_access(&self) -> Done {
        self.aws
            .call(
                "cloudformation.ActivateOrganizationsAccess",
                Repeat::Safe,
                || {
                    self.aws
                        .cloudformation
                        .activate_organizations_access()
                        .send()
                },
            )
            .await
            .map_err(|trouble| trouble.stuck("give StackSets trusted access"))?;
        Ok(None)
    }
}
