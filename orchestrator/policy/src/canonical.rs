//! One text for each meaning. Written by hand rather than through `serde_json::Map`, whose key order
//! depends on which features the build happens to switch on.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::document::{Document, Effect, Statement};
use crate::values::{Condition, Principal, Texts};

impl Document {
    /// Minified JSON, the same for every document of the same meaning: the text for AWS.
    ///
    /// Letter case is kept as written, although AWS compares actions and context keys without it.
    pub fn canonical(&self) -> String {
        document(self)
    }
}

impl PartialEq for Document {
    fn eq(&self, other: &Self) -> bool {
        self.canonical() == other.canonical()
    }
}

impl Eq for Document {}

fn document(document: &Document) -> String {
    let mut statements: Vec<String> = document.statements.iter().map(statement).collect();
    statements.sort_unstable();
    statements.dedup();
    let mut fields = Vec::new();
    // Without a version AWS reads a document as 2008-10-17.
    if document.has_variables() {
        fields.push(("Version", quoted("2012-10-17")));
    }
    fields.extend(document.id.as_deref().map(|id| ("Id", quoted(id))));
    fields.push(("Statement", one_or_many(&statements)));
    object(fields)
}

fn statement(statement: &Statement) -> String {
    let Statement {
        sid,
        effect,
        principal: whom,
        not_principal,
        action,
        not_action,
        resource,
        not_resource,
        condition: conditions,
    } = statement;
    let mut fields = Vec::new();
    fields.extend(
        sid.as_deref()
            .filter(|sid| !sid.is_empty())
            .map(|sid| ("Sid", quoted(sid))),
    );
    let effect = match effect {
        Effect::Allow => "Allow",
        Effect::Deny => "Deny",
    };
    fields.push(("Effect", quoted(effect)));
    fields.extend(whom.as_ref().map(|whom| ("Principal", principal(whom))));
    fields.extend(
        not_principal
            .as_ref()
            .map(|whom| ("NotPrincipal", principal(whom))),
    );
    let lists = [
        ("Action", action),
        ("NotAction", not_action),
        ("Resource", resource),
        ("NotResource", not_resource),
    ];
    for (key, list) in lists {
        fields.extend(list.as_ref().map(|list| (key, texts(list))));
    }
    if !conditions.is_empty() {
        fields.push(("Condition", condition(conditions)));
    }
    object(fields)
}

fn principal(principal: &Principal) -> String {
    match principal {
        Principal::Anyone => quoted("*"),
        Principal::These(by_kind) => by_key(by_kind),
    }
}

fn condition(condition: &Condition) -> String {
    object(
        condition
            .iter()
            .map(|(operator, keys)| (operator.as_str(), by_key(keys))),
    )
}

fn by_key(lists: &BTreeMap<String, Texts>) -> String {
    object(lists.iter().map(|(key, list)| (key.as_str(), texts(list))))
}

fn texts(list: &Texts) -> String {
    one_or_many(&list.0.iter().map(|text| quoted(text)).collect::<Vec<_>>())
}

fn one_or_many(items: &[String]) -> String {
    match items {
        [one] => one.clone(),
        many => format!("[{}]", many.join(",")),
    }
}

fn object<'a>(fields: impl IntoIterator<Item = (&'a str, String)>) -> String {
    let fields: Vec<String> = fields
        .into_iter()
        .map(|(key, value)| format!("{}:{value}", quoted(key)))
        .collect();
    format!("{{{}}}", fields.join(","))
}

fn quoted(text: &str) -> String {
    Value::from(text).to_string()
}
