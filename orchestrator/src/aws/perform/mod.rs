//! Makes one change. Each ends the same when it is made twice: what is there already counts as done.

mod account;
mod bedrock;
mod budget;
mod hub;
mod place;
mod plain_stack;
mod policy;
mod quota;
mod stack_set;
mod stacks;
mod stop;
mod switches;
mod tags;
mod unit;

use crate::execute::{Ending, Event, Failure};
use crate::model::{AccountId, Organization};
use crate::plan::{Action, Address, Change};

use super::member::Member;
use super::{Aws, Directory, Door, Trouble};

use stack_set::Rollouts;

/// What the changes of one run share.
pub struct Performer<'a> {
    aws: &'a Aws,
    directory: &'a Directory,
    organization: &'a Organization,
    rollouts: Rollouts,
    emit: &'a dyn Fn(Event),
}

/// Why a change did not end well.
pub(super) enum Stuck {
    Failed(Failure),
    Left(String),
}

impl From<Failure> for Stuck {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

/// What to tell about a change that is done, if anything.
type Done = Result<Option<String>, Stuck>;

impl<'a> Performer<'a> {
    pub fn new(
        aws: &'a Aws,
        directory: &'a Directory,
        organization: &'a Organization,
        emit: &'a dyn Fn(Event),
    ) -> Self {
        Self {
            aws,
            directory,
            organization,
            rollouts: Rollouts::default(),
            emit,
        }
    }

    pub async fn perform(&self, change: &Change) -> Ending {
        let done = match &change.action {
            Action::EnablePolicies => self.enable_policies().await,
            Action::EnableTrustedAccess => self.enable_trusted_access().await,
            Action::CreateUnit { unit, tags } => self.create_unit(unit, tags).await,
            Action::DeleteUnit { unit } => self.delete_unit(unit).await,
            Action::CreatePolicy {
                policy,
                description,
                document,
                tags,
            } => {
                self.create_policy(policy, description, document, tags)
                    .await
            }
            Action::UpdatePolicy {
                policy,
                description,
                document,
            } => self.update_policy(policy, description, document).await,
            Action::DeletePolicy { policy } => self.delete_policy(policy).await,
            Action::AttachPolicy { policy, unit } => self.attach_policy(policy, unit).await,
            Action::DetachPolicy { policy, unit } => self.detach_policy(policy, unit).await,
            Action::CreateAccount {
                account,
                email,
                tags,
            } => {
                self.create_account(&change.address, account, email, tags)
                    .await
            }
            Action::AwaitAccount {
                account,
                email,
                request,
            } => {
                self.await_account(&change.address, account, email, request)
                    .await
            }
            Action::MoveAccount { account, to } => self.move_account(account, to).await,
            Action::RenameAccount { account, to } => self.rename_account(account, to).await,
            Action::Tag {
                subject,
                set,
                unset,
            } => self.tag(subject, set, unset).await,
            Action::CreateStackSet { .. }
            | Action::UpdateStackSet { .. }
            | Action::DeployStack { .. }
            | Action::DeleteStack { .. }
            | Action::DeployHub { .. } => self.perform_on_stacks(change).await,
            Action::DeployStop { .. } => self.deploy_stop(change).await,
            Action::RequestQuota { .. } => self.request_quota(change).await,
            Action::Budget(action) => self.perform_on_budget(&change.address, action).await,
            Action::SetInvocationLogging { .. }
            | Action::AcceptModel { .. }
            | Action::SendUseCase { .. } => self.perform_on_bedrock(change).await,
        };
        match done {
            Ok(note) => Ending::Done { note },
            Err(Stuck::Failed(failure)) => Ending::Failed(failure),
            Err(Stuck::Left(note)) => Ending::Left { note },
        }
    }

    /// Into an account: with patience, where this run made it.
    async fn member(&self, account: &AccountId) -> Result<Member<'_>, Trouble> {
        let young = self.directory.is_young(account);
        self.aws.member(self.door(), account, young).await
    }

    fn door(&self) -> Door<'_> {
        Door::of(self.organization)
    }

    fn note(&self, address: &Address, note: impl Into<String>) {
        (self.emit)(Event::Note {
            address: address.clone(),
            note: note.into(),
        });
    }
}

/// A name without an id: what the change needs has not come to be.
fn unknown(what: &str, name: &dyn std::fmt::Display) -> Stuck {
    Stuck::Failed(Failure::new(
        format!("could not find {what} {name}: AWS does not list it"),
        "someone may have removed it meanwhile: plan again",
    ))
}

/// Done, unless AWS said something other than that it was done before.
fn done_before<T>(
    answer: Result<T, Trouble>,
    codes: &[&str],
    verb_and_object: &str,
) -> Result<(), Stuck> {
    match answer {
        Ok(_) => Ok(()),
        Err(trouble) if codes.contains(&trouble.code.as_str()) => Ok(()),
        Err(trouble) => Err(trouble.stuck(verb_and_object)),
    }
}
