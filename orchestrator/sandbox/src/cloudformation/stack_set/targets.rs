//! Which accounts an operation is for.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;

use crate::cloudformation::input::{Input, validation};
use crate::context::Context;
use crate::refusal::Refusal;
use crate::world::{StackSet, Targets, World};

/// More than the API takes.
const MOST_UNITS: usize = 50;

pub(super) fn read(context: &Context<'_>, input: &Input) -> Result<Targets, Refusal> {
    if input.has("Accounts") {
        return Err(validation(
            "Accounts cannot be specified for stack sets with SERVICE_MANAGED permissions: use \
             DeploymentTargets",
        ));
    }
    let targets = input.part("DeploymentTargets");
    if targets.has("AccountsUrl") {
        return Err(Refusal::not_modelled("DeploymentTargets with AccountsUrl"));
    }
    let units = targets.texts("OrganizationalUnitIds");
    if units.is_empty() {
        return Err(validation(
            "OrganizationalUnitIds are required for stack sets with SERVICE_MANAGED permissions",
        ));
    }
    if units.len() > MOST_UNITS {
        return Err(validation(format!(
            "At most {MOST_UNITS} OrganizationalUnitIds can be specified"
        )));
    }
    let unknown = units.iter().find(|id| !context.world.is_container(id));
    if let Some(unknown) = unknown {
        return Err(validation(format!(
            "Organizational unit {unknown} could not be found"
        )));
    }
    let accounts = targets.texts("Accounts");
    let is_account = |id: &String| id.len() == 12 && id.bytes().all(|byte| byte.is_ascii_digit());
    if let Some(odd) = accounts.iter().find(|id| !is_account(id)) {
        return Err(validation(format!("{odd} is not the id of an account")));
    }
    let filter = Some(targets.text("AccountFilterType"))
        .filter(|filter| !filter.is_empty())
        .map(ToOwned::to_owned);
    // As documented, this is what a missing word means.
    let usual = if accounts.is_empty() { "NONE" } else { "UNION" };
    let creates = context.call.operation == "CreateStackInstances";
    match filter.as_deref().unwrap_or(usual) {
        "UNION" if creates => Err(validation(
            "AccountFilterType UNION is not supported for CreateStackInstances",
        )),
        "INTERSECTION" | "DIFFERENCE" if accounts.is_empty() => Err(validation(
            "Accounts must be specified with AccountFilterType INTERSECTION or DIFFERENCE",
        )),
        "NONE" if !accounts.is_empty() => Err(validation(
            "Accounts cannot be specified with AccountFilterType NONE",
        )),
        "NONE" | "UNION" | "INTERSECTION" | "DIFFERENCE" => Ok(Targets {
            units,
            accounts,
            filter,
        }),
        other => Err(validation(format!("{other} is not an AccountFilterType"))),
    }
}

impl Targets {
    fn filter(&self) -> &str {
        match &self.filter {
            Some(filter) => filter,
            None if self.accounts.is_empty() => "NONE",
            None => "UNION",
        }
    }

    /// The accounts below the units as they stand now, each with the unit that it is targeted through.
    pub(super) fn standing(&self, world: &World) -> BTreeMap<String, String> {
        let mut found = BTreeMap::new();
        for unit in &self.units {
            let mut below = vec![unit.clone()];
            while let Some(at) = below.pop() {
                below.extend(world.index.units.get(&at).into_iter().flatten().cloned());
                let accounts = world.index.accounts.get(&at).into_iter().flatten();
                for account in accounts {
                    found.entry(account.clone()).or_insert_with(|| unit.clone());
                }
            }
        }
        self.refine(&mut found, world);
        // StackSets never works in the management account.
        found.remove(&world.management);
        found
    }

    /// The accounts that have instances and are meant: those below the units, and those that were
    /// targeted through one of them and have moved away since.
    pub(super) fn deployed(&self, world: &World, set: &StackSet) -> BTreeSet<String> {
        let mut found = self.standing(world);
        let mut moved = BTreeMap::new();
        for (spot, instance) in &set.instances {
            let lineage = world.lineage(&instance.unit);
            if self
                .units
                .iter()
                .any(|unit| lineage.contains(&unit.as_str()))
            {
                moved.insert(spot.account().to_owned(), instance.unit.clone());
            }
        }
        self.refine(&mut moved, world);
        found.append(&mut moved);
        let has_instance = |account: &String| {
            let prefix = format!("{account}/");
            let from = (Bound::Included(prefix.as_str()), Bound::Unbounded);
            let mut instances = set.instances.range::<str, _>(from);
            instances
                .next()
                .is_some_and(|(spot, _)| spot.as_str().starts_with(&prefix))
        };
        found.into_keys().filter(has_instance).collect()
    }

    fn refine(&self, found: &mut BTreeMap<String, String>, world: &World) {
        let is_named = |account: &String| self.accounts.contains(account);
        match self.filter() {
            "INTERSECTION" => found.retain(|account, _| is_named(account)),
            "DIFFERENCE" => found.retain(|account, _| !is_named(account)),
            "UNION" => {
                for account in &self.accounts {
                    if let Some(parent) = world.parent_of(account) {
                        let parent = parent.to_owned();
                        found.entry(account.clone()).or_insert(parent);
                    }
                }
            }
            _ => {}
        }
    }
}
