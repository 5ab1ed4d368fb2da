//! What happens to stacks behind the API's back, and how long they take.

use std::time::Duration;

use super::stack::stack_time;
use crate::edit::{Edit, NotThere};
use crate::sandbox::Sandbox;
use crate::world::{
    Change, ChangeKind, Detail, Formation, Instance, InstanceStatus, Maker, Spot, StackStatus,
};

impl Sandbox {
    /// How long StackSets works on one instance of a set: a function of the seed, the set's name, the
    /// account's address and the Region alone. The account goes by its address or its id.
    pub fn stack_time(&self, set: &str, account: &str, region: &str) -> Duration {
        let state = self.lock();
        let known = state.world.accounts.get(account);
        let email = known.map_or(account, |account| account.email.as_str());
        stack_time(self.draw(), set, email, region)
    }
}

impl Edit<'_> {
    /// From now on every creation and update of a stack in this account fails, for this reason.
    pub fn fail_stacks(&mut self, email: &str, reason: &str) -> Result<(), NotThere> {
        let account = self.find(email)?;
        let failing = &mut self.world.formation.failing;
        failing.insert(account, reason.to_owned());
        Ok(())
    }

    /// Stacks in this account can be made and deleted again.
    pub fn heal_stacks(&mut self, email: &str) -> Result<(), NotThere> {
        let account = self.find(email)?;
        self.world.formation.failing.remove(&account);
        self.world.formation.undeletable.remove(&account);
        Ok(())
    }

    /// From now on no stack in this account can be deleted.
    pub fn break_deletion(&mut self, email: &str) -> Result<(), NotThere> {
        let account = self.find(email)?;
        self.world.formation.undeletable.insert(account);
        Ok(())
    }

    /// Something that stands in an account and that no stack made: a log group, a topic, an alarm.
    pub fn standing(
        &mut self,
        email: &str,
        region: &str,
        kind: &str,
        name: &str,
    ) -> Result<(), NotThere> {
        let account = self.find(email)?;
        let key = Formation::thing(&account, region, kind, name);
        self.world.formation.things.insert(key, Maker::default());
        Ok(())
    }

    /// A direct update of an instance's stack: StackSets does not notice.
    pub fn update_member_stack(
        &mut self,
        email: &str,
        region: &str,
        set: &str,
        parameter: &str,
        value: &str,
    ) -> Result<(), NotThere> {
        let (draw, now) = (self.draw, self.now);
        let id = self.stack_of(email, region, set)?;
        let Some(stack) = self.world.formation.stacks.get_mut(&id) else {
            return Err(NotThere(id));
        };
        let from = Box::new(stack.recipe.clone());
        let parameters = &mut stack.recipe.parameters;
        parameters.insert(parameter.to_owned(), value.to_owned());
        stack.updated = Some(now);
        stack.tell(now, StackStatus::UpdateInProgress, None);
        stack.change = Some(Change {
            kind: ChangeKind::Update { from },
            began: now,
            due: now,
            alone: true,
        });
        self.world
            .finish_stack(draw, &id)
            .map_err(|failed| NotThere(failed.to_string()))
    }

    /// A resource of an instance's stack was changed by hand: drift detection finds it.
    pub fn drift(&mut self, email: &str, region: &str, set: &str) -> Result<(), NotThere> {
        let id = self.stack_of(email, region, set)?;
        if let Some(stack) = self.world.formation.stacks.get_mut(&id) {
            stack.drifted = true;
        }
        Ok(())
    }

    /// As after a deletion that failed.
    pub fn make_inoperable(
        &mut self,
        email: &str,
        region: &str,
        set: &str,
    ) -> Result<(), NotThere> {
        let instance = self.instance_of(email, region, set)?;
        instance.status = InstanceStatus::Inoperable;
        instance.detail = Detail::Inoperable;
        instance.reason = Some("The deletion of the stack failed".into());
        Ok(())
    }

    fn stack_of(&mut self, email: &str, region: &str, set: &str) -> Result<String, NotThere> {
        let missing = NotThere(format!("{set} in {email}, {region}"));
        let stack = self.instance_of(email, region, set)?.stack.clone();
        stack.ok_or(missing)
    }

    /// Of the set of this name in whichever Region it was created.
    fn instance_of(
        &mut self,
        email: &str,
        region: &str,
        set: &str,
    ) -> Result<&mut Instance, NotThere> {
        let spot = Spot::new(&self.find(email)?, region);
        let mut sets = self.world.formation.sets.values_mut();
        sets.find(|own| own.name == set)
            .and_then(|set| set.instances.get_mut(&spot))
            .ok_or_else(|| NotThere(format!("{set} in {email}, {region}")))
    }
}
