//! Alerts, and who hears each.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Alert, Listener, OrgBudget, Subject};

use super::super::{Action, Address, Change, Difference};
use super::{Pair, words};
use crate::plan::BudgetAction;

/// AWS takes so many alerts with a budget.
const MOST: usize = 5;

impl Pair<'_> {
    pub(super) fn alerts(
        &self,
        difference: &mut Difference,
        wanted: &BTreeMap<Alert, BTreeSet<Listener>>,
        existing: &OrgBudget,
    ) {
        let live = &existing.alerts;
        let arriving: Vec<&Alert> = wanted.keys().filter(|it| !live.contains_key(*it)).collect();
        let leaving: Vec<&Alert> = live.keys().filter(|it| !wanted.contains_key(*it)).collect();
        // Heard twice is better than not at all, where AWS has room for both.
        let room = live.len() + arriving.len() <= MOST;
        let all = |alerts: &[&Alert]| alerts.iter().map(|alert| self.alert(alert)).collect();
        let (first_here, first_gone): (BTreeSet<Address>, BTreeSet<Address>) = match room {
            true => (BTreeSet::new(), all(&arriving)),
            false => (all(&leaving), BTreeSet::new()),
        };
        for alert in &arriving {
            self.create_alert(difference, alert, &wanted[*alert], &first_here);
        }
        for alert in &leaving {
            self.delete_alert(difference, alert, &live[*alert], &first_gone);
        }
        let gap = Subject::Budget(self.name.clone());
        if let Some(gap) = self.money.live.gaps.get(&gap) {
            return difference.block(self.at.part("listeners"), &gap.cause, &gap.hint);
        }
        for (alert, wanted) in wanted {
            if let Some(live) = live.get(alert) {
                self.listeners(difference, alert, wanted, live);
            }
        }
    }

    fn alert(&self, alert: &Alert) -> Address {
        self.at.part(&format!("alert.{alert}"))
    }

    fn create_alert(
        &self,
        difference: &mut Difference,
        alert: &Alert,
        listeners: &BTreeSet<Listener>,
        first: &BTreeSet<Address>,
    ) {
        difference.change(Change {
            address: self.alert(alert),
            action: Action::Budget(BudgetAction::CreateAlert {
                budget: self.name.clone(),
                alert: *alert,
                listeners: listeners.clone(),
            }),
            before: None,
            after: Some(format!("{}, to {}", alert.told(), words::listed(listeners))),
            reason: "the budget has no such alert yet".into(),
            needs: first.iter().cloned().chain([self.at.clone()]).collect(),
        });
    }

    fn delete_alert(
        &self,
        difference: &mut Difference,
        alert: &Alert,
        listeners: &BTreeSet<Listener>,
        first: &BTreeSet<Address>,
    ) {
        difference.change(Change {
            address: self.alert(alert),
            action: Action::Budget(BudgetAction::DeleteAlert {
                budget: self.name.clone(),
                alert: *alert,
            }),
            before: Some(match listeners.is_empty() {
                true => alert.told(),
                false => format!("{}, to {}", alert.told(), words::listed(listeners)),
            }),
            after: None,
            reason: "the plan has no such alert".into(),
            needs: first.iter().cloned().chain([self.at.clone()]).collect(),
        });
    }

    fn listeners(
        &self,
        difference: &mut Difference,
        alert: &Alert,
        wanted: &BTreeSet<Listener>,
        live: &BTreeSet<Listener>,
    ) {
        let (add, remove) = (without(wanted, live), without(live, wanted));
        if add.is_empty() && remove.is_empty() {
            return;
        }
        let reason = match (add.is_empty(), remove.is_empty()) {
            (false, true) => "somebody more shall hear it",
            (true, _) => "somebody hears it whom the plan does not name",
            (false, false) => "others shall hear it",
        };
        difference.change(Change {
            address: self.alert(alert),
            before: Some(format!("{}, to {}", alert.told(), words::listed(live))),
            after: Some(format!("{}, to {}", alert.told(), words::listed(wanted))),
            reason: reason.into(),
            needs: BTreeSet::from([self.at.clone()]),
            action: Action::Budget(BudgetAction::UpdateAlert {
                budget: self.name.clone(),
                alert: *alert,
                add,
                remove,
            }),
        });
    }
}

pub(super) fn without(
    these: &BTreeSet<Listener>,
    others: &BTreeSet<Listener>,
) -> BTreeSet<Listener> {
    let missing = |one: &&Listener| !others.iter().any(|other| one.is(other));
    these.iter().filter(missing).cloned().collect()
}
