//! How this plan's budgets stand, and their actions carried out, reversed and reset.

use std::time::Duration;

use aws_sdk_budgets::types::{
    Action, ActionStatus, ApprovalModel, Budget, ExecutionType, Notification, NotificationState,
};

use crate::aws::call::Repeat;
use crate::aws::{Aws, Trouble};
use crate::model::{
    AlertStanding, BudgetName, BudgetScope, BudgetStanding, StopState, StopStatus, Usd,
};

use super::read;

const LOOK_AGAIN: Duration = Duration::from_secs(5);
/// Attaching a policy takes AWS seconds, most often.
const LONGEST: Duration = Duration::from_secs(600);

/// What can be asked of an action.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StopOrder {
    Approve,
    Reverse,
    Reset,
}

impl StopOrder {
    fn execution(self) -> ExecutionType {
        match self {
            Self::Approve => ExecutionType::ApproveBudgetAction,
            Self::Reverse => ExecutionType::ReverseBudgetAction,
            Self::Reset => ExecutionType::ResetBudgetAction,
        }
    }
}

impl Aws {
    /// In three lists, whatever the number of budgets.
    pub async fn budget_standings(&self, owner: &str) -> Result<Vec<BudgetStanding>, Trouble> {
        let budgets = self.list_budgets(owner).await?;
        let mut notifications = self.list_notifications().await?;
        let mut actions = self.list_actions().await?;
        let standing = |(name, budget): (BudgetName, Budget)| {
            let scope = name.scope(owner)?;
            let heard = notifications.remove(name.as_str()).unwrap_or_default();
            let stops = actions.remove(name.as_str()).unwrap_or_default();
            Some(standing(name, scope, &budget, &heard, &stops))
        };
        Ok(budgets.into_iter().filter_map(standing).collect())
    }

    /// Asks for it, and waits until AWS has done it. What was asked for before is not an error: the state
    /// tells how it ended.
    pub async fn order_stop(
        &self,
        budget: &BudgetName,
        id: &str,
        order: StopOrder,
    ) -> Result<StopState, Trouble> {
        let payer = self.payer()?;
        let asked = self
            .call("budgets.ExecuteBudgetAction", Repeat::Safe, || {
                self.budgets
                    .execute_budget_action()
                    .account_id(payer)
                    .budget_name(budget.as_str())
                    .action_id(id)
                    .execution_type(order.execution())
                    .send()
            })
            .await;
        match asked {
            Ok(_) => {}
            // Another one is at work on it, or an answer was lost and the order had arrived.
            Err(trouble)
                if trouble.is("ResourceLockedException")
                    || trouble.is("InvalidParameterException") =>
            {
                let state = self.stop_state(budget, id).await?;
                if !state.is_busy() && !done(order, state) {
                    return Err(trouble);
                }
            }
            Err(trouble) => return Err(trouble),
        }
        self.stop_at_rest(budget, id).await
    }

    /// Once AWS is at work on it no more, or it took too long.
    pub async fn stop_at_rest(&self, budget: &BudgetName, id: &str) -> Result<StopState, Trouble> {
        let mut patience = self.patience(LONGEST);
        loop {
            let state = self.stop_state(budget, id).await?;
            if !state.is_busy() || patience.is_over() || !patience.rest(LOOK_AGAIN).await {
                return Ok(state);
            }
        }
    }

    async fn stop_state(&self, budget: &BudgetName, id: &str) -> Result<StopState, Trouble> {
        let payer = self.payer()?;
        let answer = self
            .call("budgets.DescribeBudgetAction", Repeat::Safe, || {
                self.budgets
                    .describe_budget_action()
                    .account_id(payer)
                    .budget_name(budget.as_str())
                    .action_id(id)
                    .send()
            })
            .await?;
        let action = answer.action.as_ref();
        Ok(action.map_or(StopState::Unknown, |action| state(&action.status)))
    }
}

fn done(order: StopOrder, state: StopState) -> bool {
    match order {
        StopOrder::Approve => state == StopState::Stopped,
        StopOrder::Reverse => state == StopState::Lifted,
        StopOrder::Reset => state == StopState::Armed,
    }
}

fn standing(
    name: BudgetName,
    scope: BudgetScope,
    budget: &Budget,
    heard: &[Notification],
    stops: &[Action],
) -> BudgetStanding {
    let counted = budget.calculated_spend();
    let actual = counted.and_then(|spend| spend.actual_spend());
    let forecast = counted.and_then(|spend| spend.forecasted_spend());
    let mut alerts: Vec<AlertStanding> = heard
        .iter()
        .map(|notification| AlertStanding {
            alert: read::alert(notification),
            rings: notification.notification_state() == Some(&NotificationState::Alarm),
        })
        .collect();
    alerts.sort_by_key(|one| one.alert);
    let mut stops: Vec<StopStatus> = stops.iter().filter_map(stop).collect();
    stops.sort_by(|one, other| one.id.cmp(&other.id));
    BudgetStanding {
        name,
        scope,
        limit: budget
            .budget_limit()
            .and_then(read::dollars)
            .unwrap_or(Usd::ZERO),
        spent: actual.and_then(read::dollars),
        forecast: forecast.and_then(read::dollars),
        unhealthy: read::unhealthy(budget),
        alerts,
        stops,
    }
}

/// `None` for an action of another kind.
fn stop(action: &Action) -> Option<StopStatus> {
    let definition = action.definition()?.scp_action_definition()?;
    let accounts = definition.target_ids.iter();
    Some(StopStatus {
        id: action.action_id.clone(),
        at: read::action_alert(action),
        automatic: action.approval_model == ApprovalModel::Auto,
        accounts: accounts.filter_map(|id| id.parse().ok()).collect(),
        state: state(&action.status),
    })
}

fn state(status: &ActionStatus) -> StopState {
    match status {
        ActionStatus::Standby => StopState::Armed,
        ActionStatus::Pending => StopState::Pending,
        ActionStatus::ExecutionInProgress => StopState::Stopping,
        ActionStatus::ExecutionSuccess => StopState::Stopped,
        ActionStatus::ExecutionFailure => StopState::StopFailed,
        ActionStatus::ReverseInProgress => StopState::Lifting,
        ActionStatus::ReverseSuccess => StopState::Lifted,
        ActionStatus::ReverseFailure => StopState::LiftFailed,
        ActionStatus::ResetInProgress => StopState::Arming,
        ActionStatus::ResetFailure => StopState::ArmFailed,
        _ => StopState::Unknown,
    }
}
