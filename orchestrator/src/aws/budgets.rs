//! AWS Budgets, asked in the management account's name.

pub mod read;
mod standing;
pub mod write;

use std::collections::BTreeMap;

use aws_sdk_budgets::types::{
    Action, Budget, BudgetNotificationsForAccount, Notification, Subscriber,
};

use crate::model::BudgetName;

use super::call::Repeat;
use super::trouble::Kind;
use super::{Aws, Trouble};

/// The largest pages that AWS gives.
const BUDGETS: i32 = 1000;
const BUDGETS_WITH_NOTIFICATIONS: i32 = 50;
const OTHERS: i32 = 100;

pub const GONE: &str = "NotFoundException";
pub const THERE: &str = "DuplicateRecordException";

pub use standing::StopOrder;

impl Aws {
    /// Whose budgets these are.
    pub(super) fn payer(&self) -> Result<&str, Trouble> {
        let unknown = || {
            Trouble::unsent(
                "budgets.DescribeBudgets",
                Kind::Refused,
                "AWS does not say which account manages the organization",
            )
        };
        self.management
            .get()
            .map(|id| id.as_str())
            .ok_or_else(unknown)
    }

    /// One plan's budgets, among all that the account has.
    pub(super) async fn list_budgets(
        &self,
        owner: &str,
    ) -> Result<BTreeMap<BudgetName, Budget>, Trouble> {
        let payer = self.payer()?;
        let all = self
            .pages(
                "budgets.DescribeBudgets",
                |token| {
                    self.budgets
                        .describe_budgets()
                        .account_id(payer)
                        .max_results(BUDGETS)
                        .show_filter_expression(true)
                        .set_next_token(token)
                        .send()
                },
                |page| (page.budgets, page.next_token),
            )
            .await;
        let ours = BudgetName::prefix(owner);
        let named = |budget: Budget| {
            let name: BudgetName = budget.budget_name().parse().ok()?;
            name.as_str().starts_with(&ours).then_some((name, budget))
        };
        Ok(none_if_gone(all)?.into_iter().filter_map(named).collect())
    }

    /// The notifications of every budget.
    pub(super) async fn list_notifications(
        &self,
    ) -> Result<BTreeMap<String, Vec<Notification>>, Trouble> {
        let payer = self.payer()?;
        let all = self
            .pages(
                "budgets.DescribeBudgetNotificationsForAccount",
                |token| {
                    self.budgets
                        .describe_budget_notifications_for_account()
                        .account_id(payer)
                        .max_results(BUDGETS_WITH_NOTIFICATIONS)
                        .set_next_token(token)
                        .send()
                },
                |page| (page.budget_notifications_for_account, page.next_token),
            )
            .await;
        let mut by_budget: BTreeMap<String, Vec<Notification>> = BTreeMap::new();
        for BudgetNotificationsForAccount {
            notifications,
            budget_name,
            ..
        } in none_if_gone(all)?
        {
            let name = budget_name.unwrap_or_default();
            let notifications = notifications.unwrap_or_default();
            by_budget.entry(name).or_default().extend(notifications);
        }
        Ok(by_budget)
    }

    pub(super) async fn notifications_of(
        &self,
        budget: &BudgetName,
    ) -> Result<Vec<Notification>, Trouble> {
        let payer = self.payer()?;
        let all = self
            .pages(
                "budgets.DescribeNotificationsForBudget",
                |token| {
                    self.budgets
                        .describe_notifications_for_budget()
                        .account_id(payer)
                        .budget_name(budget.as_str())
                        .max_results(OTHERS)
                        .set_next_token(token)
                        .send()
                },
                |page| (page.notifications, page.next_token),
            )
            .await;
        none_if_gone(all)
    }

    pub(super) async fn subscribers(
        &self,
        budget: &BudgetName,
        notification: &Notification,
    ) -> Result<Vec<Subscriber>, Trouble> {
        let payer = self.payer()?;
        let all = self
            .pages(
                "budgets.DescribeSubscribersForNotification",
                |token| {
                    self.budgets
                        .describe_subscribers_for_notification()
                        .account_id(payer)
                        .budget_name(budget.as_str())
                        .notification(notification.clone())
                        .max_results(OTHERS)
                        .set_next_token(token)
                        .send()
                },
                |page| (page.subscribers, page.next_token),
            )
            .await;
        none_if_gone(all)
    }

    /// The actions of every budget.
    pub(super) async fn list_actions(&self) -> Result<BTreeMap<String, Vec<Action>>, Trouble> {
        let payer = self.payer()?;
        let all = self
            .pages(
                "budgets.DescribeBudgetActionsForAccount",
                |token| {
                    self.budgets
                        .describe_budget_actions_for_account()
                        .account_id(payer)
                        .max_results(OTHERS)
                        .set_next_token(token)
                        .send()
                },
                |page| (Some(page.actions), page.next_token),
            )
            .await;
        let mut by_budget: BTreeMap<String, Vec<Action>> = BTreeMap::new();
        for action in none_if_gone(all)? {
            let of_budget = by_budget.entry(action.budget_name.clone()).or_default();
            of_budget.push(action);
        }
        Ok(by_budget)
    }

    pub(super) async fn actions_of(&self, budget: &BudgetName) -> Result<Vec<Action>, Trouble> {
        let payer = self.payer()?;
        let all = self
            .pages(
                "budgets.DescribeBudgetActionsForBudget",
                |token| {
                    self.budgets
                        .describe_budget_actions_for_budget()
                        .account_id(payer)
                        .budget_name(budget.as_str())
                        .max_results(OTHERS)
                        .set_next_token(token)
                        .send()
                },
                |page| (Some(page.actions), page.next_token),
            )
            .await;
        none_if_gone(all)
    }

    pub(super) async fn budget(&self, budget: &BudgetName) -> Result<Option<Budget>, Trouble> {
        let payer = self.payer()?;
        let answer = self
            .call("budgets.DescribeBudget", Repeat::Safe, || {
                self.budgets
                    .describe_budget()
                    .account_id(payer)
                    .budget_name(budget.as_str())
                    .show_filter_expression(true)
                    .send()
            })
            .await;
        match answer {
            Ok(answer) => Ok(answer.budget),
            Err(trouble) if trouble.is(GONE) => Ok(None),
            Err(trouble) => Err(trouble),
        }
    }
}

/// AWS's way to say that there is nothing to list.
fn none_if_gone<T>(listed: Result<Vec<T>, Trouble>) -> Result<Vec<T>, Trouble> {
    match listed {
        Err(trouble) if trouble.is(GONE) => Ok(Vec::new()),
        other => other,
    }
}
