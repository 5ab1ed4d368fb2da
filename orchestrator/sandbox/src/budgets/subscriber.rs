//! Who hears of a notification.

use serde::Deserialize;
use serde_json::{Value, json};

use super::check::{self, duplicate};
use super::notification::{place, with_token};
use super::page::page;
use super::{named, named_mut, not_found};
use crate::context::{Context, nothing};
use crate::refusal::Refusal;
use crate::world::{Notification, Subscriber};

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct Input {
    notification: Notification,
    subscriber: Subscriber,
    old_subscriber: Subscriber,
    new_subscriber: Subscriber,
}

fn at(subscribers: &[Subscriber], one: &Subscriber) -> Result<usize, Refusal> {
    let at = subscribers.iter().position(|known| known == one);
    at.ok_or_else(|| not_found("subscriber"))
}

pub(super) fn create(context: &mut Context<'_>) -> Result<Value, Refusal> {
    let input: Input = context.input()?;
    let budget = named_mut(context)?;
    let place = place(budget, &input.notification)?;
    let subscribers = &mut budget.alarms[place].subscribers;
    let mut more = subscribers.clone();
    more.push(input.subscriber);
    check::subscribers(&more)?;
    *subscribers = more;
    Ok(nothing())
}

pub(super) fn update(context: &mut Context<'_>) -> Result<Value, Refusal> {
    let input: Input = context.input()?;
    let budget = named_mut(context)?;
    let place = place(budget, &input.notification)?;
    let subscribers = &mut budget.alarms[place].subscribers;
    let at = at(subscribers, &input.old_subscriber)?;
    if subscribers.contains(&input.new_subscriber) {
        return Err(duplicate("subscriber"));
    }
    let mut others = subscribers.clone();
    others[at] = input.new_subscriber;
    check::subscribers(&others)?;
    *subscribers = others;
    Ok(nothing())
}

/// A notification goes with its last subscriber.
pub(super) fn delete(context: &mut Context<'_>) -> Result<Value, Refusal> {
    let input: Input = context.input()?;
    let budget = named_mut(context)?;
    let place = place(budget, &input.notification)?;
    let subscribers = &mut budget.alarms[place].subscribers;
    let at = at(subscribers, &input.subscriber)?;
    subscribers.remove(at);
    if subscribers.is_empty() {
        budget.alarms.remove(place);
    }
    Ok(nothing())
}

pub(super) fn list(context: &mut Context<'_>) -> Result<Value, Refusal> {
    let input: Input = context.input()?;
    let budget = named(context)?;
    let place = place(budget, &input.notification)?;
    let subscribers = budget.alarms[place].subscribers.iter().enumerate();
    let keyed = subscribers.map(|(at, one)| (format!("{at:03}"), json!(one)));
    let (subscribers, next) = page(context, (100, 100), keyed)?;
    Ok(with_token("Subscribers", subscribers, next))
}
