//! The difference of two organizations, as changes. Each part destructures its struct in full, so
//! that a new field cannot be forgotten here.

mod accounts;
mod bedrock;
mod budgets;
mod guards;
mod hub;
mod parameters;
mod plain;
mod policies;
mod quotas;
mod rollout;
mod stacks;
mod stop;
mod tags;
mod units;
mod waves;
mod wording;

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{
    Gap, Org, OuPath, PolicyName, Region, Set, StackSet, Subject, Tags, TeamName, UseCase,
    printable, tag,
};

use super::change::{Action, Address, Blocked, Change, Unplanned};
use super::waiting::{Waiting, WaitingKind};

pub use quotas::{Asking, asking};

/// Which part of an organization a plan speaks for.
#[derive(Debug, Clone)]
pub struct Realm {
    /// `organization.name`: the value of the ownership tag.
    pub owner: String,
    /// `organization.ou`: everything of the plan is below it.
    pub base: OuPath,
    /// Addresses of unplanned things that shall be deleted.
    pub delete: BTreeSet<String>,
    /// Whose stacks go first.
    pub canary: Option<TeamName>,
    /// What to send to Anthropic, and from where.
    pub use_case: Option<UseCase>,
    pub home: Region,
    /// What of its quotas each team asks for first.
    pub asking: BTreeMap<TeamName, Asking>,
}

impl Realm {
    pub fn unit(&self, path: &OuPath) -> Address {
        match path.parent() {
            Some(parent) if parent == self.base => Address::new(format!("team.{}/ou", path.name())),
            _ => Address::new(format!("ou.{path}")),
        }
    }

    pub fn policy(&self, name: &PolicyName) -> Address {
        Address::new(format!("policy.{}", self.short(name)))
    }

    fn attachment(&self, unit: &OuPath, policy: &PolicyName) -> Address {
        self.unit(unit)
            .part(&format!("policy.{}", self.short(policy)))
    }

    /// Whether this plan made it, or took it over.
    fn owns(&self, tags: &Tags) -> bool {
        tags.get(tag::MANAGED) == Some(&self.owner)
    }

    /// The other plan that manages it, where there is one.
    fn rival<'a>(&self, tags: &'a Tags) -> Option<&'a str> {
        let owner = tags.get(tag::MANAGED).map(String::as_str);
        owner.filter(|owner| *owner != self.owner)
    }

    /// A policy's name without what all names of this plan begin with.
    fn short<'a>(&self, name: &'a PolicyName) -> &'a str {
        name.as_str()
            .strip_prefix(&format!("bedrock-org/{}/", self.owner))
            .unwrap_or(name.as_str())
    }
}

pub(super) fn policies_address() -> Address {
    Address::new("organization/policies")
}

fn trusted_access_address() -> Address {
    Address::new("organization/trusted-access")
}

/// What came out of comparing, before it is put in order.
#[derive(Debug, Default)]
pub struct Difference {
    pub changes: Vec<Change>,
    pub blocked: Vec<Blocked>,
    pub unplanned: Vec<Unplanned>,
    pub waiting: Vec<Waiting>,
}

/// Compares what is wanted with what was observed.
pub fn diff(realm: &Realm, desired: &Org, live: &Org) -> Difference {
    // What is sent to Anthropic is the realm's; `management` and what follows it belong to an
    // observed organization alone.
    let Org {
        policies_enabled,
        trusted_access,
        units,
        accounts,
        policies,
        stack_sets,
        hub,
        budgets,
        stop,
        use_case: _,
        quota_defaults: _,
        management: _,
        organization: _,
        creations: _,
        gaps: _,
    } = desired;
    let mut difference = Difference::default();

    if *policies_enabled && !live.policies_enabled {
        let change = Change {
            address: policies_address(),
            action: Action::EnablePolicies,
            before: Some("off".into()),
            after: Some("service control policies on".into()),
            reason: "guard rails need them".into(),
            needs: BTreeSet::new(),
        };
        difference.change_unless(live.gaps.get(&Subject::Policies), change);
    }
    if *trusted_access == Some(true) && live.trusted_access != Some(true) {
        let change = Change {
            address: trusted_access_address(),
            action: Action::EnableTrustedAccess,
            before: Some("off".into()),
            after: Some("CloudFormation StackSets on".into()),
            reason: "stacks are rolled out to every team's accounts".into(),
            needs: BTreeSet::new(),
        };
        difference.change_unless(live.gaps.get(&Subject::TrustedAccess), change);
    }
    policies::diff(&mut difference, realm, policies, units, live);
    units::diff(&mut difference, realm, units, live);
    let known = accounts::Known::of(&live.accounts);
    let found: Vec<Option<usize>> = accounts.iter().map(|one| known.find(one)).collect();
    stacks::sets(&mut difference, realm, stack_sets, live, |set| {
        stacks::first(realm, set, accounts, &found, live)
    });
    let tags = stack_sets.values().next().map(|set| &set.tags);
    let no_tags = Tags::new();
    let sinks = hub::diff(
        &mut difference,
        realm,
        hub.as_ref(),
        tags.unwrap_or(&no_tags),
        live,
    );
    let rollout = rollout::Rollout {
        realm,
        live,
        moved_on: difference.moved_on(stack_sets),
        sinks,
    };
    accounts::diff(&mut difference, &rollout, accounts, &found, units);
    bedrock::use_case(&mut difference, realm, live);
    let own = tags.unwrap_or(&no_tags);
    stop::diff(&mut difference, realm, stop.as_ref(), own, live);
    budgets::diff(
        &mut difference,
        &budgets::Money::new(realm, accounts, &found, live),
        budgets,
    );
    if let Some(canary) = &realm.canary {
        waves::arrange(&mut difference, canary);
    }
    difference.settle();
    difference
}

impl Difference {
    fn change(&mut self, change: Change) {
        self.changes.push(change);
    }

    /// A change that may only happen when what it rests on could be read.
    fn change_unless(&mut self, gap: Option<&Gap>, change: Change) {
        match gap {
            None => self.changes.push(change),
            Some(Gap { cause, hint }) => self.blocked.push(Blocked {
                address: change.address,
                cause: cause.clone(),
                hint: hint.clone(),
                waits_for: None,
            }),
        }
    }

    fn block(&mut self, address: Address, cause: impl Into<String>, hint: impl Into<String>) {
        self.blocked.push(Blocked {
            address,
            cause: cause.into(),
            hint: hint.into(),
            waits_for: None,
        });
    }

    /// The sets that will not be what they were, or that ought not to be.
    fn moved_on(&self, sets: &BTreeMap<Set, StackSet>) -> BTreeSet<Set> {
        let changes = self.changes.iter().map(|change| &change.address);
        let blocked = self.blocked.iter().map(|blocked| &blocked.address);
        let addresses: BTreeSet<&Address> = changes.chain(blocked).collect();
        let all = sets.keys().copied();
        all.filter(|set| addresses.contains(&stacks::set_address(*set)))
            .collect()
    }

    /// Two plans that manage one thing would change it back and forth for ever.
    fn block_rival(&mut self, address: Address, rival: &str) {
        self.block(
            address,
            format!("the plan of {} manages it", printable(rival)),
            format!(
                "choose another in this plan file; or, if it shall be this plan's from now on, \
                 take its tag {} away first",
                tag::MANAGED
            ),
        );
    }

    /// Drops needs that are met already, and blocks what waits for something blocked.
    fn settle(&mut self) {
        let mut waiting: BTreeMap<Address, ()> = self
            .blocked
            .iter()
            .map(|blocked| (blocked.address.clone(), ()))
            .collect();
        loop {
            let (held, free): (Vec<Change>, Vec<Change>) = std::mem::take(&mut self.changes)
                .into_iter()
                .partition(|change| change.needs.iter().any(|need| waiting.contains_key(need)));
            self.changes = free;
            if held.is_empty() {
                break;
            }
            for change in held {
                let Some(need) = change.needs.iter().find(|need| waiting.contains_key(need)) else {
                    continue;
                };
                let blocked = Blocked {
                    cause: format!("it waits for {need}"),
                    hint: "resolve that one first".to_owned(),
                    waits_for: Some(need.clone()),
                    address: change.address,
                };
                waiting.insert(blocked.address.clone(), ());
                self.blocked.push(blocked);
            }
        }
        let present: BTreeSet<Address> = self
            .changes
            .iter()
            .map(|change| change.address.clone())
            .collect();
        for change in &mut self.changes {
            change.needs.retain(|need| present.contains(need));
        }
        self.blocked.sort_by(|a, b| a.address.cmp(&b.address));
        // Two accounts may have the same name.
        self.unplanned
            .sort_by(|a, b| (&a.address, &a.account).cmp(&(&b.address, &b.account)));
    }
}
