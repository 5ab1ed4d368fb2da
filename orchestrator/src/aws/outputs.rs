//! What the deployed stacks say of what they made.

use std::collections::BTreeMap;

use crate::model::Set;

use super::member::Member;
use super::{Aws, Directory, Instance, KnownStack, Trouble};

impl Aws {
    /// As this run knows them, or as the account shows them. Nothing where there is no such stack.
    pub(super) async fn stack_outputs(
        &self,
        directory: &Directory,
        member: &Member<'_>,
        owner: &str,
        set: Set,
        instance: &Instance,
    ) -> Result<BTreeMap<String, String>, Trouble> {
        let known = directory.stacks.get(set, instance).unwrap_or_default();
        if let Some(outputs) = known.outputs {
            return Ok(outputs);
        }
        let name = set.name(owner);
        let stack = member
            .stack_of_set(&instance.1, &name, known.id.as_deref())
            .await?;
        let Some(stack) = stack else {
            return Ok(BTreeMap::new());
        };
        let outputs = stack.outputs;
        let known = KnownStack {
            id: Some(stack.id),
            outputs: Some(outputs.clone()),
            ..known
        };
        directory.stacks.learn(set, instance, known);
        Ok(outputs)
    }
}
