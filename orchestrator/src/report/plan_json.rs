//! A plan for programs. `version` changes when a field changes its meaning or goes away.

use serde_json::{Value, json};

use crate::plan::digest::sha256;
use crate::plan::{Change, Kind, Plan};

use super::plan_words::symbol;

const VERSION: u32 = 1;

pub fn plan(plan: &Plan, plan_file: &str, exit_code: u8) -> Value {
    let Plan {
        target,
        canary,
        changes,
        blocked,
        unplanned,
        waiting,
        headroom,
        estimate,
        infrastructure,
        fingerprint,
    } = plan;
    let of = |kind| {
        changes
            .iter()
            .filter(|change| change.action.kind() == kind)
            .count()
    };
    json!({
        "version": VERSION,
        "kind": "plan",
        "plan_file": plan_file,
        "target": target.as_ref().map(|team| format!("team.{team}")),
        "canary": canary.as_ref().map(|team| format!("team.{team}")),
        "changes": changes.iter().map(change).collect::<Vec<_>>(),
        "summary": {
            "create": of(Kind::Create),
            "move": of(Kind::Move),
            "update": of(Kind::Update),
            "replace": of(Kind::Replace),
            "delete": of(Kind::Delete),
            "irreversible": changes.iter().filter(|c| c.action.irreversible().is_some()).count(),
            "blocked": blocked.len(),
            "waiting": waiting.len(),
        },
        "blocked": blocked,
        "unplanned": unplanned,
        "waiting": waiting,
        "accounts": headroom,
        "estimate_seconds": estimate.as_secs_f64(),
        "infrastructure": infrastructure,
        "fingerprint": fingerprint,
        "exit_code": exit_code,
    })
}

fn change(change: &Change) -> Value {
    let mut value = json!(change);
    if let Some(fields) = value.as_object_mut() {
        if let Some(Value::String(template)) = fields.get("template") {
            let digest = digest(template);
            fields.insert("template".into(), json!(digest));
        }
        fields.insert("symbol".into(), json!(symbol(change.action.kind())));
        fields.insert("kind".into(), json!(change.action.kind()));
        fields.insert("irreversible".into(), json!(change.action.irreversible()));
    }
    value
}

/// A template would drown the rest; two that are the same have the same.
fn digest(template: &str) -> String {
    format!("sha256:{}", sha256([template]))
}
