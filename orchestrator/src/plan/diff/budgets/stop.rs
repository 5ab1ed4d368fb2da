//! The action that stops a budget's account.

use std::collections::BTreeSet;

use crate::model::{BudgetStop, StopStanding};

use super::super::{Action, Address, Change, Difference};
use super::alerts::without;
use super::{Pair, names_of, words};
use crate::plan::{BudgetAction, PlannedStop};

impl Pair<'_> {
    pub(super) fn stop(
        &self,
        difference: &mut Difference,
        wanted: Option<&BudgetStop>,
        live: Option<&BudgetStop>,
    ) {
        match (wanted, live) {
            (None, None) => {}
            (Some(wanted), None) => self.create_stop(difference, wanted),
            (Some(wanted), Some(live)) => self.change_stop(difference, wanted, live),
            (None, Some(live)) => self.delete_stop(difference, live),
        }
    }

    fn stop_address(&self) -> Address {
        self.at.part("stop")
    }

    pub(super) fn create_stop(&self, difference: &mut Difference, wanted: &BudgetStop) {
        let Some(stop) = planned(wanted) else { return };
        let mut needs = self.needs(wanted);
        needs.insert(self.at.clone());
        difference.change(Change {
            address: self.stop_address(),
            action: Action::Budget(BudgetAction::CreateStop {
                budget: self.name.clone(),
                stop,
                tags: self.money.tags(&self.wanted.accounts),
            }),
            before: None,
            after: Some(words::stop(self.money, wanted)),
            reason: "the plan stops this account when its money is spent".into(),
            needs,
        });
    }

    fn change_stop(&self, difference: &mut Difference, wanted: &BudgetStop, live: &BudgetStop) {
        let BudgetStop {
            id: _,
            at,
            automatic,
            policy,
            role,
            targets,
            listeners,
            standing: _,
        } = wanted;
        let same_listeners = without(listeners, &live.listeners).is_empty()
            && without(&live.listeners, listeners).is_empty();
        let reasons = [
            (*at != live.at).then_some("it acts at another threshold"),
            (*automatic != live.automatic).then_some("it is approved in another way"),
            (*policy != live.policy).then_some("it attaches another policy"),
            (*role != live.role).then_some("it acts with another role"),
            (self.money.known(targets) != live.targets).then_some("it stops another account"),
            (!same_listeners).then_some("others shall hear of it"),
        ];
        let reasons: Vec<&str> = reasons.into_iter().flatten().collect();
        if reasons.is_empty() {
            return;
        }
        if let Some((cause, hint)) = obstacle(live.standing) {
            return difference.block(self.stop_address(), cause, hint);
        }
        let (Some(stop), Some(id)) = (planned(wanted), &live.id) else {
            return;
        };
        let mut needs = self.needs(wanted);
        needs.insert(self.at.clone());
        difference.change(Change {
            address: self.stop_address(),
            action: Action::Budget(BudgetAction::UpdateStop {
                budget: self.name.clone(),
                id: id.clone(),
                stop,
            }),
            before: Some(words::stop(self.money, live)),
            after: Some(words::stop(self.money, wanted)),
            reason: reasons.join(", "),
            needs,
        });
    }

    fn delete_stop(&self, difference: &mut Difference, live: &BudgetStop) {
        if let Some((cause, hint)) = obstacle(live.standing) {
            return difference.block(self.stop_address(), cause, hint);
        }
        let Some(id) = &live.id else { return };
        difference.change(Change {
            address: self.stop_address(),
            action: Action::Budget(BudgetAction::DeleteBudgetAction {
                budget: self.name.clone(),
                id: id.clone(),
            }),
            before: Some(words::stop(self.money, live)),
            after: None,
            reason: "the plan stops this account no more".into(),
            needs: BTreeSet::from([self.at.clone()]),
        });
    }

    /// The policy that it attaches, the role that attaches it, and the account.
    fn needs(&self, wanted: &BudgetStop) -> BTreeSet<Address> {
        let mut needs = self.money.after(&wanted.targets);
        needs.insert(self.money.realm.policy(&wanted.policy));
        needs.insert(super::super::stop::address());
        needs
    }
}

/// A wanted stop has one account.
fn planned(wanted: &BudgetStop) -> Option<PlannedStop> {
    Some(PlannedStop {
        at: wanted.at,
        automatic: wanted.automatic,
        account: names_of(&wanted.targets).into_iter().next()?,
        policy: wanted.policy.clone(),
        role: wanted.role.clone(),
        listeners: wanted.listeners.clone(),
    })
}

/// Why a stop cannot be changed at this moment, where it cannot. AWS lifts nothing when an action
/// that has stopped an account is taken away.
pub(super) fn obstacle(standing: StopStanding) -> Option<(&'static str, &'static str)> {
    match standing {
        StopStanding::Ready => None,
        StopStanding::Busy => Some((
            "AWS is stopping or restoring the account at this moment",
            "run the same command again in some minutes",
        )),
        StopStanding::Stopped => Some((
            "it has stopped its account, and nothing else would lift that",
            "lift it first: bedrock-org budget lift",
        )),
    }
}
