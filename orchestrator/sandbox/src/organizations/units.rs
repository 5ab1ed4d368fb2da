//! Organizational units.

use serde_json::Value;
use winterbaume_organizations::model;

use super::page::Page;
use super::{accounts, check, shape, tags};
use crate::context::{Context, nothing, output};
use crate::refusal::Refusal;
use crate::world::{Unit, World};

/// Below the root.
const DEEPEST: usize = 5;
const MOST: usize = 2000;

pub(super) fn create(context: &mut Context<'_>) -> Result<Value, Refusal> {
    let input: model::CreateOrganizationalUnitRequest = context.input()?;
    let parent = input.parent_id;
    accounts::container(context, &parent)?;
    check::required("Name", &input.name)?;
    check::length("Name", &input.name, 1, 128)?;
    let tags = tags::checked(input.tags.unwrap_or_default())?;
    let world = &*context.world;
    refuse_twin(world, &parent, &input.name, None)?;
    if world.lineage(&parent).len() > DEEPEST {
        return Err(Refusal::constraint(
            "OU_DEPTH_LIMIT_EXCEEDED",
            "You attempted to create an OU tree that is too many levels deep.",
        ));
    }
    if world.units.len() >= MOST {
        return Err(Refusal::constraint(
            "OU_NUMBER_LIMIT_EXCEEDED",
            "You attempted to exceed the number of OUs that you can have in an organization.",
        ));
    }
    let serial = context.world.next_serial();
    let root = context.world.root_id.trim_start_matches("r-");
    let id = format!("ou-{root}-{}", context.draw.lower(8, "unit", &serial));
    let unit = Unit {
        name: input.name,
        parent,
    };
    context.world.add_unit(&id, unit);
    context.world.tags.insert(id.clone(), tags);
    output(model::CreateOrganizationalUnitResponse {
        organizational_unit: described(context.world, &id),
    })
}

fn described(world: &World, id: &str) -> Option<model::OrganizationalUnit> {
    let unit = world.units.get(id)?;
    Some(shape::unit(world, id, unit))
}

fn not_found() -> Refusal {
    Refusal::exception(
        "OrganizationalUnitNotFoundException",
        "We can't find an OU with the OrganizationalUnitId that you specified.",
    )
}

/// Two units of one parent never have the same name.
fn refuse_twin(
    world: &World,
    parent: &str,
    name: &str,
    except: Option<&str>,
) -> Result<(), Refusal> {
    let twin = world
        .index
        .units
        .get(parent)
        .into_iter()
        .flatten()
        .filter(|id| Some(id.as_str()) != except)
        .filter_map(|id| world.units.get(id))
        .any(|unit| unit.name == name);
    if twin {
        return Err(Refusal::exception(
            "DuplicateOrganizationalUnitException",
            "An OU with the same name already exists.",
        ));
    }
    Ok(())
}

pub(super) fn update(context: &mut Context<'_>) -> Result<Value, Refusal> {
    let input: model::UpdateOrganizationalUnitRequest = context.input()?;
    let id = &input.organizational_unit_id;
    check::unit_id(id)?;
    let unit = context.world.units.get(id).ok_or_else(not_found)?;
    if let Some(name) = input.name {
        check::length("Name", &name, 1, 128)?;
        refuse_twin(context.world, &unit.parent, &name, Some(id))?;
        if let Some(unit) = context.world.units.get_mut(id) {
            unit.name = name;
        }
    }
    output(model::UpdateOrganizationalUnitResponse {
        organizational_unit: described(context.world, id),
    })
}

pub(super) fn delete(context: &mut Context<'_>) -> Result<Value, Refusal> {
    let input: model::DeleteOrganizationalUnitRequest = context.input()?;
    let id = &input.organizational_unit_id;
    check::unit_id(id)?;
    let world = &mut *context.world;
    if !world.units.contains_key(id) {
        return Err(not_found());
    }
    let children = [world.index.accounts.get(id), world.index.units.get(id)];
    if children
        .into_iter()
        .flatten()
        .any(|children| !children.is_empty())
    {
        return Err(Refusal::exception(
            "OrganizationalUnitNotEmptyException",
            "The specified OU is not empty. Move all accounts to another root or to other OUs, \
             remove all child OUs, and try the operation again.",
        ));
    }
    world.remove_unit(id);
    Ok(nothing())
}

pub(super) fn describe(context: &mut Context<'_>) -> Result<Value, Refusal> {
    let input: model::DescribeOrganizationalUnitRequest = context.input()?;
    let id = &input.organizational_unit_id;
    check::unit_id(id)?;
    let unit = described(context.world, id).ok_or_else(not_found)?;
    output(model::DescribeOrganizationalUnitResponse {
        organizational_unit: Some(unit),
    })
}

pub(super) fn list_for_parent(context: &mut Context<'_>) -> Result<Value, Refusal> {
    let input: model::ListOrganizationalUnitsForParentRequest = context.input()?;
    let parent = &input.parent_id;
    accounts::container(context, parent)?;
    let page = Page::open(
        context,
        parent,
        input.next_token.as_deref(),
        input.max_results,
    )?;
    let world = &*context.world;
    let children = world.index.units.get(parent);
    let (units, next_token) = page.take(
        children
            .into_iter()
            .flat_map(|children| children.range::<str, _>(page.bounds()))
            .filter_map(|id| Some((id.as_str(), described(world, id)?))),
    );
    output(model::ListOrganizationalUnitsForParentResponse {
        next_token,
        organizational_units: Some(units),
    })
}
