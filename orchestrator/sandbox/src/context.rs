//! What an operation sees while it answers one call.

use std::collections::BTreeMap;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::call::Call;
use crate::caller::Caller;
use crate::clock::Moment;
use crate::draw::Draw;
use crate::refusal::Refusal;
use crate::setup::Setup;
use crate::world::World;

pub(crate) struct Context<'a> {
    pub(crate) world: &'a mut World,
    pub(crate) setup: &'a Setup,
    pub(crate) draw: Draw,
    /// The organization's time.
    pub(crate) now: Moment,
    /// The time on the callers' clocks.
    pub(crate) callers_now: Moment,
    pub(crate) call: &'a Call,
    /// Which call this is of all.
    pub(crate) number: u64,
    pub(crate) caller: &'a Caller,
    /// Why the account creation that this call asks for will fail.
    pub(crate) creation_failure: Option<String>,
}

/// Context keys of an authorization.
pub(crate) type Keys = BTreeMap<String, Vec<String>>;

impl Context<'_> {
    pub(crate) fn is_management(&self) -> bool {
        self.caller.account == self.world.management
    }

    pub(crate) fn input<I: DeserializeOwned>(&self) -> Result<I, Refusal> {
        serde_json::from_value(self.call.input.clone()).map_err(|cause| {
            Refusal::new(
                400,
                "SerializationException",
                format!(
                    "the request does not have the shape of {}: {cause}",
                    self.call.name()
                ),
            )
        })
    }

    /// A field of the request as text; empty when it is missing or something else.
    pub(crate) fn text(&self, field: &str) -> &str {
        self.call
            .input
            .get(field)
            .and_then(Value::as_str)
            .unwrap_or_default()
    }
}

pub(crate) fn output<O: Serialize>(output: O) -> Result<Value, Refusal> {
    serde_json::to_value(output)
        .map_err(|cause| Refusal::new(500, "InternalFailure", cause.to_string()))
}

/// What an operation answers that answers nothing.
pub(crate) fn nothing() -> Value {
    Value::Object(serde_json::Map::new())
}
