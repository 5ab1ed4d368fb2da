//! Stacks of their own, which are in no set.

use std::collections::BTreeMap;

use crate::model::{Parameter, PlainStack, StackState};
use crate::plan::Deploy;
use crate::plan::stacks::same_meaning;

/// What a stack's own template is told, and what an observed organization alone knows: its id.
pub fn parameters(wanted: &PlainStack, organization: Option<&str>) -> BTreeMap<String, String> {
    let texts = wanted
        .stack
        .parameters
        .iter()
        .filter_map(|(key, value)| match value {
            Parameter::Text(text) => Some((key.clone(), text.clone())),
            Parameter::Sink { .. } => None,
        });
    texts
        .chain(organization.map(|id| ("OrganizationId".to_owned(), id.to_owned())))
        .collect()
}

/// What there is to do, and why; nothing when the stack is as it is wanted.
pub fn step(
    wanted: &PlainStack,
    parameters: &BTreeMap<String, String>,
    live: Option<&PlainStack>,
    why_it_is_needed: &str,
) -> Option<(Deploy, String)> {
    let Some(live) = live else {
        return Some((Deploy::Create, why_it_is_needed.to_owned()));
    };
    let is = |(key, value): (&String, &String)| {
        live.stack.parameters.get(key) == Some(&Parameter::Text(value.clone()))
    };
    match &live.stack.state {
        StackState::Busy { operation } => Some((
            Deploy::After {
                operation: operation.clone(),
            },
            "it is being changed at this moment".into(),
        )),
        StackState::Missing { reason } | StackState::Inoperable { reason } => {
            Some((Deploy::Create, format!("creating it failed: {reason}")))
        }
        StackState::Outdated { reason } => Some((Deploy::Update, reason.clone())),
        StackState::Current if !same_meaning(&wanted.template, &live.template) => {
            Some((Deploy::Update, "its template has changed".into()))
        }
        StackState::Current if !parameters.iter().all(is) => {
            Some((Deploy::Update, "its parameters have changed".into()))
        }
        StackState::Current => None,
    }
}
