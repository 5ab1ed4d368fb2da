//! AWS Budgets: what a month may cost, who hears of it, and what then happens.

mod access;
mod action;
mod asked;
mod budget;
mod check;
mod evaluate;
mod execute;
mod expression;
mod history;
mod notification;
mod page;
mod refresh;
mod shape;
mod subscriber;
mod tags;
mod wanted;

use serde_json::Value;

use crate::context::Context;
use crate::refusal::Refusal;
use crate::world::Budget;

type Operation = fn(&mut Context<'_>) -> Result<Value, Refusal>;

/// The one Region that the service's endpoint signs for.
const REGION: &str = "us-east-1";

fn operation(name: &str) -> Option<Operation> {
    Some(match name {
        "CreateBudget" => budget::create,
        "DescribeBudget" => budget::describe,
        "DescribeBudgets" => budget::list,
        "UpdateBudget" => budget::update,
        "DeleteBudget" => budget::delete,
        "CreateNotification" => notification::create,
        "UpdateNotification" => notification::update,
        "DeleteNotification" => notification::delete,
        "DescribeNotificationsForBudget" => notification::list,
        "DescribeBudgetNotificationsForAccount" => notification::list_for_account,
        "CreateSubscriber" => subscriber::create,
        "UpdateSubscriber" => subscriber::update,
        "DeleteSubscriber" => subscriber::delete,
        "DescribeSubscribersForNotification" => subscriber::list,
        "CreateBudgetAction" => action::create,
        "UpdateBudgetAction" => action::update,
        "DeleteBudgetAction" => action::delete,
        "DescribeBudgetAction" => action::describe,
        "DescribeBudgetActionsForAccount" => action::list_for_account,
        "DescribeBudgetActionsForBudget" => action::list,
        "DescribeBudgetActionHistories" => history::list,
        "ExecuteBudgetAction" => execute::execute,
        "ListTagsForResource" => tags::list,
        "TagResource" => tags::tag,
        "UntagResource" => tags::untag,
        _ => return None,
    })
}

pub(crate) fn answer(context: &mut Context<'_>) -> Result<Value, Refusal> {
    let name = context.call.operation.as_str();
    let Some(operation) = operation(name) else {
        return Err(Refusal::not_modelled(&format!("budgets:{name}")));
    };
    if context.call.region.as_deref() != Some(REGION) {
        return Err(Refusal::exception(
            "InvalidSignatureException",
            format!("Credential should be scoped to a valid region, not to any but {REGION}."),
        ));
    }
    access::check(context)?;
    let answer = operation(context)?;
    if !context.call.reads() {
        context.world.expect_bill(context.now);
    }
    Ok(answer)
}

fn not_found(what: &str) -> Refusal {
    let message = format!("Unable to get {what} - it does not exist");
    Refusal::exception("NotFoundException", message)
}

/// The budget that the request names.
fn named<'a>(context: &'a Context<'_>) -> Result<&'a Budget, Refusal> {
    let budgets = context.world.money.budgets.get(&context.caller.account);
    let name = check::name(context.text("BudgetName"))?;
    budgets
        .and_then(|budgets| budgets.get(name))
        .ok_or_else(|| not_found(&format!("budget: {name}")))
}

fn named_mut<'a>(context: &'a mut Context<'_>) -> Result<&'a mut Budget, Refusal> {
    let name = check::name(context.text("BudgetName"))?.to_owned();
    let budgets = &mut context.world.money.budgets;
    budgets
        .get_mut(&context.caller.account)
        .and_then(|budgets| budgets.get_mut(&name))
        .ok_or_else(|| not_found(&format!("budget: {name}")))
}
