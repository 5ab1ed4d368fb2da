//! Cost Explorer: what was spent, by account, service and person.

use serde_json::Value;

use crate::context::Context;
use crate::refusal::Refusal;

pub(crate) fn answer(context: &mut Context<'_>) -> Result<Value, Refusal> {
    Err(Refusal::not_modelled(&context.call.name()))
}
