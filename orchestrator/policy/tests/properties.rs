use bedrock_policy::{Document, Request, decide_identity, decide_scps};
use proptest::prelude::*;
use serde_json::{Value, json};

/// A list in random order, or its element alone where it has one.
fn texts(one: impl Strategy<Value = String> + 'static) -> impl Strategy<Value = Value> {
    prop::collection::vec(one, 1..4).prop_map(|list| match list.as_slice() {
        [only] => json!(only),
        many => json!(many),
    })
}

fn action() -> impl Strategy<Value = String> {
    prop_oneof![Just("*".to_owned()), "[a-z]{1,6}:[A-Z*?][a-z*?]{0,6}"]
}

fn resource() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("*".to_owned()),
        "arn:aws:[a-z*]{1,6}:[a-z0-9*-]{0,6}:[0-9*]{0,4}:[a-z*?/${}:]{0,12}",
        any::<String>(),
    ]
}

fn operator() -> impl Strategy<Value = String> {
    let quantifier = prop::sample::select(vec!["", "ForAnyValue:", "ForAllValues:"]);
    let name = prop::sample::select(vec![
        "StringEquals",
        "StringNotLike",
        "ArnLike",
        "ArnNotEquals",
        "Bool",
        "Null",
        "NumericLessThan",
        "DateGreaterThanEquals",
        "IpAddress",
    ]);
    let suffix = prop::sample::select(vec!["", "IfExists"]);
    (quantifier, name, suffix).prop_map(|(before, name, after)| format!("{before}{name}{after}"))
}

fn value() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-z*?${}:/]{0,8}",
        Just("true".to_owned()),
        Just("7".to_owned()),
        Just("2026-05-01T00:00:00Z".to_owned()),
        any::<String>(),
    ]
}

fn key() -> impl Strategy<Value = String> {
    prop::sample::select(vec![
        "aws:PrincipalArn",
        "aws:TagKeys",
        "aws:requestedregion",
        "x:y",
    ])
    .prop_map(str::to_owned)
}

fn statement() -> impl Strategy<Value = Value> {
    let condition = prop::collection::btree_map(
        operator(),
        prop::collection::btree_map(key(), texts(value()), 1..3),
        0..3,
    );
    let effect = prop::sample::select(vec!["Allow", "Deny"]);
    let negations = (any::<bool>(), any::<bool>());
    (
        effect,
        texts(action()),
        texts(resource()),
        condition,
        negations,
    )
        .prop_map(
            |(effect, actions, resources, condition, (not_action, not_resource))| {
                let mut statement = json!({ "Effect": effect });
                statement[if not_action { "NotAction" } else { "Action" }] = actions;
                statement[if not_resource {
                    "NotResource"
                } else {
                    "Resource"
                }] = resources;
                if !condition.is_empty() {
                    statement["Condition"] = json!(condition);
                }
                statement
            },
        )
}

fn document() -> impl Strategy<Value = Value> {
    (prop::collection::vec(statement(), 1..4), any::<bool>()).prop_map(|(statements, variables)| {
        let version = if variables {
            "2012-10-17"
        } else {
            "2008-10-17"
        };
        json!({ "Version": version, "Statement": statements })
    })
}

fn request() -> impl Strategy<Value = Request> {
    let context = prop::collection::btree_map(key(), prop::collection::vec(value(), 0..3), 0..4);
    (any::<String>(), action(), resource(), context).prop_map(
        |(principal_arn, action, resource, context)| Request {
            principal_arn,
            action,
            resource,
            context,
        },
    )
}

/// The same document with every list turned around.
fn reversed(value: &Value) -> Value {
    match value {
        Value::Array(items) => items.iter().rev().map(reversed).collect(),
        Value::Object(fields) => fields
            .iter()
            .rev()
            .map(|(key, value)| (key.clone(), reversed(value)))
            .collect(),
        other => other.clone(),
    }
}

proptest! {
    #[test]
    fn the_canonical_text_is_a_fixed_point(document in document()) {
        let parsed = Document::parse(&document.to_string()).unwrap();
        let text = parsed.canonical();
        let again = Document::parse(&text).unwrap();
        prop_assert_eq!(&again, &parsed);
        prop_assert_eq!(again.canonical(), text);
    }

    #[test]
    fn order_has_no_meaning(document in document()) {
        let parsed = Document::parse(&document.to_string()).unwrap();
        let turned = Document::parse(&reversed(&document).to_string()).unwrap();
        prop_assert_eq!(parsed, turned);
    }

    #[test]
    fn the_canonical_document_judges_as_the_written_one(
        document in document(),
        request in request(),
    ) {
        let parsed = Document::parse(&document.to_string()).unwrap();
        let canonical = Document::parse(&parsed.canonical()).unwrap();
        let written = decide_identity(std::slice::from_ref(&parsed), &request);
        let shrunk = decide_identity(std::slice::from_ref(&canonical), &request);
        if let (Ok(written), Ok(shrunk)) = (&written, &shrunk) {
            prop_assert_eq!(
                std::mem::discriminant(written),
                std::mem::discriminant(shrunk)
            );
        }
        let levels = [vec![parsed], vec![canonical]];
        let stacked = decide_scps(&levels, &request);
        prop_assert_eq!(stacked.is_ok_and(|v| v.is_allowed()), written.is_ok_and(|v| v.is_allowed()));
    }

    #[test]
    fn any_text_is_a_document_or_an_error(text in any::<String>()) {
        let _: Result<Document, _> = Document::parse(&text);
    }
}
