//! The hub: a stack of its own in the monitoring account, which is no target of a set.

use crate::plan::{Action, Change};

use super::plain_stack::PlainStack;
use super::{Done, Performer};

/// Where the stack says what its sink is called.
const SINK: &str = "SinkArn";

impl Performer<'_> {
    pub(super) async fn deploy_hub(&self, change: &Change) -> Done {
        let Action::DeployHub {
            name,
            account,
            region,
            template,
            parameters,
            tags,
            deploy: _,
        } = &change.action
        else {
            return Ok(None);
        };
        let wanted = PlainStack {
            name,
            account,
            region,
            parameters,
            tags,
            template,
            object: format!("deploy the hub's stack in {account} ({region})"),
            place: "the monitoring account",
        };
        let (note, stack) = self.deploy_plain(&change.address, &wanted).await?;
        if let Some(sink) = stack.outputs.get(SINK) {
            self.directory.learn_sink(region, sink);
        }
        Ok(note)
    }
}
