//! What the deployed stacks say of what they made.

use std::collections::BTreeMap;

use futures_util::{StreamExt, stream};

use crate::model::{AccountName, Intent, Seat, Set};
use crate::plan::routes::{Outputs, Whose};

use super::member::Member;
use super::observe::ACCOUNTS_AT_ONCE;
use super::{Aws, Directory, Door, Instance, KnownStack, Trouble};

/// What the auth stacks of the plan's accounts say, and which could not be read. An account without
/// such a stack is in neither.
#[derive(Debug, Default)]
pub struct AuthOutputs {
    pub read: BTreeMap<Whose, Outputs>,
    pub unread: BTreeMap<Whose, Trouble>,
}

impl Aws {
    pub async fn auth_outputs(&self, directory: &Directory, intent: &Intent) -> AuthOutputs {
        let seats = intent.teams.iter().flat_map(|(team, plan)| {
            let names = plan.seats.iter().map(Seat::name);
            names.map(move |name| (team.clone(), name.clone()))
        });
        let mut reading = stream::iter(seats)
            .map(|whose| {
                // Boxed: the SDK's futures are large.
                Box::pin(async move {
                    let outputs = self.auth_outputs_of(directory, intent, &whose.1).await;
                    (whose, outputs)
                })
            })
            .buffer_unordered(ACCOUNTS_AT_ONCE);
        let mut all = AuthOutputs::default();
        while let Some((whose, outputs)) = reading.next().await {
            match outputs {
                Ok(None) => {}
                Ok(Some(outputs)) => {
                    all.read.insert(whose, outputs);
                }
                Err(trouble) => {
                    all.unread.insert(whose, trouble);
                }
            }
        }
        all
    }

    async fn auth_outputs_of(
        &self,
        directory: &Directory,
        intent: &Intent,
        name: &AccountName,
    ) -> Result<Option<Outputs>, Trouble> {
        let organization = &intent.organization;
        let Some(account) = directory.account(name) else {
            return Ok(None);
        };
        let instance = (account.clone(), organization.home_region.clone());
        let Some(known) = directory.stacks.get(Set::Auth, &instance) else {
            return Ok(None);
        };
        let outputs = match known.outputs {
            Some(outputs) => outputs,
            None => {
                let member = self.member(Door::of(organization), &account, false).await?;
                let owner = &organization.name;
                self.stack_outputs(directory, &member, owner, Set::Auth, &instance)
                    .await?
            }
        };
        Ok((!outputs.is_empty()).then_some(Outputs { account, outputs }))
    }

    /// As this run knows them, or as the account shows them. Nothing where there is no such stack.
    pub(super) async fn stack_outputs(
        &self,
        directory: &Directory,
        member: &Member<'_>,
        owner: &str,
        set: Set,
        instance: &Instance,
    ) -> Result<BTreeMap<String, String>, Trouble> {
        let known = directory.stacks.get(set, instance).unwrap_or_default();
        if let Some(outputs) = known.outputs {
            return Ok(outputs);
        }
        let name = set.name(owner);
        let stack = member
            .stack_of_set(&instance.1, &name, known.id.as_deref())
            .await?;
        let Some(stack) = stack else {
            return Ok(BTreeMap::new());
        };
        let outputs = stack.outputs;
        let known = KnownStack {
            id: Some(stack.id),
            outputs: Some(outputs.clone()),
            ..known
        };
        directory.stacks.learn(set, instance, known);
        Ok(outputs)
    }
}
