//! How this plan's budgets are doing, and what a person asks of their actions.

use std::collections::BTreeSet;

use aws_sdk_budgets::types::{
    Action, ActionStatus, ApprovalModel, Budget, ExecutionType, Notification, NotificationState,
};

use crate::model::{
    ActionState, BudgetActionStatus, BudgetName, BudgetStatus, Execution, printable,
};

use super::budgets::{GONE, read};
use super::call::Repeat;
use super::{Aws, Trouble};

impl Aws {
    /// Every budget of the plan, by name: three lists, whatever their number.
    pub async fn budget_statuses(&self, owner: &str) -> Result<Vec<BudgetStatus>, Trouble> {
        let budgets = self.list_budgets(owner).await?;
        if budgets.is_empty() {
            return Ok(Vec::new());
        }
        let mut notifications = self.list_notifications().await?;
        let mut actions = self.list_actions().await?;
        let status = |(name, budget): (BudgetName, Budget)| {
            let notifications = notifications.remove(name.as_str()).unwrap_or_default();
            let actions = actions.remove(name.as_str()).unwrap_or_default();
            status(owner, name, &budget, &notifications, &actions)
        };
        Ok(budgets.into_iter().map(status).collect())
    }

    /// One action as it is now; nothing where it is gone.
    pub async fn budget_action(
        &self,
        budget: &BudgetName,
        id: &str,
    ) -> Result<Option<BudgetActionStatus>, Trouble> {
        let actions = self.actions_of(budget).await?;
        let mut actions = actions.iter().filter(|action| action.action_id == id);
        Ok(actions.next().map(|one| action(budget, one)))
    }

    /// AWS takes the request and acts after; [`Self::budget_action`] tells how far it has come. It
    /// may be asked twice: AWS refuses what does not fit the action's state.
    pub async fn execute_budget_action(
        &self,
        action: &BudgetActionStatus,
        execution: Execution,
    ) -> Result<(), Trouble> {
        let payer = self.payer()?;
        let kind = match execution {
            Execution::Approve => ExecutionType::ApproveBudgetAction,
            Execution::Retry => ExecutionType::RetryBudgetAction,
            Execution::Reverse => ExecutionType::ReverseBudgetAction,
            Execution::Reset => ExecutionType::ResetBudgetAction,
        };
        self.call("budgets.ExecuteBudgetAction", Repeat::Safe, || {
            self.budgets
                .execute_budget_action()
                .account_id(payer)
                .budget_name(action.budget.as_str())
                .action_id(&action.id)
                .execution_type(kind.clone())
                .send()
        })
        .await
        .map(drop)
    }

    /// Whether a trouble says that the budget, or its action, is not there any more.
    pub fn says_gone(trouble: &Trouble) -> bool {
        trouble.is(GONE)
    }
}

fn status(
    owner: &str,
    name: BudgetName,
    budget: &Budget,
    notifications: &[Notification],
    actions: &[Action],
) -> BudgetStatus {
    let ours = read::budget(budget);
    let calculated = budget.calculated_spend();
    let actual = calculated.and_then(|spend| spend.actual_spend());
    let forecast = calculated.and_then(|spend| spend.forecasted_spend());
    let rang = |one: &Notification| one.notification_state() == Some(&NotificationState::Alarm);
    BudgetStatus {
        scope: name.scope(owner),
        limit: ours.limit,
        accounts: ours
            .accounts
            .iter()
            .filter_map(|it| it.id())
            .cloned()
            .collect(),
        spent: actual.and_then(read::dollars),
        forecast: forecast.and_then(read::dollars),
        unhealthy: ours.unhealthy,
        alerts: notifications
            .iter()
            .map(|one| (read::alert(one), rang(one)))
            .collect(),
        actions: actions.iter().map(|one| action(&name, one)).collect(),
        name,
    }
}

fn action(budget: &BudgetName, action: &Action) -> BudgetActionStatus {
    let scp = action
        .definition()
        .and_then(|definition| definition.scp_action_definition());
    let targets: BTreeSet<String> = scp
        .iter()
        .flat_map(|scp| &scp.target_ids)
        .map(|id| printable(id))
        .collect();
    BudgetActionStatus {
        budget: budget.clone(),
        id: action.action_id.clone(),
        at: read::action_alert(action),
        automatic: action.approval_model == ApprovalModel::Auto,
        policy: scp.map(|scp| scp.policy_id.clone()),
        targets,
        state: state(&action.status),
    }
}

fn state(status: &ActionStatus) -> ActionState {
    match status {
        ActionStatus::Standby => ActionState::Standby,
        ActionStatus::Pending => ActionState::Pending,
        ActionStatus::ExecutionInProgress => ActionState::Executing,
        ActionStatus::ExecutionSuccess => ActionState::Executed,
        ActionStatus::ExecutionFailure => ActionState::ExecutionFailed,
        ActionStatus::ReverseInProgress => ActionState::Reversing,
        ActionStatus::ReverseSuccess => ActionState::Reversed,
        ActionStatus::ReverseFailure => ActionState::ReversalFailed,
        ActionStatus::ResetInProgress => ActionState::Resetting,
        ActionStatus::ResetFailure => ActionState::ResetFailed,
        _ => ActionState::Unknown,
    }
}
