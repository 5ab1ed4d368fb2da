//! What changes do to budgets.

use std::collections::{BTreeMap, BTreeSet};

use bedrock_org::model::{
    AccountId, AccountName, Alert, BudgetAccount, BudgetStop, Listener, Org, OrgBudget, PlainStack,
    Stack, StopStanding, Unhealthy, Usd,
};
use bedrock_org::plan::{Action, BudgetAction, PlannedStop};

/// AWS takes so many alerts with a budget.
const MOST_ALERTS: usize = 5;

type Ids = BTreeMap<AccountName, AccountId>;

pub fn deploy_stop(org: &mut Org, action: &Action) {
    let Action::DeployStop {
        template,
        parameters,
        policy,
        ..
    } = action
    else {
        panic!("{action:?} is not about the stop's stack")
    };
    let id = org.policies[policy].id.clone().expect("an id");
    let own = parameters
        .iter()
        .map(|(key, value)| (key.clone(), value.clone().into()));
    let parameters = own.chain([("PolicyId".to_owned(), id.into())]).collect();
    org.stop = Some(PlainStack {
        template: template.clone(),
        stack: Stack {
            parameters,
            ..Stack::default()
        },
    });
}

/// The accounts that a change names.
pub fn accounts_of(action: &BudgetAction) -> Vec<AccountName> {
    match action {
        BudgetAction::CreateBudget { accounts, .. }
        | BudgetAction::UpdateBudget { accounts, .. } => accounts.iter().cloned().collect(),
        BudgetAction::CreateStop { stop, .. } | BudgetAction::UpdateStop { stop, .. } => {
            vec![stop.account.clone()]
        }
        _ => Vec::new(),
    }
}

pub fn apply(org: &mut Org, action: &BudgetAction, ids: &Ids, id: String) {
    if let BudgetAction::CreateBudget {
        budget,
        limit,
        accounts: _,
        alerts,
        tags: _,
    } = action
    {
        let new = OrgBudget {
            limit: *limit,
            accounts: ids.values().cloned().map(BudgetAccount::Id).collect(),
            alerts: alerts.clone(),
            ..OrgBudget::default()
        };
        assert!(org.budgets.insert(budget.clone(), new).is_none());
        return;
    }
    if let BudgetAction::DeleteBudget { budget } = action {
        let gone = org.budgets.remove(budget).expect("a budget");
        assert!(
            gone.stop
                .is_none_or(|stop| stop.standing == StopStanding::Ready)
        );
        return;
    }
    if let BudgetAction::CreateStop { stop, .. } | BudgetAction::UpdateStop { stop, .. } = action {
        assert!(org.policies.contains_key(&stop.policy) && org.stop.is_some());
    }
    let existing = org.budgets.get_mut(action.budget()).expect("a budget");
    change(existing, action, ids, id);
}

fn change(existing: &mut OrgBudget, action: &BudgetAction, ids: &Ids, id: String) {
    match action {
        BudgetAction::CreateBudget { .. } | BudgetAction::DeleteBudget { .. } => {}
        BudgetAction::UpdateBudget { limit, .. } => {
            let accounts: BTreeSet<_> = ids.values().cloned().map(BudgetAccount::Id).collect();
            let same = existing.limit == *limit && existing.accounts == accounts;
            assert!(!same || !existing.odd.is_empty(), "nothing to update");
            existing.limit = *limit;
            existing.accounts = accounts;
            existing.odd.clear();
            existing.unhealthy = None;
        }
        BudgetAction::CreateAlert {
            alert, listeners, ..
        } => {
            assert!(existing.alerts.insert(*alert, listeners.clone()).is_none());
            assert!(existing.alerts.len() <= MOST_ALERTS);
        }
        BudgetAction::UpdateAlert {
            alert, add, remove, ..
        } => {
            let listeners = existing.alerts.get_mut(alert).expect("an alert");
            listeners.extend(add.iter().cloned());
            for gone in remove {
                assert!(listeners.remove(gone));
            }
            assert!(!listeners.is_empty());
        }
        BudgetAction::DeleteAlert { alert, .. } => {
            assert!(existing.alerts.remove(alert).is_some());
        }
        BudgetAction::CreateStop { stop, .. } => {
            assert!(existing.stop.replace(made(stop, ids, id)).is_none());
        }
        BudgetAction::UpdateStop { id, stop, .. } => {
            let before = existing.stop.replace(made(stop, ids, id.clone()));
            let before = before.expect("a stop");
            assert_eq!(before.standing, StopStanding::Ready);
        }
        BudgetAction::DeleteBudgetAction { id, .. } => {
            if existing.other_actions.remove(id).is_none() {
                let stop = existing.stop.take().expect("an action");
                assert_eq!(stop.id.as_ref(), Some(id));
            }
        }
    }
}

fn made(stop: &PlannedStop, ids: &Ids, id: String) -> BudgetStop {
    BudgetStop {
        id: Some(id),
        at: stop.at,
        automatic: stop.automatic,
        policy: stop.policy.clone(),
        role: stop.role.clone(),
        targets: [BudgetAccount::Id(ids[&stop.account].clone())].into(),
        listeners: stop.listeners.clone(),
        standing: StopStanding::Ready,
    }
}

/// Budgets by the addresses of their accounts: AWS gives ids as it likes.
pub fn forget_ids(org: &mut Org) {
    let emails: BTreeMap<AccountId, AccountName> = org
        .accounts
        .iter()
        .filter_map(|one| {
            let email = one.email.as_ref()?.as_str().parse().expect("a name");
            Some((one.id.clone()?, email))
        })
        .collect();
    let renamed = |accounts: &BTreeSet<BudgetAccount>| -> BTreeSet<BudgetAccount> {
        let email = |account: &BudgetAccount| match account {
            BudgetAccount::Id(id) => BudgetAccount::Name(emails[id].clone()),
            BudgetAccount::Name(_) => account.clone(),
        };
        accounts.iter().map(email).collect()
    };
    for budget in org.budgets.values_mut() {
        budget.accounts = renamed(&budget.accounts);
        if let Some(stop) = &mut budget.stop {
            stop.id = None;
            stop.targets = renamed(&stop.targets);
        }
    }
    if let Some(stop) = &mut org.stop {
        stop.stack.parameters.remove("PolicyId");
    }
}

/// What others do to budgets in the console.
pub fn befall(budget: &mut OrgBudget, what: u8) {
    let by_hand = Alert::actual(42);
    match what {
        0 => budget.limit = Usd::dollars(1),
        1 => drop(budget.odd.insert("by QUARTERLY".into())),
        2 => drop(budget.alerts.pop_first()),
        3 if budget.alerts.len() < MOST_ALERTS => {
            let listeners = [Listener::new("somebody@acme.example")].into();
            budget.alerts.insert(by_hand, listeners);
        }
        4 => {
            if let Some(listeners) = budget.alerts.values_mut().next() {
                listeners.insert(Listener::new("somebody@acme.example"));
            }
        }
        5 => budget.stop = None,
        6 => {
            if let Some(stop) = &mut budget.stop {
                stop.automatic = !stop.automatic;
            }
        }
        7 => {
            if let Some(stop) = &mut budget.stop {
                stop.standing = StopStanding::Stopped;
            }
        }
        8 => {
            let action = (
                "11111111-2222".to_owned(),
                "action APPLY_IAM_POLICY".to_owned(),
            );
            budget.other_actions.extend([action]);
        }
        9 => budget.accounts.clear(),
        _ => budget.unhealthy = Some(Unhealthy::FilterInvalid),
    }
}
