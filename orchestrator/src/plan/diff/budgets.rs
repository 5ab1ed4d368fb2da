//! Budgets: what a month may cost, who hears of it, and what then happens, each by itself. AWS
//! forgets what it has calculated when a budget is updated, so nothing is sent that stays the same.

mod alerts;
mod stop;
mod words;

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{
    Account, AccountId, AccountName, BudgetAccount, BudgetName, BudgetScope, Org, OrgBudget,
    Subject, Tags, printable,
};

use super::{Action, Address, Change, Difference, Realm, Unplanned, accounts};
use crate::plan::BudgetAction;

/// What all budgets are compared with.
pub struct Money<'a> {
    realm: &'a Realm,
    live: &'a Org,
    /// The plan's accounts, and their ids where they exist.
    accounts: BTreeMap<&'a AccountName, (&'a Account, Option<&'a AccountId>)>,
    names: BTreeMap<&'a AccountId, &'a AccountName>,
}

impl<'a> Money<'a> {
    pub fn new(
        realm: &'a Realm,
        wanted: &'a [Account],
        found: &[Option<usize>],
        live: &'a Org,
    ) -> Self {
        let pairs = wanted.iter().zip(found);
        let known = pairs.map(|(account, found)| {
            let id = found.and_then(|index| live.accounts[index].id.as_ref());
            (&account.name, (account, id))
        });
        let accounts: BTreeMap<_, _> = known.collect();
        let live_names = live.accounts.iter();
        let mut names: BTreeMap<_, _> = live_names
            .filter_map(|account| Some((account.id.as_ref()?, &account.name)))
            .collect();
        let own = accounts.iter();
        names.extend(own.filter_map(|(name, (_, id))| Some(((*id)?, *name))));
        Self {
            realm,
            live,
            accounts,
            names,
        }
    }

    /// By its id, where the account exists.
    fn known(&self, accounts: &BTreeSet<BudgetAccount>) -> BTreeSet<BudgetAccount> {
        let known = |account: &BudgetAccount| match account {
            BudgetAccount::Name(name) => match self.accounts.get(name) {
                Some((_, Some(id))) => BudgetAccount::Id((*id).clone()),
                _ => account.clone(),
            },
            BudgetAccount::Id(_) => account.clone(),
        };
        accounts.iter().map(known).collect()
    }

    /// Where a budget stands in the plan; none of the plan's stand apart.
    fn address(&self, name: &BudgetName) -> Address {
        let scope = name.scope(&self.realm.owner);
        match &scope {
            Some(BudgetScope::Account(account)) => match self.accounts.get(account) {
                Some((account, _)) => accounts::address(account).part("budget"),
                None => Address::new(format!("budgets/account.{account}")),
            },
            Some(BudgetScope::Team(team)) => {
                let mut planned = self.accounts.values();
                match planned.any(|(account, _)| account.team.as_ref() == Some(team)) {
                    true => Address::new(format!("team.{team}/budget")),
                    false => Address::new(format!("budgets/team.{team}")),
                }
            }
            None => {
                let rest = name
                    .as_str()
                    .strip_prefix(&BudgetName::prefix(&self.realm.owner));
                Address::new(format!(
                    "budgets/{}",
                    printable(rest.unwrap_or(name.as_str()))
                ))
            }
        }
    }

    /// The accounts that must be there first.
    fn after(&self, accounts: &BTreeSet<BudgetAccount>) -> BTreeSet<Address> {
        let planned = names_of(accounts).into_iter();
        planned
            .filter_map(|name| Some(accounts::address(self.accounts.get(&name)?.0)))
            .collect()
    }

    fn tags(&self, accounts: &BTreeSet<BudgetAccount>) -> Tags {
        let first = names_of(accounts).into_iter().next();
        let account = first.and_then(|name| self.accounts.get(&name));
        account.map_or_else(Tags::new, |(account, _)| account.tags.clone())
    }
}

/// One budget of the plan.
struct Pair<'a> {
    money: &'a Money<'a>,
    name: &'a BudgetName,
    at: Address,
    wanted: &'a OrgBudget,
}

pub fn diff(
    difference: &mut Difference,
    money: &Money<'_>,
    wanted: &BTreeMap<BudgetName, OrgBudget>,
) {
    for (name, wanted) in wanted {
        let pair = Pair {
            money,
            name,
            at: money.address(name),
            wanted,
        };
        match money.live.budgets.get(name) {
            None => pair.create(difference),
            Some(existing) => pair.compare(difference, existing),
        }
    }
    for (name, existing) in &money.live.budgets {
        if !wanted.contains_key(name) {
            unplanned(difference, money, name, existing);
        }
    }
}

impl Pair<'_> {
    fn create(&self, difference: &mut Difference) {
        // What is odd, unhealthy or another's is an observed budget's alone.
        let OrgBudget {
            limit,
            accounts,
            odd: _,
            unhealthy: _,
            alerts,
            stop,
            other_actions: _,
        } = self.wanted;
        let change = Change {
            address: self.at.clone(),
            action: Action::Budget(BudgetAction::CreateBudget {
                budget: self.name.clone(),
                limit: *limit,
                accounts: names_of(accounts),
                alerts: alerts.clone(),
                tags: self.money.tags(accounts),
            }),
            before: None,
            after: Some(words::whole(*limit, alerts)),
            reason: match accounts.len() {
                1 => "nobody hears yet what this account spends".into(),
                _ => "nobody hears yet what these accounts spend together".into(),
            },
            needs: self.money.after(accounts),
        };
        let gap = self.money.live.gaps.get(&Subject::Budgets);
        difference.change_unless(gap, change);
        if let (Some(stop), None) = (stop, gap) {
            self.create_stop(difference, stop);
        }
    }

    fn compare(&self, difference: &mut Difference, existing: &OrgBudget) {
        if let Some(gap) = self.money.live.gaps.get(&Subject::Budgets) {
            return difference.block(self.at.clone(), &gap.cause, &gap.hint);
        }
        let OrgBudget {
            limit,
            accounts,
            odd: _,
            unhealthy: _,
            alerts,
            stop,
            other_actions: _,
        } = self.wanted;
        let same_accounts = self.money.known(accounts) == existing.accounts;
        let told = words::difference(self, existing, same_accounts);
        match (told, &existing.unhealthy) {
            (Some((before, after, reason)), _) => difference.change(Change {
                address: self.at.clone(),
                action: Action::Budget(BudgetAction::UpdateBudget {
                    budget: self.name.clone(),
                    limit: *limit,
                    accounts: names_of(accounts),
                }),
                before: Some(before),
                after: Some(after),
                reason,
                needs: self.money.after(accounts),
            }),
            (None, Some(why)) => {
                let (cause, hint) = words::unhealthy(why);
                difference.block(self.at.part("health"), cause, hint);
            }
            (None, None) => {}
        }
        self.alerts(difference, alerts, existing);
        self.stop(difference, stop.as_ref(), existing.stop.as_ref());
        self.other_actions(difference, existing);
    }

    /// Made by hand, at a budget of ours: left alone unless asked for by name.
    fn other_actions(&self, difference: &mut Difference, existing: &OrgBudget) {
        for (id, what) in &existing.other_actions {
            let address = self.at.part(&format!("action.{id}"));
            if !self.money.realm.delete.contains(address.as_str()) {
                difference.unplanned.push(Unplanned {
                    address,
                    what: what.clone(),
                    deletable: true,
                    account: None,
                });
                continue;
            }
            difference.change(Change {
                address,
                action: Action::Budget(BudgetAction::DeleteBudgetAction {
                    budget: self.name.clone(),
                    id: id.clone(),
                }),
                before: Some(what.clone()),
                after: None,
                reason: "the plan does not have it, and its deletion was asked for".into(),
                needs: BTreeSet::new(),
            });
        }
    }
}

/// A wanted budget knows its accounts by their names.
fn names_of(accounts: &BTreeSet<BudgetAccount>) -> BTreeSet<AccountName> {
    let name = |account: &BudgetAccount| match account {
        BudgetAccount::Name(name) => Some(name.clone()),
        BudgetAccount::Id(_) => None,
    };
    accounts.iter().filter_map(name).collect()
}

fn unplanned(
    difference: &mut Difference,
    money: &Money<'_>,
    name: &BudgetName,
    existing: &OrgBudget,
) {
    let address = money.address(name);
    let gap = money.live.gaps.get(&Subject::Budgets);
    let what = words::left_over(existing);
    let standing = existing.stop.as_ref().map(|stop| stop.standing);
    let obstacle = standing.and_then(stop::obstacle);
    if !money.realm.delete.contains(address.as_str()) {
        difference.unplanned.push(Unplanned {
            address,
            what,
            deletable: gap.is_none() && obstacle.is_none(),
            account: None,
        });
        return;
    }
    if let Some((cause, hint)) = obstacle {
        return difference.block(address, cause, hint);
    }
    let change = Change {
        address,
        action: Action::Budget(BudgetAction::DeleteBudget {
            budget: name.clone(),
        }),
        before: Some(what),
        after: None,
        reason: "the plan names it no more, and its deletion was asked for".into(),
        needs: BTreeSet::new(),
    };
    difference.change_unless(gap, change);
}
