//! A budget's alerts, and who hears each.

use std::collections::{BTreeMap, BTreeSet};

use aws_sdk_budgets::types::Notification;

use crate::aws::budgets::{GONE, THERE, read, write};
use crate::aws::call::Repeat;
use crate::model::{Alert, BudgetName, Listener};

use super::super::{Done, Performer, Stuck, done_before};
use super::{built, stuck};

impl Performer<'_> {
    pub(super) async fn create_alert(
        &self,
        budget: &BudgetName,
        alert: &Alert,
        listeners: &BTreeSet<Listener>,
    ) -> Done {
        let object = format!("create the alert {alert} of the budget {budget}");
        let payer = self.management(&object)?;
        let notification = built(write::notification(alert), &object)?;
        let subscribers = built(write::subscribers(listeners), &object)?;
        let answer = self
            .aws
            .call("budgets.CreateNotification", Repeat::Safe, || {
                self.aws
                    .budgets
                    .create_notification()
                    .account_id(payer.as_str())
                    .budget_name(budget.as_str())
                    .notification(notification.clone())
                    .set_subscribers(Some(subscribers.clone()))
                    .send()
            })
            .await;
        match answer {
            Ok(_) => Ok(None),
            Err(trouble) if trouble.is(THERE) => {
                self.put_listeners(budget, alert, listeners, &object)
                    .await?;
                Ok(Some("it was there already".into()))
            }
            Err(trouble) => Err(trouble.stuck(&object)),
        }
    }

    pub(super) async fn delete_alert(&self, budget: &BudgetName, alert: &Alert) -> Done {
        let object = format!("delete the alert {alert} of the budget {budget}");
        let payer = self.management(&object)?;
        let notification = built(write::notification(alert), &object)?;
        let answer = self
            .aws
            .call("budgets.DeleteNotification", Repeat::Safe, || {
                self.aws
                    .budgets
                    .delete_notification()
                    .account_id(payer.as_str())
                    .budget_name(budget.as_str())
                    .notification(notification.clone())
                    .send()
            })
            .await;
        done_before(answer, &[GONE], &object)?;
        Ok(None)
    }

    /// Makes the alerts of a budget that was there already what they are to be.
    pub(super) async fn put_alerts(
        &self,
        budget: &BudgetName,
        wanted: &BTreeMap<Alert, BTreeSet<Listener>>,
        object: &str,
    ) -> Result<(), Stuck> {
        let there = self.aws.notifications_of(budget).await;
        let there: BTreeSet<Alert> = there
            .map_err(stuck(object))?
            .iter()
            .map(read::alert)
            .collect();
        for alert in there.iter().filter(|alert| !wanted.contains_key(alert)) {
            self.delete_alert(budget, alert).await?;
        }
        for (alert, listeners) in wanted {
            match there.contains(alert) {
                true => self.put_listeners(budget, alert, listeners, object).await?,
                false => drop(self.create_alert(budget, alert, listeners).await?),
            }
        }
        Ok(())
    }

    async fn put_listeners(
        &self,
        budget: &BudgetName,
        alert: &Alert,
        wanted: &BTreeSet<Listener>,
        object: &str,
    ) -> Result<(), Stuck> {
        let notification = built(write::notification(alert), object)?;
        let there = self.aws.subscribers(budget, &notification).await;
        let there = read::listeners(&there.map_err(stuck(object))?);
        let without = |these: &BTreeSet<Listener>, others: &BTreeSet<Listener>| {
            let missing = |one: &&Listener| !others.iter().any(|other| one.is(other));
            these.iter().filter(missing).cloned().collect()
        };
        let (add, remove) = (without(wanted, &there), without(&there, wanted));
        self.change_listeners(budget, alert, &add, &remove).await?;
        Ok(())
    }

    /// One for another where that is possible: an alert keeps at least one listener, and has room
    /// for one topic and ten addresses.
    pub(super) async fn change_listeners(
        &self,
        budget: &BudgetName,
        alert: &Alert,
        add: &BTreeSet<Listener>,
        remove: &BTreeSet<Listener>,
    ) -> Done {
        let object = format!("change who hears the alert {alert} of the budget {budget}");
        let scene = Scene {
            budget,
            notification: built(write::notification(alert), &object)?,
            payer: self.management(&object)?.as_str(),
            object: &object,
        };
        let kinds = [true, false];
        for topics in kinds {
            let of_kind = |all: &BTreeSet<Listener>| -> Vec<Listener> {
                let same = |one: &&Listener| one.is_topic() == topics;
                all.iter().filter(same).cloned().collect()
            };
            let (new, old) = (of_kind(add), of_kind(remove));
            for (old, new) in old.iter().zip(&new) {
                self.exchange(&scene, old, new).await?;
            }
            for listener in new.iter().skip(old.len()) {
                self.subscribe(&scene, listener).await?;
            }
        }
        // What is left is taken away last, so that somebody always hears.
        for topics in kinds {
            let count = |all: &BTreeSet<Listener>| {
                all.iter().filter(|one| one.is_topic() == topics).count()
            };
            let left = remove.iter().filter(|one| one.is_topic() == topics);
            for listener in left.skip(count(add)) {
                self.unsubscribe(&scene, listener).await?;
            }
        }
        Ok(None)
    }

    async fn exchange(
        &self,
        scene: &Scene<'_>,
        old: &Listener,
        new: &Listener,
    ) -> Result<(), Stuck> {
        let before = built(write::subscriber(old), scene.object)?;
        let after = built(write::subscriber(new), scene.object)?;
        let answer = self
            .aws
            .call("budgets.UpdateSubscriber", Repeat::Safe, || {
                self.aws
                    .budgets
                    .update_subscriber()
                    .account_id(scene.payer)
                    .budget_name(scene.budget.as_str())
                    .notification(scene.notification.clone())
                    .old_subscriber(before.clone())
                    .new_subscriber(after.clone())
                    .send()
            })
            .await;
        match answer {
            Ok(_) => Ok(()),
            Err(trouble) if trouble.is(GONE) => self.subscribe(scene, new).await,
            Err(trouble) if trouble.is(THERE) => self.unsubscribe(scene, old).await,
            Err(trouble) => Err(trouble.stuck(scene.object)),
        }
    }

    async fn subscribe(&self, scene: &Scene<'_>, listener: &Listener) -> Result<(), Stuck> {
        let subscriber = built(write::subscriber(listener), scene.object)?;
        let answer = self
            .aws
            .call("budgets.CreateSubscriber", Repeat::Safe, || {
                self.aws
                    .budgets
                    .create_subscriber()
                    .account_id(scene.payer)
                    .budget_name(scene.budget.as_str())
                    .notification(scene.notification.clone())
                    .subscriber(subscriber.clone())
                    .send()
            })
            .await;
        done_before(answer, &[THERE], scene.object)
    }

    async fn unsubscribe(&self, scene: &Scene<'_>, listener: &Listener) -> Result<(), Stuck> {
        let subscriber = built(write::subscriber(listener), scene.object)?;
        let answer = self
            .aws
            .call("budgets.DeleteSubscriber", Repeat::Safe, || {
                self.aws
                    .budgets
                    .delete_subscriber()
                    .account_id(scene.payer)
                    .budget_name(scene.budget.as_str())
                    .notification(scene.notification.clone())
                    .subscriber(subscriber.clone())
                    .send()
            })
            .await;
        done_before(answer, &[GONE], scene.object)
    }
}

/// Whose listeners change.
struct Scene<'a> {
    budget: &'a BudgetName,
    notification: Notification,
    payer: &'a str,
    object: &'a str,
}
