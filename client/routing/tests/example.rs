//! Two teams, three accounts.

use serde_json::{Value, json};

pub fn document() -> Value {
    json!({
        "version": 1,
        "organization": "acme",
        "issuer": "https://acme.okta.com",
        "client_id": "0oa1b2c3d4e5f6g7h8i9",
        "groups_claim": "groups",
        "redirect_ports": [8400, 8401],
        "teams": [
            {
                "name": "backend",
                "group": "bedrock-backend",
                "regions": ["us-east-1", "us-west-2"],
                "models": [{ "alias": "sonnet", "id": "us.anthropic.claude-sonnet-5-5" }],
                "accounts": [account("backend-1", "111122223333"), account("backend-2", "111122224444")],
            },
            {
                "name": "data",
                "group": "bedrock-data",
                "regions": ["us-east-1"],
                "models": [{ "alias": "haiku", "id": "global.anthropic.claude-haiku-5-5" }],
                "accounts": [account("data-1", "111122225555")],
            },
        ],
    })
}

fn account(name: &str, id: &str) -> Value {
    json!({
        "name": name,
        "id": id,
        "region": "us-east-1",
        "identity_pool": format!("us-east-1:00000000-0000-4000-8000-{id}"),
        "login": "acme.okta.com",
        "role": format!("arn:aws:iam::{id}:role/bedrock-developer"),
        "weight": 1,
    })
}

/// The example with one value replaced, or added, or removed by `None`.
pub fn with(pointer: &str, value: Option<Value>) -> String {
    let mut document = document();
    let (parent, key) = pointer.rsplit_once('/').unwrap();
    let parent = document.pointer_mut(parent).unwrap();
    match (parent, value) {
        (Value::Object(fields), Some(value)) => drop(fields.insert(key.into(), value)),
        (Value::Object(fields), None) => drop(fields.remove(key)),
        (Value::Array(items), Some(value)) => items[key.parse::<usize>().unwrap()] = value,
        _ => panic!("{pointer}"),
    }
    document.to_string()
}
