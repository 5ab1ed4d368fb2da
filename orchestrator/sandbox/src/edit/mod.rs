//! Changes past the API: organizations that exist already, and what others do behind a caller's back.

mod holding;
mod quotas;
mod spend;

use std::collections::BTreeMap;

use crate::clock::Moment;
use crate::draw::Draw;
use crate::sandbox::Sandbox;
use crate::world::{Account, AccountState, Policy, SCP, STACKSETS, StackSetsAccess, Unit, World};

pub use holding::{ExistingPool, ExistingRole};
pub use spend::Use;

/// Nothing in the organization has this name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("could not find {0:?} in the sandbox's organization")]
pub struct NotThere(pub String);

/// An account that somebody else made, or that was invited.
#[derive(Debug, Clone, Default)]
pub struct ExistingAccount {
    pub email: String,
    pub name: String,
    /// A unit's path; the root when empty.
    pub place: String,
    pub tags: BTreeMap<String, String>,
    /// An invited account has no role for the management account.
    pub invited: bool,
    /// Drawn when missing.
    pub id: Option<String>,
}

/// Things go by name here: a unit by its path (`Bedrock/Teams`), an account by its address, a policy
/// by its name, and the root is `Root` or nothing.
pub struct Edit<'a> {
    pub(crate) world: &'a mut World,
    pub(crate) draw: Draw,
    pub(crate) now: Moment,
}

impl Sandbox {
    pub fn edit<T>(&self, change: impl FnOnce(&mut Edit<'_>) -> T) -> T {
        let draw = self.draw();
        let now = self.now();
        let mut state = self.settled();
        let answer = change(&mut Edit {
            world: &mut state.world,
            draw,
            now,
        });
        // What follows from the change begins now.
        state.world.settle(draw, now);
        answer
    }
}

impl Edit<'_> {
    /// The id behind a name.
    pub fn find(&self, name: &str) -> Result<String, NotThere> {
        if name.is_empty() || name == "Root" {
            return Ok(self.world.root_id.clone());
        }
        let policy = || {
            let mut policies = self.world.policies.iter();
            policies
                .find(|(_, policy)| policy.name == name)
                .map(|(id, _)| id.clone())
        };
        let email = name.to_lowercase();
        self.world
            .index
            .emails
            .get(&email)
            .cloned()
            .or_else(|| self.unit_at(name))
            .or_else(policy)
            .ok_or_else(|| NotThere(name.to_owned()))
    }

    fn unit_at(&self, path: &str) -> Option<String> {
        path.split('/')
            .try_fold(self.world.root_id.clone(), |parent, name| {
                self.child(&parent, name)
            })
    }

    fn child(&self, parent: &str, name: &str) -> Option<String> {
        let world = &self.world;
        let mut children = world.index.units.get(parent)?.iter();
        children
            .find(|id| world.units.get(*id).is_some_and(|unit| unit.name == name))
            .cloned()
    }

    /// The unit at a path, with every unit above it.
    pub fn unit(&mut self, path: &str) -> String {
        let mut parent = self.world.root_id.clone();
        for name in path.split('/').filter(|name| !name.is_empty()) {
            parent = match self.child(&parent, name) {
                Some(id) => id,
                None => self.add_unit(&parent, name),
            };
        }
        parent
    }

    fn add_unit(&mut self, parent: &str, name: &str) -> String {
        let serial = self.world.next_serial();
        let root = self.world.root_id.trim_start_matches("r-");
        let id = format!("ou-{root}-{}", self.draw.lower(8, "unit", &serial));
        let unit = Unit {
            name: name.to_owned(),
            parent: parent.to_owned(),
        };
        self.world.add_unit(&id, unit);
        id
    }

    /// Its place is made when it is missing. Answers the account's id.
    pub fn account(&mut self, account: ExistingAccount) -> String {
        let parent = self.unit(&account.place);
        let drawn = format!(
            "1{}",
            self.draw.digits(11, "existing-account", &account.email)
        );
        let id = account.id.unwrap_or(drawn);
        // Long ago enough for its role to be open.
        let joined = Moment(self.now.0.saturating_sub(30 * 86_400_000));
        self.world.add_account(Account {
            id: id.clone(),
            email: account.email,
            name: account.name,
            parent,
            state: AccountState::Active,
            joined,
            created: !account.invited,
            role: (!account.invited).then(|| "OrganizationAccountAccessRole".into()),
        });
        self.world.tags.insert(id.clone(), account.tags);
        id
    }

    /// A service control policy, made or given new content. Answers its id.
    pub fn policy(&mut self, name: &str, content: &str) -> String {
        let id = self.find(name).unwrap_or_else(|_| {
            let serial = self.world.next_serial();
            format!("p-{}", self.draw.lower(10, "policy", &serial))
        });
        let policy = Policy {
            name: name.to_owned(),
            description: String::new(),
            content: content.to_owned(),
        };
        self.world.policies.insert(id.clone(), policy);
        id
    }

    pub fn attach(&mut self, policy: &str, target: &str) -> Result<(), NotThere> {
        let (policy, target) = (self.find(policy)?, self.find(target)?);
        self.world.attach(&policy, &target);
        Ok(())
    }

    pub fn detach(&mut self, policy: &str, target: &str) -> Result<(), NotThere> {
        let (policy, target) = (self.find(policy)?, self.find(target)?);
        self.world.detach(&policy, &target);
        Ok(())
    }

    pub fn move_account(&mut self, email: &str, place: &str) -> Result<(), NotThere> {
        let (account, place) = (self.find(email)?, self.find(place)?);
        self.world.move_account(&account, &place);
        Ok(())
    }

    pub fn tag(&mut self, what: &str, key: &str, value: &str) -> Result<(), NotThere> {
        let id = self.find(what)?;
        let tags = self.world.tags.entry(id).or_default();
        tags.insert(key.to_owned(), value.to_owned());
        Ok(())
    }

    pub fn untag(&mut self, what: &str, key: &str) -> Result<(), NotThere> {
        let id = self.find(what)?;
        if let Some(tags) = self.world.tags.get_mut(&id) {
            tags.remove(key);
        }
        Ok(())
    }

    /// Of an account, a unit or a policy.
    pub fn rename(&mut self, what: &str, name: &str) -> Result<(), NotThere> {
        let id = self.find(what)?;
        let world = &mut *self.world;
        if let Some(account) = world.accounts.get_mut(&id) {
            account.name = name.to_owned();
        } else if let Some(unit) = world.units.get_mut(&id) {
            unit.name = name.to_owned();
        } else if let Some(policy) = world.policies.get_mut(&id) {
            policy.name = name.to_owned();
        }
        Ok(())
    }

    /// By AWS, so that nobody signs in there any more.
    pub fn suspend(&mut self, email: &str) -> Result<(), NotThere> {
        let id = self.find(email)?;
        if let Some(account) = self.world.accounts.get_mut(&id) {
            account.state = AccountState::Suspended;
        }
        Ok(())
    }

    /// Out of the organization: an account, a policy, or a unit with nothing in it.
    pub fn remove(&mut self, what: &str) -> Result<(), NotThere> {
        let id = self.find(what)?;
        let world = &mut *self.world;
        let targets = world.index.targets.get(&id).cloned().unwrap_or_default();
        for target in targets {
            world.detach(&id, &target);
        }
        if world.accounts.contains_key(&id) {
            world.remove_account(&id);
        } else if world.units.contains_key(&id) {
            world.remove_unit(&id);
        } else {
            world.policies.remove(&id);
            world.tags.remove(&id);
        }
        Ok(())
    }

    /// The address belongs to an account elsewhere at AWS.
    pub fn take_email(&mut self, email: &str) {
        self.world.taken_emails.insert(email.to_lowercase());
    }

    pub fn trust(&mut self, service: &str) {
        self.world.trusted.insert(service.to_owned(), self.now);
    }

    pub fn distrust(&mut self, service: &str) {
        self.world.trusted.remove(service);
    }

    /// CloudFormation's own word for access that the API does not bring back.
    pub fn disable_stacksets_permanently(&mut self) {
        self.world.stacksets = StackSetsAccess::DisabledPermanently;
        self.world.trusted.remove(STACKSETS);
    }

    /// Switches service control policies on or off at once.
    pub fn service_control_policies(&mut self, on: bool) {
        self.world.finish_policy_type(SCP, on);
    }
}
