//! What happens to a stack when its time is over: its resources are made, brought up to date or taken
//! away, one after another, each with its events.

use std::sync::Arc;
use std::time::Duration;

use bedrock_policy::Document;
use bedrock_template::{Outline, Place, Template};
use serde_json::Value;

use crate::clock::Moment;
use crate::cloudformation::make::{Kind, levels, links};
use crate::draw::Draw;
use crate::world::{Change, ChangeKind, Resource, Stack, StackEvent, StackStatus, World};

/// Why a stack failed: what StackSets tells of the resource that did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Failed {
    pub(crate) logical_id: String,
    pub(crate) kind: String,
    pub(crate) reason: String,
}

impl std::fmt::Display for Failed {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            formatter,
            "ResourceLogicalId:{}, ResourceType:{}, ResourceStatusReason:{}.",
            self.logical_id, self.kind, self.reason
        )
    }
}

/// A stack that is being worked on, taken out of the world meanwhile.
pub(super) struct Work<'a> {
    pub(super) world: &'a mut World,
    pub(super) draw: Draw,
    pub(super) stack: Stack,
    pub(super) levels: Option<Vec<Vec<Document>>>,
    began: Moment,
    due: Moment,
    /// The time of the next event.
    pub(super) at: Moment,
}

impl World {
    /// Ends what a stack is busy with.
    pub(crate) fn finish_stack(&mut self, draw: Draw, id: &str) -> Result<(), Failed> {
        let Some(mut stack) = self.formation.stacks.remove(id) else {
            return Ok(());
        };
        let Some(Change {
            kind, began, due, ..
        }) = stack.change.take()
        else {
            self.formation.stacks.insert(id.to_owned(), stack);
            return Ok(());
        };
        let levels = levels(self, &stack.account);
        let mut work = Work {
            world: self,
            draw,
            stack,
            levels,
            began,
            due,
            at: began,
        };
        let outcome = match kind {
            ChangeKind::Create => work.create(),
            ChangeKind::Update { from } => work.update(*from),
            ChangeKind::Delete { retain } => work.delete(&retain),
        };
        let stack = work.stack;
        self.formation.stacks.insert(id.to_owned(), stack);
        outcome
    }
}

impl Work<'_> {
    fn create(&mut self) -> Result<(), Failed> {
        let outcome = self.outline().and_then(|(_, outline)| {
            let total = outline.resources.len();
            for (order, planned) in outline.resources.iter().enumerate() {
                self.at = self.moment(order, total);
                self.make(&outline, planned, order, None)?;
            }
            self.take_outputs(&outline)
        });
        self.at = self.due;
        match &outcome {
            Ok(()) => self.stack.tell(self.at, StackStatus::CreateComplete, None),
            Err(failed) => self.roll_back(failed),
        }
        outcome
    }

    fn roll_back(&mut self, failed: &Failed) {
        let why = format!(
            "The following resource(s) failed to create: [{}]. Rollback requested by user.",
            failed.logical_id
        );
        let rolling = StackStatus::RollbackInProgress;
        self.stack.tell(self.at, rolling, Some(why.clone()));
        for id in self.newest_first() {
            self.unmake(&id);
        }
        let done = StackStatus::RollbackComplete;
        self.stack.tell(self.at, done, None);
        // The failure stays visible where DescribeStacks looks.
        self.stack.reason = Some(why);
        self.stack.outputs.clear();
    }

    fn delete(&mut self, retain: &[String]) -> Result<(), Failed> {
        self.at = self.due;
        for id in self.newest_first() {
            let Some(resource) = self.stack.resources.get(&id).cloned() else {
                continue;
            };
            if resource.retained || retain.contains(&id) {
                self.note(&id, &resource.kind, "DELETE_SKIPPED", None);
                self.keep(&id, "DELETE_SKIPPED", None);
            } else if let Err(reason) = self.may_delete(&resource) {
                let (status, why) = ("DELETE_FAILED", Some(reason.clone()));
                self.note(&id, &resource.kind, status, why.clone());
                self.keep(&id, status, why);
                let all = format!("The following resource(s) failed to delete: [{id}]. ");
                self.stack
                    .tell(self.at, StackStatus::DeleteFailed, Some(all));
                return Err(Failed {
                    logical_id: id,
                    kind: resource.kind,
                    reason,
                });
            } else {
                self.unmake(&id);
            }
        }
        self.stack.deleted = Some(self.at);
        self.stack.outputs.clear();
        self.stack.tell(self.at, StackStatus::DeleteComplete, None);
        Ok(())
    }

    fn may_delete(&mut self, resource: &Resource) -> Result<(), String> {
        let formation = &self.world.formation;
        if formation.undeletable.contains(&self.stack.account) {
            return Err(
                "Resource handler returned message: \"The resource is in use\" \
                        (HandlerErrorCode: GeneralServiceException)"
                    .into(),
            );
        }
        if resource.kind == "AWS::Oam::Sink" && links(self.world, &resource.id) > 0 {
            return Err(format!(
                "The sink {} has attached links and cannot be deleted (Service: Oam, Status \
                 Code: 409)",
                resource.id
            ));
        }
        let Some(kind) = Kind::of(&resource.kind) else {
            return Ok(());
        };
        let (levels, maker) = (self.levels.take(), self.stack.maker.clone());
        let site = self.site("");
        let arn = site.arn_of(kind, &Value::Null, Some(resource));
        let outcome = site.permit(levels.as_deref(), &maker, kind.delete, &arn);
        self.levels = levels;
        outcome
    }

    fn newest_first(&self) -> Vec<String> {
        let mut ids: Vec<_> = self.stack.resources.iter().collect();
        ids.sort_by_key(|(_, resource)| std::cmp::Reverse(resource.order));
        ids.into_iter().map(|(id, _)| id.clone()).collect()
    }

    pub(super) fn unmake(&mut self, id: &str) {
        let Some(resource) = self.stack.resources.remove(id) else {
            return;
        };
        self.take_away(id, &resource);
    }

    /// The thing itself goes, whatever the stack still says of it.
    pub(super) fn take_away(&mut self, id: &str, resource: &Resource) {
        if let Some(kind) = Kind::of(&resource.kind) {
            self.site(id).remove(kind, resource);
        }
        self.tell(id, &resource.id, &resource.kind, "DELETE_COMPLETE", None);
    }

    pub(super) fn outline(&mut self) -> Result<(Arc<Template>, Outline), Failed> {
        let name = self.stack.recipe.template.clone();
        let stack = &self.stack;
        let outlined = self.world.formation.template(&name).and_then(|template| {
            let outline = template.outline(&place(stack), &stack.recipe.parameters)?;
            Ok((template, outline))
        });
        outlined.map_err(|cause| self.whole(cause.to_string()))
    }

    /// A failure that no resource is to blame for.
    fn whole(&self, reason: String) -> Failed {
        Failed {
            logical_id: self.stack.name.clone(),
            kind: "AWS::CloudFormation::Stack".into(),
            reason,
        }
    }

    pub(super) fn take_outputs(&mut self, outline: &Outline) -> Result<(), Failed> {
        let outputs = outline
            .outputs(&|other, attribute| self.answer(other, attribute))
            .map_err(|cause| self.whole(cause.to_string()))?;
        self.stack.outputs = outputs;
        Ok(())
    }

    pub(super) fn moment(&self, nth: usize, of: usize) -> Moment {
        let span = self.due.since(self.began);
        let share = u32::try_from(nth).unwrap_or(0);
        let whole = u32::try_from(of.max(1)).unwrap_or(1);
        self.began
            .plus(Duration::max(span, Duration::ZERO) / whole * share)
    }

    pub(super) fn end(&mut self) {
        self.at = self.due;
    }

    fn keep(&mut self, id: &str, status: &str, reason: Option<String>) {
        if let Some(resource) = self.stack.resources.get_mut(id) {
            status.clone_into(&mut resource.status);
            resource.reason = reason;
            resource.at = self.at;
        }
    }

    pub(super) fn note(&mut self, id: &str, kind: &str, status: &str, reason: Option<String>) {
        let physical = self.stack.resources.get(id);
        let physical = physical.map_or_else(String::new, |resource| resource.id.clone());
        self.tell(id, &physical, kind, status, reason);
    }

    fn tell(&mut self, id: &str, physical: &str, kind: &str, status: &str, reason: Option<String>) {
        self.stack.events.push(StackEvent {
            logical_id: id.to_owned(),
            physical_id: physical.to_owned(),
            kind: kind.to_owned(),
            status: status.to_owned(),
            reason,
            at: self.at,
        });
    }
}

pub(crate) fn place(stack: &Stack) -> Place {
    Place {
        account: stack.account.clone(),
        region: stack.region.clone(),
        partition: "aws".into(),
        stack_name: stack.name.clone(),
        stack_id: stack.id.clone(),
    }
}
