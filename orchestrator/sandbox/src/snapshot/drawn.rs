use std::collections::BTreeSet;

use serde_json::Value;

use crate::world::World;

/// A stack's id may be part of a name that its template makes: the first block of it, which AWS draws,
/// becomes the same in every organization.
pub(super) fn without_drawn_blocks(world: &World, value: Value) -> Value {
    let stacks = world.formation.stacks.keys();
    let blocks: BTreeSet<&str> = stacks.filter_map(|arn| block(arn)).collect();
    replaced(value, &blocks)
}

/// `1b2c3d4e` of `arn:...:stack/NAME/1b2c3d4e-...`.
fn block(arn: &str) -> Option<&str> {
    arn.rsplit('/').next()?.split('-').next()
}

fn replaced(value: Value, blocks: &BTreeSet<&str>) -> Value {
    match value {
        Value::String(text) => Value::String(named(&text, blocks)),
        Value::Array(list) => list.into_iter().map(|one| replaced(one, blocks)).collect(),
        Value::Object(fields) => fields
            .into_iter()
            .map(|(key, value)| (named(&key, blocks), replaced(value, blocks)))
            .collect(),
        other => other,
    }
}

fn named(text: &str, blocks: &BTreeSet<&str>) -> String {
    let mut named = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('-') {
        let (before, after) = rest.split_at(at + 1);
        named.push_str(before);
        rest = match after.get(..8).filter(|block| blocks.contains(block)) {
            Some(block) => {
                named.push_str("<stack>");
                &after[block.len()..]
            }
            None => after,
        };
    }
    named.push_str(rest);
    named
}
