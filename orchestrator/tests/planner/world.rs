//! A reference model: what each change does to an organization, in the fewest words.

use bedrock_org::model::{
    Account, AccountId, AccountName, Email, Org, Place, Policy, Standing, Tags, Unit,
};
use bedrock_org::plan::{Action, Change, Tagged};

use super::{money, quotas, stacks};

/// An organization that changes can be made to.
#[derive(Debug, Clone)]
pub struct World {
    pub org: Org,
    next_id: u64,
}

impl World {
    pub fn new(org: Org) -> Self {
        Self {
            org,
            next_id: 100_000_000_000,
        }
    }

    pub fn apply(&mut self, change: &Change, email_of: impl Fn(&AccountName) -> String) {
        match &change.action {
            Action::EnablePolicies => self.org.policies_enabled = true,
            action @ Action::RequestQuota { account, .. } => {
                let account = self.account(account, &email_of);
                assert_ne!(account.place, Place::Root, "its guard rails come first");
                quotas::ask(account, action);
            }
            Action::EnableTrustedAccess => self.org.trusted_access = Some(true),
            Action::CreateUnit { unit, tags } => {
                assert!(
                    unit.parent()
                        .is_none_or(|parent| self.org.units.contains_key(&parent))
                );
                let new = Unit {
                    id: Some(self.id()),
                    tags: tags.clone(),
                    ..Unit::default()
                };
                assert!(
                    self.org.units.insert(unit.clone(), new).is_none(),
                    "{unit} made twice"
                );
            }
            Action::DeleteUnit { unit } => {
                let place = Place::Unit(unit.clone());
                assert!(
                    self.org
                        .accounts
                        .iter()
                        .all(|account| account.place != place)
                );
                assert!(self.org.units.remove(unit).is_some());
            }
            Action::CreatePolicy {
                policy,
                description,
                document,
                tags,
            } => {
                assert!(self.org.policies_enabled);
                let new = Policy {
                    id: Some(self.id()),
                    description: description.clone(),
                    document: document.clone(),
                    tags: tags.clone(),
                    ..Policy::default()
                };
                assert!(self.org.policies.insert(policy.clone(), new).is_none());
            }
            Action::UpdatePolicy {
                policy,
                description,
                document,
            } => {
                let policy = self
                    .org
                    .policies
                    .get_mut(policy)
                    .expect("an existing policy");
                policy.description.clone_from(description);
                policy.document.clone_from(document);
            }
            Action::DeletePolicy { policy } => {
                assert!(
                    self.org
                        .units
                        .values()
                        .all(|unit| !unit.policies.contains(policy))
                );
                assert!(self.org.policies.remove(policy).is_some());
            }
            Action::AttachPolicy { policy, unit } => {
                assert!(self.org.policies_enabled && self.org.policies.contains_key(policy));
                let unit = self.org.units.get_mut(unit).expect("an existing OU");
                assert!(unit.policies.insert(policy.clone()));
            }
            Action::DetachPolicy { policy, unit } => {
                let unit = self.org.units.get_mut(unit).expect("an existing OU");
                assert!(unit.policies.remove(policy));
            }
            Action::CreateAccount {
                account,
                email,
                tags,
            } => {
                let taken = |one: &Account| {
                    one.email
                        .as_ref()
                        .is_some_and(|its| its.folded() == email.folded())
                };
                assert!(!self.org.accounts.iter().any(taken), "{email} taken twice");
                self.arrive(account, email, tags.clone());
            }
            Action::AwaitAccount {
                account,
                email,
                request,
            } => {
                self.org
                    .creations
                    .retain(|creation| creation.request != *request);
                self.arrive(account, email, Tags::new());
            }
            Action::MoveAccount { account, to } => {
                assert!(self.org.units.contains_key(to));
                self.account(account, &email_of).place = Place::Unit(to.clone());
            }
            Action::RenameAccount { account, to } => {
                self.account(account, &email_of).name = to.clone();
            }
            Action::Tag {
                subject,
                set,
                unset,
            } => {
                let tags = match subject {
                    Tagged::Unit(path) => &mut self.org.units.get_mut(path).expect("an OU").tags,
                    Tagged::Policy(name) => {
                        &mut self.org.policies.get_mut(name).expect("a policy").tags
                    }
                    Tagged::Account(name) => &mut self.account(name, &email_of).tags,
                };
                tags.extend(set.clone());
                tags.retain(|key, _| !unset.contains(key));
            }
            Action::DeployStop { .. } => money::deploy_stop(&mut self.org, &change.action),
            Action::Budget(action) => {
                let id = self.id();
                let known = |name: &AccountName, world: &mut Self| {
                    world.account(name, &email_of).id.clone().expect("an id")
                };
                let accounts: Vec<AccountName> = money::accounts_of(action);
                let ids = accounts
                    .into_iter()
                    .map(|name| (name.clone(), known(&name, self)))
                    .collect();
                money::apply(&mut self.org, action, &ids, id);
            }
            action @ (Action::CreateStackSet { .. }
            | Action::UpdateStackSet { .. }
            | Action::DeployStack { .. }
            | Action::DeleteStack { .. }
            | Action::DeployHub { .. }
            | Action::SetInvocationLogging { .. }
            | Action::AcceptModel { .. }
            | Action::SendUseCase { .. }) => {
                if !stacks::apply_above(&mut self.org, action) {
                    let hub = self.org.hub.clone();
                    let name = stacks::account_of(action).expect("an account");
                    let account = self.account(name, &email_of);
                    assert_ne!(account.place, Place::Root, "its guard rails come first");
                    stacks::apply_inside(account, hub.as_ref(), action);
                }
            }
        }
    }

    /// New accounts hang below the root.
    fn arrive(&mut self, name: &AccountName, email: &Email, tags: Tags) {
        let id = self.id().parse().expect("an id");
        self.org.accounts.push(Account {
            id: Some(id),
            name: name.clone(),
            adopted: false,
            email: Some(email.clone()),
            place: Place::Root,
            standing: Standing::Active,
            team: None,
            tags,
            stacks: std::collections::BTreeMap::new(),
            bedrock: std::collections::BTreeMap::new(),
            quotas: quotas::of_new_account(name.as_str()),
        });
    }

    /// By what the plan knows of it: its id, or its address.
    fn account(
        &mut self,
        name: &AccountName,
        email_of: &impl Fn(&AccountName) -> String,
    ) -> &mut Account {
        let known = email_of(name);
        self.org
            .accounts
            .iter_mut()
            .find(|account| {
                account
                    .email
                    .as_ref()
                    .is_some_and(|email| email.folded() == known)
                    || account.id.as_ref().map(AccountId::as_str) == Some(known.as_str())
            })
            .expect("an existing account")
    }

    fn id(&mut self) -> String {
        self.next_id += 1;
        self.next_id.to_string()
    }
}
