//! YAML, of which CloudFormation takes no aliases and no tags but its own.

use std::borrow::Cow;

use saphyr_parser::{Event, Marker, Parser, ScalarStyle, Tag};
use serde_json::Value;

use super::scalar;
use super::tree::Tree;
use crate::error::TemplateError;
use crate::intrinsic;

pub(super) fn read(text: &str) -> Result<Value, TemplateError> {
    let mut tree = Tree::default();
    for event in Parser::new_from_str(text) {
        let (event, span) =
            event.map_err(|error| syntax(*error.marker(), error.info().to_owned()))?;
        take(&mut tree, event).map_err(|cause| syntax(span.start, cause))?;
    }
    tree.whole()
        .ok_or_else(|| TemplateError::whole("it is empty"))
}

fn take(tree: &mut Tree, event: Event<'_>) -> Result<(), String> {
    match event {
        Event::Nothing
        | Event::StreamStart
        | Event::StreamEnd
        | Event::DocumentStart(_)
        | Event::DocumentEnd => Ok(()),
        Event::Alias(_) => Err("CloudFormation takes no aliases".to_owned()),
        Event::SequenceStart(_, tag) => tree.list(function(tag)?),
        Event::MappingStart(_, tag) => tree.object(function(tag)?),
        Event::SequenceEnd | Event::MappingEnd => tree.end(),
        Event::Scalar(text, _, _, tag) if tree.wants_key() => match (tag, text.as_ref()) {
            (Some(tag), _) => Err(format!("a key has the tag {tag}")),
            (None, "<<") => Err("CloudFormation takes no merge keys (<<)".to_owned()),
            (None, key) => tree.key(key),
        },
        Event::Scalar(text, style, _, tag) => {
            let plain = style == ScalarStyle::Plain && tag.is_none();
            let value = if plain {
                scalar::meaning(&text)
            } else {
                Value::String(text.into_owned())
            };
            tree.value(value, function(tag)?)
        }
    }
}

/// The function that a tag calls; `!!str` and its like only say what is so already.
fn function(tag: Option<Cow<'_, Tag>>) -> Result<Option<String>, String> {
    let Some(tag) = tag else { return Ok(None) };
    if tag.is_yaml_core_schema() && matches!(tag.suffix.as_str(), "str" | "seq" | "map") {
        return Ok(None);
    }
    let name = (tag.handle == "!").then(|| intrinsic::in_full(&tag.suffix));
    match name.flatten() {
        Some(name) => Ok(Some(name)),
        None => Err(format!("there is no function {tag}")),
    }
}

fn syntax(marker: Marker, cause: String) -> TemplateError {
    TemplateError::Syntax {
        line: marker.line(),
        column: marker.col() + 1,
        cause,
    }
}
