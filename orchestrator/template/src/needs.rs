//! What whoever deploys a template must know beforehand.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::template::Template;

/// The property that gives each kind its name: a name of one's own needs a stronger capability.
const IAM: &[(&str, &str)] = &[
    ("AWS::IAM::AccessKey", ""),
    ("AWS::IAM::Group", "GroupName"),
    ("AWS::IAM::GroupPolicy", ""),
    ("AWS::IAM::InstanceProfile", "InstanceProfileName"),
    ("AWS::IAM::ManagedPolicy", "ManagedPolicyName"),
    ("AWS::IAM::Policy", ""),
    ("AWS::IAM::Role", "RoleName"),
    ("AWS::IAM::RolePolicy", ""),
    ("AWS::IAM::User", "UserName"),
    ("AWS::IAM::UserPolicy", ""),
    ("AWS::IAM::UserToGroupAddition", ""),
];

impl Template {
    /// Capabilities that must be acknowledged for this template.
    pub fn capabilities(&self) -> BTreeSet<&'static str> {
        let mut needed = BTreeSet::new();
        for (_, resource) in self.section("Resources") {
            let kind = resource.get("Type").and_then(Value::as_str);
            let Some((_, name)) = IAM.iter().find(|(known, _)| Some(*known) == kind) else {
                continue;
            };
            let named = resource.pointer(&format!("/Properties/{name}")).is_some();
            needed.insert(if named && !name.is_empty() {
                "CAPABILITY_NAMED_IAM"
            } else {
                "CAPABILITY_IAM"
            });
        }
        // The stronger one includes the other.
        if needed.contains("CAPABILITY_NAMED_IAM") {
            needed.remove("CAPABILITY_IAM");
        }
        needed
    }

    /// Why a service-managed stack set refuses this template; `None` when it takes it.
    pub fn refused_in_service_managed(&self) -> Option<String> {
        if self.meaning().get("Transform").is_some() || holds(self.meaning(), "Fn::Transform") {
            return Some("it has a transform".to_owned());
        }
        self.section("Resources").find_map(|(id, resource)| {
            let kind = resource.get("Type").and_then(Value::as_str)?;
            (kind == "AWS::CloudFormation::Stack").then(|| format!("{id} is a nested stack"))
        })
    }
}

fn holds(value: &Value, key: &str) -> bool {
    match value {
        Value::Array(items) => items.iter().any(|item| holds(item, key)),
        Value::Object(fields) => {
            fields.contains_key(key) || fields.values().any(|field| holds(field, key))
        }
        _ => false,
    }
}
