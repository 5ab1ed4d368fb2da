//! Budgets. Each write is preceded by a look where sending it twice would do harm: AWS forgets what
//! it has calculated when a budget is updated, and has no token that makes an action's creation one.

mod alert;
mod stop;

use std::collections::{BTreeMap, BTreeSet};

use aws_smithy_types::error::operation::BuildError;

use crate::aws::Trouble;
use crate::aws::budgets::{GONE, THERE, read, write};
use crate::aws::call::Repeat;
use crate::execute::Failure;
use crate::model::{AccountId, AccountName, Alert, BudgetAccount, BudgetName, Listener, Tags, Usd};
use crate::plan::{Address, BudgetAction};

use super::{Done, Performer, Stuck, done_before, unknown};

impl Performer<'_> {
    pub(super) async fn perform_on_budget(&self, address: &Address, action: &BudgetAction) -> Done {
        match action {
            BudgetAction::CreateBudget {
                budget,
                limit,
                accounts,
                alerts,
                tags,
            } => {
                self.create_budget(budget, *limit, accounts, alerts, tags)
                    .await
            }
            BudgetAction::UpdateBudget {
                budget,
                limit,
                accounts,
            } => self.update_budget(budget, *limit, accounts).await,
            BudgetAction::DeleteBudget { budget } => self.delete_budget(budget).await,
            BudgetAction::CreateAlert {
                budget,
                alert,
                listeners,
            } => self.create_alert(budget, alert, listeners).await,
            BudgetAction::UpdateAlert {
                budget,
                alert,
                add,
                remove,
            } => self.change_listeners(budget, alert, add, remove).await,
            BudgetAction::DeleteAlert { budget, alert } => self.delete_alert(budget, alert).await,
            BudgetAction::CreateStop { budget, stop, tags } => {
                self.create_stop(address, budget, stop, tags).await
            }
            BudgetAction::UpdateStop { budget, id, stop } => {
                self.update_stop(budget, id, stop).await
            }
            BudgetAction::DeleteBudgetAction { budget, id } => {
                self.delete_budget_action(budget, id).await
            }
        }
    }

    async fn create_budget(
        &self,
        name: &BudgetName,
        limit: Usd,
        accounts: &BTreeSet<AccountName>,
        alerts: &BTreeMap<Alert, BTreeSet<Listener>>,
        tags: &Tags,
    ) -> Done {
        let object = format!("create the budget {name}");
        let payer = self.management(&object)?;
        let ids = self.ids(accounts)?;
        let budget = built(write::budget(name, limit, &ids, None), &object)?;
        let notifications: Result<Vec<_>, BuildError> = alerts
            .iter()
            .map(|(alert, listeners)| write::with_subscribers(alert, listeners))
            .collect();
        let notifications = built(notifications, &object)?;
        let tags = built(write::tags(tags), &object)?;
        let answer = self
            .aws
            .call("budgets.CreateBudget", Repeat::Safe, || {
                self.aws
                    .budgets
                    .create_budget()
                    .account_id(payer.as_str())
                    .budget(budget.clone())
                    .set_notifications_with_subscribers(Some(notifications.clone()))
                    .set_resource_tags(Some(tags.clone()))
                    .send()
            })
            .await;
        match answer {
            Ok(_) => Ok(None),
            // Whoever made it may have meant something else by it.
            Err(trouble) if trouble.is(THERE) => {
                self.update_budget(name, limit, accounts).await?;
                self.put_alerts(name, alerts, &object).await?;
                Ok(Some("it was there already".into()))
            }
            Err(trouble) => Err(trouble.stuck(&object)),
        }
    }

    async fn update_budget(
        &self,
        name: &BudgetName,
        limit: Usd,
        accounts: &BTreeSet<AccountName>,
    ) -> Done {
        let object = format!("update the budget {name}");
        let payer = self.management(&object)?;
        let ids = self.ids(accounts)?;
        let there = self.aws.budget(name).await;
        let there = there.map_err(|trouble| trouble.stuck(&object))?;
        let there = there.ok_or_else(|| unknown("budget", name))?;
        let seen = read::budget(&there);
        let counted: BTreeSet<BudgetAccount> = ids.iter().cloned().map(BudgetAccount::Id).collect();
        if seen.limit == limit && seen.accounts == counted && seen.odd.is_empty() {
            return Ok(Some("it was so already".into()));
        }
        let budget = built(write::budget(name, limit, &ids, there.time_period), &object)?;
        self.aws
            .call("budgets.UpdateBudget", Repeat::Safe, || {
                self.aws
                    .budgets
                    .update_budget()
                    .account_id(payer.as_str())
                    .new_budget(budget.clone())
                    .send()
            })
            .await
            .map_err(|trouble| trouble.stuck(&object))?;
        Ok(None)
    }

    async fn delete_budget(&self, name: &BudgetName) -> Done {
        let object = format!("delete the budget {name}");
        let payer = self.management(&object)?;
        let answer = self
            .aws
            .call("budgets.DeleteBudget", Repeat::Safe, || {
                self.aws
                    .budgets
                    .delete_budget()
                    .account_id(payer.as_str())
                    .budget_name(name.as_str())
                    .send()
            })
            .await;
        done_before(answer, &[GONE], &object)?;
        Ok(None)
    }

    fn ids(&self, accounts: &BTreeSet<AccountName>) -> Result<BTreeSet<AccountId>, Stuck> {
        let id = |name: &AccountName| {
            let id = self.directory.account(name);
            id.ok_or_else(|| unknown("account", name))
        };
        accounts.iter().map(id).collect()
    }
}

/// What AWS's own library finds incomplete is a fault of ours.
fn built<T>(request: Result<T, BuildError>, verb_and_object: &str) -> Result<T, Stuck> {
    request.map_err(|why| {
        Stuck::Failed(Failure::new(
            format!("could not {verb_and_object}: {why}"),
            "this is a fault of bedrock-org: please report it",
        ))
    })
}

fn stuck(verb_and_object: &str) -> impl Fn(Trouble) -> Stuck {
    move |trouble| trouble.stuck(verb_and_object)
}
