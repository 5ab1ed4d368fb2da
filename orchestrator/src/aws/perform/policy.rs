//! Service control policies.

use aws_sdk_organizations::types::PolicyType;

use crate::aws::call::Repeat;
use crate::model::{OuPath, PolicyName, Tags};

use super::tags::sdk_tags;
use super::{Done, Performer, Stuck, done_before, unknown};

impl Performer<'_> {
    pub(super) async fn create_policy(
        &self,
        name: &PolicyName,
        description: &str,
        document: &str,
        tags: &Tags,
    ) -> Done {
        let object = format!("create policy {name}");
        let answer = self
            .aws
            .call("organizations.CreatePolicy", Repeat::Safe, || {
                self.aws
                    .organizations
                    .create_policy()
                    .name(name.as_str())
                    .description(description)
                    .content(document)
                    .r#type(PolicyType::ServiceControlPolicy)
                    .set_tags(Some(sdk_tags(tags)))
                    .send()
            })
            .await;
        let (id, note) = match answer {
            Ok(answer) => {
                let summary = answer.policy.and_then(|policy| policy.policy_summary);
                (summary.and_then(|summary| summary.id), None)
            }
            Err(trouble) if trouble.is("DuplicatePolicyException") => {
                let listed = self.aws.list_policies().await;
                let listed = listed.map_err(|trouble| trouble.stuck(&object))?;
                let there = listed
                    .iter()
                    .find(|policy| policy.name() == Some(name.as_str()));
                let id = there.and_then(|policy| policy.id()).map(str::to_owned);
                (id, Some("it was there already".to_owned()))
            }
            Err(trouble) => return Err(trouble.stuck(&object)),
        };
        let id = id.ok_or_else(|| unknown("policy", name))?;
        self.directory.learn_policy(name, &id);
        if note.is_some() {
            // Whoever made it may have written something else into it.
            self.update_policy(name, description, document).await?;
        }
        Ok(note)
    }

    pub(super) async fn update_policy(
        &self,
        name: &PolicyName,
        description: &str,
        document: &str,
    ) -> Done {
        let id = self.policy_id(name)?;
        self.aws
            .call("organizations.UpdatePolicy", Repeat::Safe, || {
                self.aws
                    .organizations
                    .update_policy()
                    .policy_id(&id)
                    .description(description)
                    .content(document)
                    .send()
            })
            .await
            .map_err(|trouble| trouble.stuck(&format!("update policy {name}")))?;
        Ok(None)
    }

    pub(super) async fn delete_policy(&self, name: &PolicyName) -> Done {
        let id = self.policy_id(name)?;
        let answer = self
            .aws
            .call("organizations.DeletePolicy", Repeat::Safe, || {
                self.aws.organizations.delete_policy().policy_id(&id).send()
            })
            .await;
        done_before(
            answer,
            &["PolicyNotFoundException"],
            &format!("delete policy {name}"),
        )?;
        Ok(None)
    }

    pub(super) async fn attach_policy(&self, name: &PolicyName, unit: &OuPath) -> Done {
        let (policy, target) = self.pair(name, unit)?;
        let answer = self
            .aws
            .call("organizations.AttachPolicy", Repeat::Safe, || {
                self.aws
                    .organizations
                    .attach_policy()
                    .policy_id(&policy)
                    .target_id(&target)
                    .send()
            })
            .await;
        let there = ["DuplicatePolicyAttachmentException"];
        done_before(answer, &there, &format!("attach policy {name} to {unit}"))?;
        Ok(None)
    }

    pub(super) async fn detach_policy(&self, name: &PolicyName, unit: &OuPath) -> Done {
        let (policy, target) = self.pair(name, unit)?;
        let answer = self
            .aws
            .call("organizations.DetachPolicy", Repeat::Safe, || {
                self.aws
                    .organizations
                    .detach_policy()
                    .policy_id(&policy)
                    .target_id(&target)
                    .send()
            })
            .await;
        let gone = ["PolicyNotAttachedException"];
        done_before(answer, &gone, &format!("detach policy {name} from {unit}"))?;
        Ok(None)
    }

    pub(super) fn policy_id(&self, name: &PolicyName) -> Result<String, Stuck> {
        self.directory
            .policy(name)
            .ok_or_else(|| unknown("policy", name))
    }

    fn pair(&self, name: &PolicyName, unit: &OuPath) -> Result<(String, String), Stuck> {
        let target = self
            .directory
            .unit(unit)
            .ok_or_else(|| unknown("OU", unit))?;
        Ok((self.policy_id(name)?, target))
    }
}
