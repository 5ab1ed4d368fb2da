//! The tree: root, parents, children.

use serde_json::Value;
use winterbaume_organizations::model;

use super::page::Page;
use super::{accounts, check, shape};
use crate::context::{Context, output};
use crate::refusal::Refusal;

pub(super) fn roots(context: &mut Context<'_>) -> Result<Value, Refusal> {
    let input: model::ListRootsRequest = context.input()?;
    let page = Page::open(context, "", input.next_token.as_deref(), input.max_results)?;
    let root = shape::root(context.world);
    let (roots, next_token) = page.take(std::iter::once(("", root)));
    output(model::ListRootsResponse {
        next_token,
        roots: Some(roots),
    })
}

pub(super) fn parents(context: &mut Context<'_>) -> Result<Value, Refusal> {
    let input: model::ListParentsRequest = context.input()?;
    let child = &input.child_id;
    check::required("ChildId", child)?;
    let page = Page::open(
        context,
        child,
        input.next_token.as_deref(),
        input.max_results,
    )?;
    let parent = context.world.parent_of(child).ok_or_else(|| {
        Refusal::exception(
            "ChildNotFoundException",
            "We can't find an organizational unit (OU) or AWS account with the ChildId that you \
             specified.",
        )
    })?;
    let parent = model::Parent {
        id: Some(parent.to_owned()),
        r#type: Some(shape::kind_of(parent).into()),
    };
    let (parents, next_token) = page.take(std::iter::once(("", parent)));
    output(model::ListParentsResponse {
        next_token,
        parents: Some(parents),
    })
}

pub(super) fn children(context: &mut Context<'_>) -> Result<Value, Refusal> {
    let input: model::ListChildrenRequest = context.input()?;
    let parent = &input.parent_id;
    accounts::container(context, parent)?;
    let kind = input.child_type.as_str();
    let index = &context.world.index;
    let children = match kind {
        "ACCOUNT" => index.accounts.get(parent),
        "ORGANIZATIONAL_UNIT" => index.units.get(parent),
        _ => {
            return Err(Refusal::invalid(
                "INVALID_ENUM",
                "ChildType must be ACCOUNT or ORGANIZATIONAL_UNIT.",
            ));
        }
    };
    let listing = format!("{parent} {kind}");
    let page = Page::open(
        context,
        &listing,
        input.next_token.as_deref(),
        input.max_results,
    )?;
    let child = |id: &String| model::Child {
        id: Some(id.clone()),
        r#type: Some(kind.to_owned()),
    };
    let (children, next_token) = page.take(
        children
            .into_iter()
            .flat_map(|children| children.range::<str, _>(page.bounds()))
            .map(|id| (id.as_str(), child(id))),
    );
    output(model::ListChildrenResponse {
        children: Some(children),
        next_token,
    })
}
