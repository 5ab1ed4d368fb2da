//! AWS Budgets: what a month may cost, who hears of it, and what then happens.

use serde_json::Value;

use crate::context::Context;
use crate::refusal::Refusal;

pub(crate) fn answer(context: &mut Context<'_>) -> Result<Value, Refusal> {
    Err(Refusal::not_modelled(&context.call.name()))
}
