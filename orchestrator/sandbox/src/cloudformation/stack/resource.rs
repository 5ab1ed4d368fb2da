//! One resource of a stack: made or changed as the template says.

use bedrock_template::{Outline, Planned};
use serde_json::Value;

use super::work::{Failed, Work};
use crate::cloudformation::make::{Kind, Made, Site};
use crate::world::Resource;

impl Work<'_> {
    /// Makes one resource, or changes the one that `existing` is.
    pub(super) fn make(
        &mut self,
        outline: &Outline,
        planned: &Planned,
        order: usize,
        existing: Option<&Resource>,
    ) -> Result<(), Failed> {
        let Planned {
            logical_id, kind, ..
        } = planned;
        let verb = if existing.is_some() {
            "UPDATE"
        } else {
            "CREATE"
        };
        self.note(logical_id, kind, &format!("{verb}_IN_PROGRESS"), None);
        let made = self.properties(outline, logical_id).and_then(|properties| {
            let made = self.put(logical_id, kind, &properties, existing)?;
            Ok((made, properties))
        });
        let (made, properties) = match made {
            Ok(made) => made,
            Err(reason) => {
                let why = Some(reason.clone());
                self.note(logical_id, kind, &format!("{verb}_FAILED"), why);
                return Err(Failed {
                    logical_id: logical_id.clone(),
                    kind: kind.clone(),
                    reason,
                });
            }
        };
        let resource = Resource {
            kind: kind.clone(),
            id: made.id,
            attributes: made.attributes,
            properties,
            status: format!("{verb}_COMPLETE"),
            reason: None,
            at: self.at,
            retained: planned.retained,
            order,
        };
        self.stack.resources.insert(logical_id.clone(), resource);
        self.note(logical_id, kind, &format!("{verb}_COMPLETE"), None);
        Ok(())
    }

    pub(super) fn put(
        &mut self,
        logical_id: &str,
        kind: &str,
        properties: &Value,
        existing: Option<&Resource>,
    ) -> Result<Made, String> {
        if let Some(reason) = self.world.formation.failing.get(&self.stack.account) {
            return Err(reason.clone());
        }
        let Some(kind) = Kind::of(kind) else {
            return Err(format!(
                "The sandbox does not model resources of type {kind}"
            ));
        };
        let (levels, maker) = (self.levels.take(), self.stack.maker.clone());
        let mut site = self.site(logical_id);
        let arn = site.arn_of(kind, properties, existing);
        let action = existing.map_or(kind.create, |_| kind.update);
        let outcome = site
            .permit(levels.as_deref(), &maker, action, &arn)
            .and_then(|()| site.put(kind, properties, existing));
        self.levels = levels;
        outcome
    }

    pub(super) fn site<'b>(&'b mut self, logical_id: &'b str) -> Site<'b> {
        Site {
            world: self.world,
            draw: self.draw,
            account: &self.stack.account,
            region: &self.stack.region,
            stack: &self.stack.id,
            stack_name: &self.stack.name,
            logical_id,
        }
    }

    pub(super) fn properties(&self, outline: &Outline, id: &str) -> Result<Value, String> {
        outline
            .properties(id, &|other, attribute| self.answer(other, attribute))
            .map_err(|cause| cause.to_string())
    }

    /// What Ref or GetAtt of a resource says.
    pub(super) fn answer(&self, id: &str, attribute: Option<&str>) -> Option<Value> {
        let resource = self.stack.resources.get(id)?;
        let text = match attribute {
            None => &resource.id,
            Some(attribute) => resource.attributes.get(attribute)?,
        };
        Some(Value::from(text.as_str()))
    }
}
