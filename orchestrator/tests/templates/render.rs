//! A template as it is deployed: every resource with its properties, in order.

use std::cell::RefCell;
use std::collections::BTreeMap;

use bedrock_template::{Place, Planned, Template};
use serde_json::{Map, Value, json};

use super::standing::Standing;

pub struct Rendered {
    pub resources: Vec<(Planned, Value)>,
    pub outputs: BTreeMap<String, String>,
    /// What was asked of each resource that stood, and what it answered.
    answers: Answers,
}

/// By logical ID, then by attribute, `Ref` among them.
type Answers = BTreeMap<String, BTreeMap<String, Value>>;

pub fn render(template: &Template, place: &Place, values: &BTreeMap<String, String>) -> Rendered {
    let outline = template.outline(place, values).unwrap();
    let answers = RefCell::new(Answers::new());
    let mut resources: Vec<(Planned, Value)> = Vec::new();
    let ask = |resources: &[(Planned, Value)], id: &str, attribute: Option<&str>| {
        let answer = answer(resources, place, id, attribute)?;
        let mut answers = answers.borrow_mut();
        let of_resource = answers.entry(id.to_owned()).or_default();
        of_resource.insert(attribute.unwrap_or("Ref").to_owned(), answer.clone());
        Some(answer)
    };
    for planned in &outline.resources {
        let made = |id: &str, attribute: Option<&str>| ask(&resources, id, attribute);
        let properties = outline.properties(&planned.logical_id, &made).unwrap();
        resources.push((planned.clone(), properties));
    }
    let made = |id: &str, attribute: Option<&str>| ask(&resources, id, attribute);
    let outputs = outline.outputs(&made).unwrap();
    Rendered {
        resources,
        outputs,
        answers: answers.into_inner(),
    }
}

fn answer(
    made: &[(Planned, Value)],
    place: &Place,
    logical_id: &str,
    attribute: Option<&str>,
) -> Option<Value> {
    let mut made = made.iter();
    let (planned, properties) = made.find(|(planned, _)| planned.logical_id == logical_id)?;
    let standing = Standing {
        place,
        logical_id,
        kind: &planned.kind,
        properties,
    };
    standing.answer(attribute).map(Value::from)
}

impl Rendered {
    pub fn properties(&self, logical_id: &str) -> &Value {
        let mut resources = self.resources.iter();
        let found = resources.find(|(planned, _)| planned.logical_id == logical_id);
        &found.unwrap_or_else(|| panic!("no {logical_id}")).1
    }

    pub fn json(&self) -> Value {
        let mut resources = Map::new();
        for (planned, properties) in &self.resources {
            let mut resource = json!({"kind": planned.kind, "properties": readable(properties)});
            if !planned.needs.is_empty() {
                resource["needs"] = json!(planned.needs);
            }
            if let Some(answers) = self.answers.get(&planned.logical_id) {
                resource["answers"] = json!(answers);
            }
            if planned.retained {
                resource["retained"] = json!(true);
            }
            resources.insert(planned.logical_id.clone(), resource);
        }
        json!({"resources": resources, "outputs": self.outputs})
    }
}

/// With a dashboard's text as the JSON that it must be.
fn readable(properties: &Value) -> Value {
    let mut properties = properties.clone();
    if let Some(body) = properties.get_mut("DashboardBody") {
        *body = serde_json::from_str(body.as_str().unwrap()).unwrap();
    }
    properties
}
