//! AWS CloudFormation: stacks, stack sets, and its access to the organization.

mod edits;
mod input;
mod make;
mod organizations_access;
mod page;
mod recipe;
mod shown;
mod stack;
mod stack_set;

use serde_json::Value;

use crate::context::Context;
use crate::refusal::Refusal;

use input::Input;

pub(crate) use shown::shown;

pub(crate) fn answer(context: &mut Context<'_>) -> Result<Value, Refusal> {
    let name = context.call.operation.as_str();
    let answer = if let Some(operation) = stack::operation(name) {
        let input = Input::read(&context.call.input)?;
        stack::permitted(context, &input)?;
        operation(context, &input)
    } else if let Some(operation) = stack_set::operation(name) {
        let input = Input::read(&context.call.input)?;
        stack_set::permitted(context, &input)?;
        operation(context, &input)
    } else {
        organizations_access::answer(context)
    };
    answer.map(without_nulls)
}

/// What is not there is left out: an empty element would be an empty text.
fn without_nulls(value: Value) -> Value {
    match value {
        Value::Object(fields) => fields
            .into_iter()
            .filter(|(_, value)| !value.is_null())
            .map(|(name, value)| (name, without_nulls(value)))
            .collect(),
        Value::Array(items) => items.into_iter().map(without_nulls).collect(),
        other => other,
    }
}
