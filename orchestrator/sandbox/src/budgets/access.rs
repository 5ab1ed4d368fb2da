//! Who may: the actions of the Service Authorization Reference, which are not named as the calls are.

use serde_json::Value;

use super::check;
use crate::authorize::{Resource, access_denied, authorize};
use crate::call::Service;
use crate::context::{Context, Keys};
use crate::refusal::Refusal;

/// What is asked of a caller who passes a role on.
const PASSED_TO: &str = "budgets.amazonaws.com";

pub(super) fn check(context: &Context<'_>) -> Result<(), Refusal> {
    let by_arn = context.call.input.get("ResourceARN").is_some();
    let account = if by_arn {
        context.caller.account.as_str()
    } else {
        check::account(context.text("AccountId"))?
    };
    let name = context.call.operation.as_str();
    let budget = format!("arn:aws:budgets::{account}:budget/{}", budget_name(context));
    let (action, arn) = match name {
        "TagResource" | "UntagResource" | "ListTagsForResource" => {
            (name, context.text("ResourceARN").to_owned())
        }
        "DescribeBudgetActionsForAccount" => (name, "*".to_owned()),
        "DescribeBudgetActionsForBudget" => (name, budget),
        _ if name.contains("BudgetAction") => {
            let id = Some(context.text("ActionId")).filter(|id| !id.is_empty());
            (name, format!("{budget}/action/{}", id.unwrap_or("*")))
        }
        _ if name.starts_with("Describe") => ("ViewBudget", budget),
        _ => ("ModifyBudget", budget),
    };
    let resource = Resource {
        keys: tags_of(context, &arn),
        arn,
    };
    let keys = requested(context);
    authorize(
        context,
        &format!("budgets:{action}"),
        std::slice::from_ref(&resource),
        &keys,
    )?;
    // Whoever may tag at creation must be allowed to tag.
    if name.starts_with("Create") && keys.contains_key("aws:TagKeys") {
        authorize(context, "budgets:TagResource", &[resource], &keys)?;
    }
    let role = context.text("ExecutionRoleArn");
    if !role.is_empty() {
        let keys = Keys::from([("iam:PassedToService".into(), vec![PASSED_TO.into()])]);
        authorize(context, "iam:PassRole", &[Resource::untagged(role)], &keys)?;
    }
    if account == context.caller.account {
        return Ok(());
    }
    let message = format!(
        "Account {} is not authorized to act on the budgets of account {account}.",
        context.caller.account
    );
    Err(access_denied(Service::Budgets, message))
}

/// A list is about every budget.
fn budget_name<'a>(context: &'a Context<'_>) -> &'a str {
    let inner = |field: &str| context.call.input.get(field)?.get("BudgetName")?.as_str();
    let name = Some(context.text("BudgetName")).filter(|name| !name.is_empty());
    name.or_else(|| inner("Budget"))
        .or_else(|| inner("NewBudget"))
        .unwrap_or("*")
}

fn tags_of(context: &Context<'_>, arn: &str) -> Keys {
    let tags = context.world.money.tags_of(arn);
    let tags = tags.into_iter().flatten();
    tags.map(|(key, value)| (format!("aws:ResourceTag/{key}"), vec![value.clone()]))
        .collect()
}

fn requested(context: &Context<'_>) -> Keys {
    let list = |field: &str| context.call.input.get(field).and_then(Value::as_array);
    let mut keys = Keys::new();
    for tag in list("ResourceTags").into_iter().flatten() {
        let field = |name: &str| tag.get(name).and_then(Value::as_str).unwrap_or_default();
        let (key, value) = (field("Key").to_owned(), field("Value").to_owned());
        keys.insert(format!("aws:RequestTag/{key}"), vec![value]);
        keys.entry("aws:TagKeys".into()).or_default().push(key);
    }
    for key in list("ResourceTagKeys").into_iter().flatten() {
        let key = key.as_str().unwrap_or_default().to_owned();
        keys.entry("aws:TagKeys".into()).or_default().push(key);
    }
    keys
}
