//! What an operation begins in an account: a stack is created, brought up to date or deleted.

use std::collections::BTreeMap;

use crate::clock::Moment;
use crate::cloudformation::make::uuid;
use crate::cloudformation::stack::same;
use crate::draw::Draw;
use crate::world::{
    Change, ChangeKind, InstanceStatus, Recipe, Spot, Stack, StackSet, StackStatus, World,
};

impl World {
    /// The stack of an instance is created, or brought to what the set asks of it.
    pub(super) fn begin_stack(
        &mut self,
        draw: Draw,
        set: &mut StackSet,
        spot: &Spot,
        at: Moment,
        due: Moment,
    ) {
        let Some(instance) = set.instances.get_mut(spot) else {
            return;
        };
        if instance.status == InstanceStatus::Inoperable {
            return;
        }
        let mut recipe = set.recipe.clone();
        recipe.parameters.extend(instance.overrides.clone());
        if let Ok(template) = self.formation.template(&recipe.template) {
            // An override outlives the parameter that it is for.
            let known = template.parameters();
            recipe.parameters.retain(|name, _| known.contains_key(name));
        }
        let existing = instance.stack.as_ref();
        let existing = existing.and_then(|id| self.formation.stacks.remove(id));
        match existing {
            Some(mut stack) if stack.status.is_updatable() => {
                if !same(self, &stack.recipe, &recipe) {
                    let from = std::mem::replace(&mut stack.recipe, recipe);
                    let from = Box::new(from);
                    stack.updated = Some(at);
                    stack.tell(at, StackStatus::UpdateInProgress, None);
                    stack.change = Some(change(ChangeKind::Update { from }, at, due));
                }
                self.formation.stacks.insert(stack.id.clone(), stack);
            }
            // Somebody is at it, or it could not be deleted: its status says so in the end.
            Some(stack)
                if stack.deleted.is_none() && stack.status != StackStatus::RollbackComplete =>
            {
                self.formation.stacks.insert(stack.id.clone(), stack);
            }
            gone => {
                if let Some(mut stack) = gone {
                    // A stack whose creation failed has nothing left, and makes room.
                    if stack.deleted.is_none() {
                        stack.deleted = Some(at);
                        stack.tell(at, StackStatus::DeleteComplete, None);
                    }
                    self.formation.stacks.insert(stack.id.clone(), stack);
                }
                let stack = self.new_stack(draw, set, spot, recipe, (at, due));
                if let Some(instance) = set.instances.get_mut(spot) {
                    instance.stack = Some(stack.id.clone());
                }
                self.formation.stacks.insert(stack.id.clone(), stack);
            }
        }
    }

    fn new_stack(
        &mut self,
        draw: Draw,
        set: &StackSet,
        spot: &Spot,
        recipe: Recipe,
        (at, due): (Moment, Moment),
    ) -> Stack {
        let (account, region) = (spot.account(), spot.region());
        let serial = self.next_serial();
        let of = format!("{}/{}", set.id, spot.as_str());
        let name = format!("StackSet-{}-{}", set.name, uuid(draw, "instance", &of));
        let id = Stack::prefix(account, region, &name) + &uuid(draw, "stack", &serial);
        let role = draw.hex(32, "execution-role", account);
        let mut stack = Stack {
            id,
            name,
            account: account.to_owned(),
            region: region.to_owned(),
            maker: format!("arn:aws:iam::{account}:role/stacksets-exec-{role}"),
            recipe,
            status: StackStatus::CreateInProgress,
            reason: None,
            created: at,
            updated: None,
            deleted: None,
            resources: BTreeMap::new(),
            outputs: BTreeMap::new(),
            events: Vec::new(),
            change: Some(change(ChangeKind::Create, at, due)),
            tokens: Vec::new(),
            set: Some(set.id.clone()),
            drifted: false,
        };
        stack.tell(at, StackStatus::CreateInProgress, None);
        stack
    }

    pub(super) fn begin_deletion(&mut self, set: &StackSet, spot: &Spot, at: Moment, due: Moment) {
        let instance = set.instances.get(spot);
        let Some(instance) = instance.filter(|own| own.status != InstanceStatus::Inoperable) else {
            return;
        };
        let stack = instance.stack.as_ref();
        let stack = stack.and_then(|id| self.formation.stacks.get_mut(id));
        let Some(stack) = stack.filter(|stack| stack.deleted.is_none()) else {
            return;
        };
        if !stack.status.is_busy() {
            stack.tell(at, StackStatus::DeleteInProgress, None);
            let retain = Vec::new();
            stack.change = Some(change(ChangeKind::Delete { retain }, at, due));
        }
    }
}

fn change(kind: ChangeKind, began: Moment, due: Moment) -> Change {
    Change {
        kind,
        began,
        due,
        alone: false,
    }
}
