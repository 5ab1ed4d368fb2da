//! The organization as plain data, with indexes so that a thousand accounts cost no more a call than
//! ten do.

mod bedrock;
mod bucket;
mod budget;
mod entity;
mod formation;
mod identity;
mod index;
mod money;
mod openid;
mod quota;
mod settle;
mod stack;
mod stack_set;

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use serde::{Deserialize, Serialize};

pub(crate) use bedrock::Bedrock;
pub use bedrock::Usage;
pub(crate) use bucket::{Bucket, Object};
pub use budget::Alert;
pub(crate) use budget::{
    ActionEvent, ActionStatus, Alarm, Budget, BudgetAction, Calculated, Dimensions, Expression,
    Notification, Scope, Subscriber,
};
pub(crate) use entity::{
    Account, AccountState, Creation, Holder, Outcome, Policy, PolicyTypeStatus, Session,
    StackSetsAccess, Unit,
};
pub(crate) use formation::{Formation, Maker};
pub(crate) use identity::{Identity, IdentityPool, KnownIdentity, OidcProvider, Role};
pub(crate) use index::Index;
pub(crate) use money::{Micros, Money, Spent};
pub(crate) use openid::{
    AccessToken, Code, ConsoleToken, Device, DeviceAnswer, Grant, Openid, RefreshToken,
};
pub(crate) use quota::{Charge, Increase, IncreaseStatus, Quotas, Running, is_opt_in};
pub use quota::{Decision, Verdict};
pub(crate) use settle::Event;
pub(crate) use stack::{Change, ChangeKind, Recipe, Resource, Stack, StackEvent, StackStatus};
pub(crate) use stack_set::{
    Action, Amount, AutoDeployment, Detail, Drift, Instance, InstanceStatus, Lane, Operation,
    OperationResult, OperationStatus, Preferences, Spot, StackSet, Targets,
};

use crate::clock::Moment;
use crate::draw::Draw;
use crate::setup::{MANAGEMENT_ACCOUNT, Setup};

pub(crate) const SCP: &str = "SERVICE_CONTROL_POLICY";
pub(crate) const FULL_ACCESS: &str = "p-FullAWSAccess";
pub(crate) const STACKSETS: &str = "member.org.stacksets.cloudformation.amazonaws.com";

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct World {
    pub(crate) organization_id: String,
    pub(crate) root_id: String,
    pub(crate) management: String,
    /// Until then the organization is not complete.
    pub(crate) final_at: Moment,
    pub(crate) accounts: BTreeMap<String, Account>,
    pub(crate) units: BTreeMap<String, Unit>,
    pub(crate) creations: BTreeMap<String, Creation>,
    pub(crate) policies: BTreeMap<String, Policy>,
    /// By the id of an account, unit, policy or root.
    pub(crate) tags: BTreeMap<String, BTreeMap<String, String>>,
    /// Policies by target.
    pub(crate) attachments: BTreeMap<String, BTreeSet<String>>,
    pub(crate) policy_types: BTreeMap<String, PolicyTypeStatus>,
    /// Services with trusted access, and since when.
    pub(crate) trusted: BTreeMap<String, Moment>,
    pub(crate) stacksets: StackSetsAccess,
    pub(crate) sessions: BTreeMap<String, Session>,
    /// Addresses in use elsewhere at AWS, or by accounts that are gone for good.
    pub(crate) taken_emails: BTreeSet<String>,
    /// When accounts were closed, for the quota of thirty days.
    pub(crate) closures: Vec<Moment>,
    /// Accounts on their way out, and when the next step comes.
    pub(crate) closing: BTreeMap<String, Moment>,
    #[serde(default)]
    pub(crate) identity: Identity,
    #[serde(default)]
    pub(crate) formation: Formation,
    #[serde(default)]
    pub(crate) bedrock: Bedrock,
    #[serde(default)]
    pub(crate) openid: Openid,
    #[serde(default)]
    pub(crate) money: Money,
    #[serde(default)]
    pub(crate) quotas: Quotas,
    /// By name.
    #[serde(default)]
    pub(crate) buckets: BTreeMap<String, Bucket>,
    /// Names of log groups, by account, then Region.
    #[serde(default)]
    pub(crate) log_groups: BTreeMap<String, BTreeMap<String, BTreeSet<String>>>,
    /// Makes what is drawn for a new thing differ from what was drawn before.
    pub(crate) serial: u64,
    #[serde(skip)]
    pub(crate) index: Index,
}

impl World {
    pub(crate) fn new(setup: &Setup, draw: Draw, now: Moment) -> Self {
        let root_id = format!("r-{}", draw.lower(4, "root", ""));
        let mut world = Self {
            organization_id: format!("o-{}", draw.lower(10, "organization", "")),
            root_id: root_id.clone(),
            management: MANAGEMENT_ACCOUNT.into(),
            final_at: now.plus(setup.finalizing),
            accounts: BTreeMap::new(),
            units: BTreeMap::new(),
            creations: BTreeMap::new(),
            policies: BTreeMap::from([(FULL_ACCESS.into(), Policy::full_access())]),
            tags: BTreeMap::new(),
            attachments: BTreeMap::new(),
            policy_types: BTreeMap::new(),
            trusted: BTreeMap::new(),
            stacksets: StackSetsAccess::Disabled,
            sessions: BTreeMap::new(),
            taken_emails: BTreeSet::new(),
            closures: Vec::new(),
            closing: BTreeMap::new(),
            identity: Identity::default(),
            formation: Formation::default(),
            bedrock: Bedrock::default(),
            openid: Openid::default(),
            money: Money::default(),
            quotas: Quotas {
                young: setup.young_quotas,
                rules: vec![(String::new(), setup.quota_decision)],
                ..Quotas::default()
            },
            buckets: BTreeMap::new(),
            log_groups: BTreeMap::new(),
            serial: 0,
            index: Index::default(),
        };
        world.add_account(Account {
            id: MANAGEMENT_ACCOUNT.into(),
            email: "aws@management.example".into(),
            name: "management".into(),
            parent: root_id,
            state: AccountState::Active,
            joined: now,
            created: false,
            role: None,
        });
        if setup.service_control_policies {
            world.finish_policy_type(SCP, true);
        }
        world
    }

    pub(crate) fn next_serial(&mut self) -> String {
        self.serial += 1;
        self.serial.to_string()
    }

    pub(crate) fn is_container(&self, id: &str) -> bool {
        id == self.root_id || self.units.contains_key(id)
    }

    /// The root or unit above an account or unit.
    pub(crate) fn parent_of(&self, id: &str) -> Option<&str> {
        let unit = || self.units.get(id).map(|unit| unit.parent.as_str());
        self.accounts
            .get(id)
            .map(|account| account.parent.as_str())
            .or_else(unit)
    }

    /// From the root down to and with the thing itself.
    pub(crate) fn lineage<'a>(&'a self, id: &'a str) -> Vec<&'a str> {
        let mut line = vec![id];
        let mut at = id;
        while let Some(parent) = self.parent_of(at) {
            line.push(parent);
            at = parent;
        }
        line.reverse();
        line
    }

    /// `o-x/r-x/ou-x/`, with the account's id at the end for an account.
    pub(crate) fn path_of(&self, id: &str) -> String {
        format!("{}/{}/", self.organization_id, self.lineage(id).join("/"))
    }

    pub(crate) fn arn_of(&self, id: &str) -> String {
        let kind = if id.starts_with("r-") {
            "root"
        } else if id.starts_with("ou-") {
            "ou"
        } else if id.starts_with("p-") {
            let owner = if id == FULL_ACCESS {
                return format!(
                    "arn:aws:organizations::aws:policy/service_control_policy/{FULL_ACCESS}"
                );
            } else {
                &self.management
            };
            let organization = &self.organization_id;
            return format!(
                "arn:aws:organizations::{owner}:policy/{organization}/service_control_policy/{id}"
            );
        } else {
            "account"
        };
        format!(
            "arn:aws:organizations::{}:{kind}/{}/{id}",
            self.management, self.organization_id
        )
    }

    pub(crate) fn has_service_control_policies(&self) -> bool {
        self.policy_types.get(SCP) == Some(&PolicyTypeStatus::Enabled)
    }

    pub(crate) fn add_account(&mut self, account: Account) {
        let id = account.id.clone();
        self.index.place_account(&account.parent, &id);
        self.index
            .emails
            .insert(account.email.to_lowercase(), id.clone());
        self.accounts.insert(id.clone(), account);
        self.greet_target(&id);
        self.formation.moved.push(id);
    }

    pub(crate) fn add_unit(&mut self, id: &str, unit: Unit) {
        self.index.place_unit(&unit.parent, id);
        self.units.insert(id.to_owned(), unit);
        self.greet_target(id);
    }

    pub(crate) fn move_account(&mut self, id: &str, parent: &str) {
        if let Some(account) = self.accounts.get_mut(id) {
            self.index.unplace(&account.parent, id);
            account.parent = parent.to_owned();
            self.index.place_account(parent, id);
            self.formation.moved.push(id.to_owned());
        }
    }

    pub(crate) fn remove_unit(&mut self, id: &str) {
        if let Some(unit) = self.units.remove(id) {
            self.index.unplace(&unit.parent, id);
        }
        self.forget_target(id);
    }

    /// Without its address becoming free: AWS never gives one out twice.
    pub(crate) fn remove_account(&mut self, id: &str) {
        if let Some(account) = self.accounts.remove(id) {
            self.index.unplace(&account.parent, id);
            let email = account.email.to_lowercase();
            self.index.emails.remove(&email);
            self.taken_emails.insert(email);
        }
        self.identity.forget_account(id);
        self.bedrock.forget_account(id);
        self.quotas.forget_account(id);
        self.log_groups.remove(id);
        self.money.budgets.remove(id);
        self.forget_target(id);
    }

    /// A day after its end nobody holds a session any more.
    pub(crate) fn add_session(&mut self, key: String, session: Session, callers_now: Moment) {
        let ended = |session: &Session| callers_now.since(session.expires);
        if self.sessions.len() >= self.index.sessions_to_sweep {
            self.sessions
                .retain(|_, session| ended(session) < Duration::from_secs(86_400));
            // Sweeping only after as many have come as were kept costs each call nothing.
            self.index.sessions_to_sweep = 2 * self.sessions.len() + 64;
        }
        self.sessions.insert(key, session);
    }

    fn forget_target(&mut self, id: &str) {
        self.tags.remove(id);
        for policy in self.attachments.remove(id).unwrap_or_default() {
            self.index.detach(&policy, id);
        }
    }

    pub(crate) fn attach(&mut self, policy: &str, target: &str) {
        self.attachments
            .entry(target.to_owned())
            .or_default()
            .insert(policy.to_owned());
        self.index.attach(policy, target);
    }

    pub(crate) fn detach(&mut self, policy: &str, target: &str) {
        if let Some(attached) = self.attachments.get_mut(target) {
            attached.remove(policy);
        }
        self.index.detach(policy, target);
    }

    /// Everything new below the root may do everything until somebody says otherwise.
    fn greet_target(&mut self, id: &str) {
        if self.has_service_control_policies() {
            self.attach(FULL_ACCESS, id);
        }
    }

    pub(crate) fn finish_policy_type(&mut self, kind: &str, enable: bool) {
        if enable {
            self.policy_types
                .insert(kind.to_owned(), PolicyTypeStatus::Enabled);
            let targets: Vec<String> = std::iter::once(&self.root_id)
                .chain(self.units.keys())
                .chain(self.accounts.keys())
                .cloned()
                .collect();
            for target in targets {
                self.attach(FULL_ACCESS, &target);
            }
        } else {
            self.policy_types.remove(kind);
            self.attachments.clear();
            self.index.targets.clear();
        }
    }

    /// Accounts that count against the quota; closed ones do until they are gone for good.
    pub(crate) fn counted_accounts(&self) -> usize {
        self.accounts.len() + self.index.creating.len()
    }
}
