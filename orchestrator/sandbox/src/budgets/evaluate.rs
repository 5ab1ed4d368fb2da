//! What happens when billing data comes: budgets count, tell their subscribers, and act.

use super::refresh::{self, period};
use crate::clock::Moment;
use crate::world::{
    ActionStatus, Alarm, Alert, Budget, BudgetAction, Calculated, Notification, Subscriber, World,
};

impl World {
    pub(crate) fn finish_bill(&mut self, at: Moment) {
        self.money.due = None;
        self.money.bill();
        // The bill of midnight is still about the day, and perhaps the month, that is over.
        let about = Moment(at.0.saturating_sub(1));
        let mut all = std::mem::take(&mut self.money.budgets);
        for (owner, budgets) in &mut all {
            for budget in budgets.values_mut() {
                self.refresh(owner, budget, about, at);
            }
        }
        self.money.budgets = all;
    }

    fn refresh(&mut self, owner: &str, budget: &mut Budget, about: Moment, at: Moment) {
        let (start, end) = period(&budget.time_unit, about);
        let actual = refresh::spent(self, owner, budget, start, end);
        let forecast = refresh::forecast(self, owner, budget, actual, (about, end));
        let calculated = Calculated {
            period: start.day(),
            actual,
            forecast,
        };
        let told = |kind: &str, threshold: f64, spent: u64, to: &[Subscriber]| Alert {
            at,
            budget: budget.name.clone(),
            account: owner.to_owned(),
            kind: kind.to_owned(),
            threshold,
            limit: budget.limit,
            spent,
            subscribers: to.iter().map(|one| one.address.clone()).collect(),
            action: None,
        };
        for alarm in &mut budget.alarms {
            let kind = alarm.notification.notification_type.as_str();
            let Some(spent) = calculated.of(kind) else {
                continue;
            };
            let passed = passed(&alarm.notification, spent, budget.limit);
            if alarm.rings(passed, &calculated.period) {
                let threshold = alarm.notification.threshold;
                let alert = told(
                    &alarm.notification.notification_type,
                    threshold,
                    spent,
                    &alarm.subscribers,
                );
                self.money.alerts.push(alert);
            }
        }
        let mut actions = std::mem::take(&mut budget.actions);
        for action in actions.values_mut() {
            let Some(spent) = calculated.of(&action.notification_type) else {
                continue;
            };
            if action.status != ActionStatus::Standby || !action.is_due(spent, budget.limit) {
                continue;
            }
            let kind = action.notification_type.clone();
            let mut alert = told(&kind, action.threshold, spent, &action.subscribers);
            alert.action = Some(self.set_off(owner, &budget.name, action, at));
            self.money.alerts.push(alert);
        }
        budget.actions = actions;
        budget.calculated = Some(calculated);
    }

    /// Answers what became of it, in words.
    fn set_off(
        &mut self,
        owner: &str,
        budget: &str,
        action: &mut BudgetAction,
        at: Moment,
    ) -> String {
        if action.manual {
            let message = "The threshold was passed; the action waits for approval.";
            action.enter(ActionStatus::Pending, "SYSTEM", at, message);
            return message.to_owned();
        }
        self.carry_out(owner, budget, action, at)
    }
}

impl Calculated {
    fn of(&self, kind: &str) -> Option<u64> {
        match kind {
            "FORECASTED" => self.forecast,
            _ => Some(self.actual),
        }
    }
}

impl Alarm {
    /// Keeps its state, and answers whether its subscribers are to be told, which is once a period.
    fn rings(&mut self, passed: bool, period: &str) -> bool {
        self.ringing = passed.then(|| period.to_owned());
        let tells = passed && self.told.as_deref() != Some(period);
        if tells {
            self.told = Some(period.to_owned());
        }
        tells
    }
}

impl BudgetAction {
    /// An action has no comparison of its own: its threshold is passed as one of GREATER_THAN is.
    fn is_due(&self, spent: u64, limit: u64) -> bool {
        let threshold = Notification {
            notification_type: self.notification_type.clone(),
            comparison_operator: "GREATER_THAN".into(),
            threshold: self.threshold,
            threshold_type: self.threshold_type.clone(),
        };
        passed(&threshold, spent, limit)
    }
}

#[allow(
    clippy::cast_precision_loss,
    reason = "thresholds are floats, and a millionth of a dollar decides nothing"
)]
fn passed(notification: &Notification, spent: u64, limit: u64) -> bool {
    let threshold = match notification.threshold_type.as_str() {
        "PERCENTAGE" => limit as f64 * notification.threshold / 100.0,
        _ => notification.threshold * 1e6,
    };
    let spent = spent as f64;
    match notification.comparison_operator.as_str() {
        "LESS_THAN" => spent < threshold,
        "EQUAL_TO" => (spent - threshold).abs() < 0.5,
        _ => spent > threshold,
    }
}
