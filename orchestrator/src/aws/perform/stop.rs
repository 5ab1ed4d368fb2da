//! The management account's own stack: the role with which a budget stops an account.

use crate::execute::Failure;
use crate::model::AccountId;
use crate::plan::{Action, Change};

use super::plain_stack::PlainStack;
use super::{Done, Performer, Stuck};

impl Performer<'_> {
    pub(super) async fn deploy_stop(&self, change: &Change) -> Done {
        let Action::DeployStop {
            name,
            region,
            template,
            parameters,
            policy,
            tags,
            deploy: _,
        } = &change.action
        else {
            return Ok(None);
        };
        // The policy may have come to be a moment ago.
        let mut parameters = parameters.clone();
        parameters.insert("PolicyId".to_owned(), self.policy_id(policy)?);
        let object = format!("deploy the stack {name} in the management account ({region})");
        let wanted = PlainStack {
            account: self.management(&object)?,
            name,
            region,
            parameters: &parameters,
            tags,
            template,
            object,
            place: "the management account",
        };
        let (note, _) = self.deploy_plain(&change.address, &wanted).await?;
        Ok(note)
    }

    pub(super) fn management(&self, verb_and_object: &str) -> Result<&AccountId, Stuck> {
        let unknown = || {
            Stuck::Failed(Failure::new(
                format!(
                    "could not {verb_and_object}: AWS does not say which account manages the organization"
                ),
                "run the same command again",
            ))
        };
        self.aws.management.get().ok_or_else(unknown)
    }
}
