//! This plan's budgets: those whose names begin as ours do. Who hears an alert takes a call for each.

use std::collections::BTreeMap;

use aws_sdk_budgets::types::Notification;
use futures_util::{StreamExt, stream};

use crate::aws::budgets::read;
use crate::aws::{Aws, Trouble};
use crate::model::{BudgetName, Gap, OrgBudget, Policy, PolicyName, Subject};

use super::{Progress, READS_AT_ONCE, or_gap};

impl Aws {
    pub(super) async fn budgets(
        &self,
        owner: &str,
        policies: &BTreeMap<PolicyName, Policy>,
        progress: Progress<'_>,
    ) -> (BTreeMap<BudgetName, OrgBudget>, BTreeMap<Subject, Gap>) {
        let mut gaps = BTreeMap::new();
        let listed = or_gap(self.list_budgets(owner).await, Subject::Budgets, &mut gaps);
        let mut budgets: BTreeMap<BudgetName, OrgBudget> = listed
            .iter()
            .map(|(name, budget)| (name.clone(), read::budget(budget)))
            .collect();
        if budgets.is_empty() {
            return (budgets, gaps);
        }
        match self.notifications_and_actions(policies, &mut budgets).await {
            Ok(notifications) => {
                self.listeners(notifications, &mut budgets, &mut gaps, progress)
                    .await;
            }
            Err(trouble) => {
                gaps.insert(Subject::Budgets, trouble.gap());
            }
        }
        (budgets, gaps)
    }

    /// Fills in the actions, and answers the notifications of the given budgets.
    async fn notifications_and_actions(
        &self,
        policies: &BTreeMap<PolicyName, Policy>,
        budgets: &mut BTreeMap<BudgetName, OrgBudget>,
    ) -> Result<Vec<(BudgetName, Notification)>, Trouble> {
        let mut notifications = self.list_notifications().await?;
        let actions = self.list_actions().await?;
        let ids = policies.iter();
        let ids = ids.filter_map(|(name, policy)| Some((policy.id.clone()?, name.clone())));
        let names = read::Names {
            policies: &ids.collect(),
            payer: self.payer()?,
        };
        let mut ours = Vec::new();
        for (name, budget) in budgets {
            if let Some(actions) = actions.get(name.as_str()) {
                (budget.stop, budget.other_actions) = names.actions(actions);
            }
            let of_budget = notifications.remove(name.as_str()).unwrap_or_default();
            ours.extend(of_budget.into_iter().map(|one| (name.clone(), one)));
        }
        Ok(ours)
    }

    async fn listeners(
        &self,
        notifications: Vec<(BudgetName, Notification)>,
        budgets: &mut BTreeMap<BudgetName, OrgBudget>,
        gaps: &mut BTreeMap<Subject, Gap>,
        progress: Progress<'_>,
    ) {
        let of = notifications.len();
        let mut read = stream::iter(notifications)
            .map(|(name, notification)| {
                Box::pin(async move {
                    let subscribers = self.subscribers(&name, &notification).await;
                    (name, read::alert(&notification), subscribers)
                })
            })
            .buffer_unordered(READS_AT_ONCE);
        let mut done = 0;
        while let Some((name, alert, subscribers)) = read.next().await {
            done += 1;
            progress("budget alerts", done, of);
            let subscribers = or_gap(subscribers, Subject::Budget(name.clone()), gaps);
            if let Some(budget) = budgets.get_mut(&name) {
                budget.alerts.insert(alert, read::listeners(&subscribers));
            }
        }
    }
}
