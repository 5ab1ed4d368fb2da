//! The sweep: whatever goes wrong at whichever call of an apply, a second apply ends in the same
//! organization, with nothing made twice.

use std::collections::BTreeMap;

use bedrock_org::aws::{self, Connection};
use bedrock_org::command::carry_out::carry_out;
use bedrock_org::execute::Outcome;
use bedrock_org::model::Intent;
use bedrock_org::plan::{self, Plan, Request};
use bedrock_org::spec;
use bedrock_sandbox::{ExistingAccount, Faults, Kind, Principal, Rule, Sandbox, Setup};
use serde_json::Value;
use tokio_util::sync::CancellationToken;

const EXAMPLE: &str = include_str!("../../org.toml.example");

fn intent() -> Intent {
    spec::read(EXAMPLE).expect("a valid example").intent
}

/// An organization that has the account that the example adopts, and nothing of ours.
fn organization(rules: Vec<Rule>) -> Sandbox {
    let sandbox = Sandbox::new(Setup {
        account_quota: 50,
        faults: Faults {
            rules,
            ..Faults::default()
        },
        ..Setup::default()
    });
    sandbox.edit(|edit| {
        edit.account(ExistingAccount {
            email: "legacy@acme.example".into(),
            name: "legacy".into(),
            place: "Legacy".into(),
            invited: true,
            id: Some("222233334444".into()),
            ..ExistingAccount::default()
        });
    });
    sandbox
}

fn connection(sandbox: &Sandbox) -> Connection {
    let Principal {
        access_key_id,
        secret_access_key,
        ..
    } = Principal::operator();
    Connection::InMemory {
        sandbox: sandbox.clone(),
        key_id: access_key_id,
        secret: secret_access_key,
        seed: 1,
    }
}

async fn look(sandbox: &Sandbox, intent: &Intent) -> Result<(aws::Aws, aws::Seen, Plan), String> {
    let aws = connection(sandbox)
        .open(&intent.organization.home_region)
        .await;
    let operator = aws.operator().await.map_err(|why| why.to_string())?;
    let seen = aws::observe(&aws, &operator, &aws::Focus::of(intent), &|_, _, _| {}).await;
    let seen = seen.map_err(|why| why.to_string())?;
    let plan = plan::make(intent, &seen.observation, &Request::default());
    Ok((aws, seen, plan.map_err(|why| why.to_string())?))
}

async fn apply(sandbox: &Sandbox, intent: &Intent) -> Result<Outcome, String> {
    let (aws, seen, plan) = look(sandbox, intent).await?;
    let stop = CancellationToken::new();
    Ok(carry_out(&aws, &seen, intent, &plan, &stop, &|_| {}).await)
}

fn on_virtual_time<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .expect("a runtime")
        .block_on(work)
}

/// What an apply without trouble makes, in how many calls.
fn undisturbed(intent: &Intent) -> (Value, u64) {
    let sandbox = organization(Vec::new());
    let outcome = on_virtual_time(apply(&sandbox, intent)).expect("an outcome");
    assert!(outcome.is_complete(), "{outcome:?}");
    (sandbox.snapshot(), sandbox.calls().values().sum())
}

/// Strikes each call of an apply once, and returns how many calls that were.
fn strike_each_call(kind: &Kind) {
    let intent = intent();
    let (wanted, calls) = undisturbed(&intent);
    let mut second_applies: BTreeMap<&str, u64> = BTreeMap::new();
    for k in 1..=calls {
        let what = format!("{kind:?} at call {k} of {calls}");
        let sandbox = organization(vec![Rule::call(k, kind.clone())]);
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
