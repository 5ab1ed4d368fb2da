//! The same for programs.

use serde_json::{Value, json};

use super::{Account, Change, Monday, Morning, Way};

const VERSION: u32 = 1;

pub fn json(monday: &Monday) -> Value {
    let Monday {
        capacity,
        model,
        region,
        need,
        peak,
        calls,
        watched,
        ..
    } = monday;
    let mornings = monday
        .mornings()
        .map(|(way, it)| morning(way, it))
        .collect::<Vec<_>>();
    json!({
        "version": VERSION,
        "kind": "rehearsed-monday",
        "team": capacity.name,
        "developers": capacity.developers,
        "model": model,
        "region": region,
        "need_tpm": need,
        "peak_tpm": peak,
        "calls": calls,
        "seconds": watched.as_secs(),
        "advice": {
            "accounts": capacity.advice.accounts,
            "tpm": capacity.need.tpm,
        },
        "mornings": mornings,
        "faults": monday.faults(),
    })
}

fn morning(way: Option<&Way>, morning: &Morning) -> Value {
    let change = way.map(|way| match way.change {
        Change::Tokens(tpm) => json!({ "tpm": tpm }),
        Change::Accounts(accounts) => json!({ "accounts": accounts }),
    });
    json!({
        "change": change,
        "ready_after_seconds": way.map(|way| way.took.as_secs()),
        "waiting": way.map(|way| &way.waiting),
        "calls": morning.sum(|person| person.begun),
        "never_begun": morning.sum(|person| person.never_begun),
        "throttled": morning.throttled(),
        "refusals": morning.sum(|person| person.refusals),
        "given_up": morning.sum(|person| person.given_up),
        "developers_throttled": morning.held_up(),
        "longest_wait_seconds": morning.longest_wait().as_secs_f64(),
        "accounts": morning.accounts.iter().map(account).collect::<Vec<_>>(),
    })
}

fn account(account: &Account) -> Value {
    let Account {
        name,
        people,
        wants,
        has,
    } = account;
    json!({
        "account": name,
        "developers": people.len(),
        "wants_tpm": wants,
        "has_tpm": has,
        "throttled": people.iter().map(|person| person.throttled).sum::<u64>(),
        "room_for": account.room_for(),
    })
}
