//! The organization and its accounts: reading and moving.

use std::time::Duration;

use serde_json::Value;
use winterbaume_organizations::model;

use super::page::Page;
use super::{check, shape};
use crate::context::{Context, nothing, output};
use crate::refusal::Refusal;
use crate::world::{Account, SCP};

pub(super) fn describe_organization(context: &mut Context<'_>) -> Result<Value, Refusal> {
    let world = &context.world;
    let management = &world.management;
    output(model::DescribeOrganizationResponse {
        organization: Some(model::Organization {
            arn: Some(format!(
                "arn:aws:organizations::{management}:organization/{}",
                world.organization_id
            )),
            // Always the same, whatever the root says: AWS keeps it for old callers alone.
            available_policy_types: Some(vec![model::PolicyTypeSummary {
                status: Some("ENABLED".into()),
                r#type: Some(SCP.into()),
            }]),
            feature_set: Some("ALL".into()),
            id: Some(world.organization_id.clone()),
            master_account_arn: Some(world.arn_of(management)),
            master_account_email: world
                .accounts
                .get(management)
                .map(|account| account.email.clone()),
            master_account_id: Some(management.clone()),
        }),
    })
}

pub(super) fn not_found() -> Refusal {
    Refusal::exception(
        "AccountNotFoundException",
        "We can't find an AWS account with the AccountId that you specified, or the account whose \
         credentials you used to make this request isn't a member of an organization.",
    )
}

pub(super) fn describe(context: &mut Context<'_>) -> Result<Value, Refusal> {
    let input: model::DescribeAccountRequest = context.input()?;
    check::account_id(&input.account_id)?;
    let account = context
        .world
        .accounts
        .get(&input.account_id)
        .ok_or_else(not_found)?;
    output(model::DescribeAccountResponse {
        account: Some(shape::account(context.world, account)),
    })
}

/// Lists may lag behind a creation by some seconds.
fn is_listed(context: &Context<'_>, account: &Account) -> bool {
    if !context.setup.faults.profile.has_stale_lists() || !account.created {
        return true;
    }
    let lag = context.draw.between(
        Duration::ZERO,
        Duration::from_secs(8),
        "list-lag",
        &account.id,
    );
    account.joined.plus(lag) <= context.now
}

pub(super) fn list(context: &mut Context<'_>) -> Result<Value, Refusal> {
    let input: model::ListAccountsRequest = context.input()?;
    let page = Page::open(context, "", input.next_token.as_deref(), input.max_results)?;
    let world = &context.world;
    let (accounts, next_token) = page.take(
        world
            .accounts
            .range::<str, _>(page.bounds())
            .filter(|(_, account)| is_listed(context, account))
            .map(|(id, account)| (id.as_str(), account)),
    );
    output(model::ListAccountsResponse {
        accounts: Some(shapes(context, accounts)),
        next_token,
    })
}

pub(super) fn list_for_parent(context: &mut Context<'_>) -> Result<Value, Refusal> {
    let input: model::ListAccountsForParentRequest = context.input()?;
    let parent = &input.parent_id;
    container(context, parent)?;
    let page = Page::open(
        context,
        parent,
        input.next_token.as_deref(),
        input.max_results,
    )?;
    let world = &context.world;
    let children = world.index.accounts.get(parent);
    let (accounts, next_token) = page.take(
        children
            .into_iter()
            .flat_map(|children| children.range::<str, _>(page.bounds()))
            .filter_map(|id| Some((id.as_str(), world.accounts.get(id)?)))
            .filter(|(_, account)| is_listed(context, account)),
    );
    output(model::ListAccountsForParentResponse {
        accounts: Some(shapes(context, accounts)),
        next_token,
    })
}

fn shapes(context: &Context<'_>, accounts: Vec<&Account>) -> Vec<model::Account> {
    accounts
        .into_iter()
        .map(|account| shape::account(context.world, account))
        .collect()
}

/// Refuses an id that is not a root or unit of this organization.
pub(super) fn container(context: &Context<'_>, id: &str) -> Result<(), Refusal> {
    check::parent_id("ParentId", id)?;
    if context.world.is_container(id) {
        Ok(())
    } else {
        Err(Refusal::exception(
            "ParentNotFoundException",
            "We can't find a root or OU with the ParentId that you specified.",
        ))
    }
}

pub(super) fn move_account(context: &mut Context<'_>) -> Result<Value, Refusal> {
    let input: model::MoveAccountRequest = context.input()?;
    check::account_id(&input.account_id)?;
    check::parent_id("SourceParentId", &input.source_parent_id)?;
    check::parent_id("DestinationParentId", &input.destination_parent_id)?;
    let world = &mut *context.world;
    let account = world
        .accounts
        .get(&input.account_id)
        .ok_or_else(not_found)?;
    if !world.is_container(&input.destination_parent_id) {
        return Err(Refusal::exception(
            "DestinationParentNotFoundException",
            "We can't find the destination container (a root or OU) with the ParentId that you \
             specified.",
        ));
    }
    if account.parent == input.destination_parent_id {
        return Err(Refusal::exception(
            "DuplicateAccountException",
            "That account is already present in the specified destination.",
        ));
    }
    if account.parent != input.source_parent_id {
        return Err(Refusal::exception(
            "SourceParentNotFoundException",
            "We can't find a source root or OU with the ParentId that you specified.",
        ));
    }
    world.move_account(&input.account_id, &input.destination_parent_id);
    Ok(nothing())
}
