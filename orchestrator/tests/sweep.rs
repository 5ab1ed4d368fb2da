//! The sweep: whatever goes wrong at whichever call of an apply, a second apply ends in the same
//! organization, with nothing made twice.

use std::collections::BTreeMap;

use bedrock_org::model::{HubIntent, Intent, Quota};
use bedrock_sandbox::{ExistingAccount, Kind, Rule, Sandbox};
use serde_json::Value;

use crate::in_memory::{apply, example, look, on_virtual_time, organization};

const HUB: &str = "999900001111";

/// Everything that a plan can ask for, once: an account that is created, one that is adopted, the
/// hub, the form, models of two profiles, and of each more than AWS gives. More of the same would be
/// the same calls again.
fn everything() -> Intent {
    let mut intent = example();
    intent
        .teams
        .retain(|name, _| ["mobile", "data"].contains(&name.as_str()));
    for team in intent.teams.values_mut() {
        team.regions.truncate(1);
        team.models.truncate(1);
        let more = Quota {
            tpm: Some(90_000_000),
            rpm: None,
        };
        let models = team.models.iter().cloned();
        team.quota = models.map(|model| (model, more)).collect();
    }
    intent.hub = Some(HubIntent {
        account: HUB.parse().expect("an id"),
        notify: Vec::new(),
    });
    intent
}

fn stage(rules: Vec<Rule>) -> Sandbox {
    let sandbox = organization(rules);
    sandbox.edit(|edit| {
        edit.account(ExistingAccount {
            email: "monitoring@acme.example".into(),
            name: "monitoring".into(),
            id: Some(HUB.into()),
            ..ExistingAccount::default()
        })
    });
    sandbox
}

/// What an apply without trouble makes, in how many calls.
fn undisturbed(intent: &Intent) -> (Value, u64) {
    let sandbox = stage(Vec::new());
    let outcome = on_virtual_time(apply(&sandbox, intent)).expect("an outcome");
    assert!(outcome.is_complete(), "{outcome:?}");
    let calls = sandbox.calls();
    assert_eq!(calls["servicequotas.RequestServiceQuotaIncrease"], 2);
    (sandbox.snapshot(), calls.values().sum())
}

/// Strikes each call of an apply once, and returns how many calls that were.
fn strike_each_call(kind: &Kind) {
    let intent = everything();
    let (wanted, calls) = undisturbed(&intent);
    let mut second_applies: BTreeMap<&str, u64> = BTreeMap::new();
    for k in 1..=calls {
        let what = format!("{kind:?} at call {k} of {calls}");
        let sandbox = stage(vec![Rule::call(k, kind.clone())]);
        on_virtual_time(async {
            tokio::select! {
                first = apply(&sandbox, &intent) => {
                    let clean = first.is_ok_and(|outcome| outcome.is_complete());
                    *second_applies.entry(if clean { "rode it out" } else { "stopped" }).or_default() += 1;
                }
                () = sandbox.killed() => {
                    *second_applies.entry("died").or_default() += 1;
                }
            }
            let second = apply(&sandbox, &intent).await.expect(&what);
            assert!(second.is_complete(), "{what}: {second:?}");
            let (_, _, third) = look(&sandbox, &intent).await.expect("a plan");
            assert_eq!(third.changes, [], "{what}");
            assert_eq!(third.blocked, [], "{what}");
        });
        assert_eq!(sandbox.snapshot(), wanted, "{what}");
    }
    println!("the sweep: {calls} calls struck with {kind:?}: {second_applies:?}");
}

#[test]
fn throttled() {
    strike_each_call(&Kind::Throttled);
}

#[test]
fn server_error() {
    strike_each_call(&Kind::InternalError { status: 500 });
}

#[test]
fn lost_before_the_server_acted() {
    strike_each_call(&Kind::LostBefore);
}

#[test]
fn lost_after_the_server_acted() {
    strike_each_call(&Kind::LostAfter);
}

#[test]
fn killed_before_the_server_acted() {
    strike_each_call(&Kind::KilledBefore);
}

#[test]
fn killed_after_the_server_acted() {
    strike_each_call(&Kind::Killed);
}
