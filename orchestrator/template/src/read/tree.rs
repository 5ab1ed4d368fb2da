//! Grows a tree from events, without recursion: depth costs no stack.

use serde_json::{Map, Value};

use super::{DEEPEST, too_deep};

/// A list or an object that is still open, and the short form that stands before it.
struct Open {
    content: Content,
    function: Option<String>,
}

enum Content {
    List(Vec<Value>),
    /// The key whose value comes next.
    Object(Map<String, Value>, Option<String>),
}

#[derive(Default)]
pub(super) struct Tree {
    open: Vec<Open>,
    whole: Option<Value>,
}

impl Tree {
    pub(super) fn list(&mut self, function: Option<String>) -> Result<(), String> {
        self.begin(Content::List(Vec::new()), function)
    }

    pub(super) fn object(&mut self, function: Option<String>) -> Result<(), String> {
        self.begin(Content::Object(Map::new(), None), function)
    }

    fn begin(&mut self, content: Content, function: Option<String>) -> Result<(), String> {
        if self.wants_key() {
            return Err("a key must be a text".to_owned());
        }
        if self.open.len() >= DEEPEST {
            return Err(too_deep());
        }
        self.open.push(Open { content, function });
        Ok(())
    }

    /// Whether the next scalar is a key of an object.
    pub(super) fn wants_key(&self) -> bool {
        matches!(
            self.open.last(),
            Some(Open {
                content: Content::Object(_, None),
                ..
            })
        )
    }

    pub(super) fn key(&mut self, key: &str) -> Result<(), String> {
        let Some(Open {
            content: Content::Object(fields, waiting),
            ..
        }) = self.open.last_mut()
        else {
            return Err("a key stands outside of an object".to_owned());
        };
        if fields.contains_key(key) {
            return Err(format!("the key {key} is there twice"));
        }
        *waiting = Some(key.to_owned());
        Ok(())
    }

    pub(super) fn value(&mut self, value: Value, function: Option<String>) -> Result<(), String> {
        let value = called(function, value);
        match self.open.last_mut().map(|open| &mut open.content) {
            None if self.whole.is_some() => Err("it holds more than one document".to_owned()),
            None => {
                self.whole = Some(value);
                Ok(())
            }
            Some(Content::List(items)) => {
                items.push(value);
                Ok(())
            }
            Some(Content::Object(fields, waiting)) => match waiting.take() {
                Some(key) => {
                    fields.insert(key, value);
                    Ok(())
                }
                None => Err("a value stands where a key should".to_owned()),
            },
        }
    }

    pub(super) fn end(&mut self) -> Result<(), String> {
        let Some(open) = self.open.pop() else {
            return Err("something ends that never began".to_owned());
        };
        let value = match open.content {
            Content::List(items) => Value::Array(items),
            Content::Object(fields, _) => Value::Object(fields),
        };
        self.value(value, open.function)
    }

    pub(super) fn whole(self) -> Option<Value> {
        self.whole
    }
}

fn called(function: Option<String>, argument: Value) -> Value {
    match function {
        Some(name) => Value::Object(Map::from_iter([(name, argument)])),
        None => argument,
    }
}
