//! Brings a stack up to date, or back to where it was.

use std::collections::BTreeMap;

use serde_json::Value;

use super::work::{Failed, Work};
use crate::cloudformation::make::Kind;
use crate::world::{Recipe, Resource, StackStatus};

impl Work<'_> {
    pub(super) fn update(&mut self, from: Recipe) -> Result<(), Failed> {
        let before = self.stack.resources.clone();
        let outputs = self.stack.outputs.clone();
        let outcome = self.renew(&before);
        self.end();
        match outcome {
            Ok(()) => {
                self.clean_up(&before);
                self.stack.tell(self.at, StackStatus::UpdateComplete, None);
                Ok(())
            }
            Err(failed) => {
                let why = format!(
                    "The following resource(s) failed to update: [{}]. ",
                    failed.logical_id
                );
                self.restore(&before);
                self.stack.outputs = outputs;
                self.stack.recipe = from;
                let done = StackStatus::UpdateRollbackComplete;
                self.stack.tell(self.at, done, Some(why));
                Err(failed)
            }
        }
    }

    fn renew(&mut self, before: &BTreeMap<String, Resource>) -> Result<(), Failed> {
        let (_, outline) = self.outline()?;
        let total = outline.resources.len();
        for (order, planned) in outline.resources.iter().enumerate() {
            self.at = self.moment(order, total);
            let id = &planned.logical_id;
            let Some(old) = before.get(id).filter(|old| old.kind == planned.kind) else {
                self.make(&outline, planned, order, None)?;
                continue;
            };
            // What cannot be worked out fails when it is made, with its events.
            let new = self.properties(&outline, id).unwrap_or(Value::Null);
            if new == old.properties {
                if let Some(kept) = self.stack.resources.get_mut(id) {
                    (kept.order, kept.retained) = (order, planned.retained);
                }
                continue;
            }
            let existing = match replacement(old, &new) {
                Replacement::No => Some(old),
                Replacement::Yes => None,
                Replacement::Refused(name) => {
                    let reason = format!(
                        "CloudFormation cannot update a stack when a custom-named resource \
                         requires replacing. Rename {name} and update the stack again."
                    );
                    self.note(id, &planned.kind, "UPDATE_FAILED", Some(reason.clone()));
                    return Err(Failed {
                        logical_id: id.clone(),
                        kind: planned.kind.clone(),
                        reason,
                    });
                }
            };
            self.make(&outline, planned, order, existing)?;
        }
        self.take_outputs(&outline)?;
        let gone = before.keys().filter(|id| {
            let mut planned = outline.resources.iter();
            !planned.any(|planned| planned.logical_id == **id)
        });
        for id in gone {
            self.stack.resources.remove(id);
        }
        Ok(())
    }

    /// Takes away what was replaced, and what the template names no longer.
    fn clean_up(&mut self, before: &BTreeMap<String, Resource>) {
        for (id, old) in before {
            let is_still = self.stack.resources.get(id);
            if is_still.is_some_and(|new| new.id == old.id) {
                continue;
            }
            if old.retained {
                self.note(id, &old.kind, "DELETE_SKIPPED", None);
            } else {
                self.take_away(id, old);
            }
        }
    }

    fn restore(&mut self, before: &BTreeMap<String, Resource>) {
        let after = std::mem::replace(&mut self.stack.resources, before.clone());
        for (id, new) in after {
            match before.get(&id) {
                Some(old) if old.id == new.id && old.properties == new.properties => {}
                Some(old) if old.id == new.id => {
                    // It stood like this before, so nothing but a fault can refuse it.
                    drop(self.put(&id, &old.kind, &old.properties, Some(&new)));
                }
                _ => self.take_away(&id, &new),
            }
        }
    }
}

enum Replacement {
    No,
    Yes,
    /// The name stays, so the new one could not stand beside the old one.
    Refused(String),
}

fn replacement(old: &Resource, new: &Value) -> Replacement {
    let Some(kind) = Kind::of(&old.kind) else {
        return Replacement::No;
    };
    let changed = |name: &&str| old.properties.get(name) != new.get(name);
    let renamed = kind.named_by.is_some_and(|name| changed(&name));
    if renamed {
        return Replacement::Yes;
    }
    if !kind.fixed.iter().any(changed) {
        return Replacement::No;
    }
    match kind.named_by.and_then(|name| new.get(name)) {
        Some(name) => Replacement::Refused(name.as_str().unwrap_or_default().to_owned()),
        None => Replacement::Yes,
    }
}
