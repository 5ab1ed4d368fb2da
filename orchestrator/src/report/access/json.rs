//! Who may invoke what, for programs.

use serde_json::{Value, json};

use crate::plan::access::{Access, Account, Attempt, Kind, Person};

const VERSION: u32 = 1;

pub fn json(access: &Access, source: &str, plan_file: &str, exit_code: u8) -> Value {
    let Access {
        people,
        accounts,
        without_stack,
        findings,
        unknown,
    } = access;
    let of = |kind| findings.iter().filter(|it| it.kind == kind).count();
    json!({
        "version": VERSION,
        "kind": "access",
        "plan_file": plan_file,
        "source": source,
        "people": people.iter().map(person).collect::<Vec<_>>(),
        "accounts": accounts.iter().map(|it| account(people, it)).collect::<Vec<_>>(),
        "without_stack": without_stack,
        "findings": findings,
        "unknown": unknown,
        "summary": {
            "decisions": access.decisions(),
            "leaks": of(Kind::Leak),
            "missing": of(Kind::Missing),
            "thin": of(Kind::Thin),
            "near_misses": of(Kind::NearMiss),
        },
        "exit_code": exit_code,
    })
}

fn person(person: &Person) -> Value {
    let Person {
        name,
        groups,
        who,
        claims: _,
    } = person;
    json!({ "name": name, "who": who, "groups": groups })
}

fn account(people: &[Person], account: &Account) -> Value {
    let Account {
        name,
        id,
        team,
        group: _,
        visits,
        past_the_mapping,
        calls,
        wanted_calls,
    } = account;
    let visits = people.iter().zip(visits).map(|(person, visit)| {
        let mut value = attempt(visit);
        value["person"] = json!(person.name);
        value
    });
    let calls = calls.iter().flat_map(|(role, calls)| {
        calls.iter().map(move |call| {
            let mut value = json!(call);
            value["role"] = json!(role);
            value["allowed"] = json!(call.is_allowed());
            value
        })
    });
    json!({
        "name": name,
        "id": id,
        "team": team,
        "people": visits.collect::<Vec<_>>(),
        "past_the_mapping": past_the_mapping.iter().map(attempt).collect::<Vec<_>>(),
        "calls": calls.collect::<Vec<_>>(),
        "wanted_calls": wanted_calls,
    })
}

fn attempt(attempt: &Attempt) -> Value {
    let Attempt {
        way,
        sessions,
        refused,
    } = attempt;
    let roles: Vec<Value> = sessions
        .iter()
        .map(|session| json!({ "role": session.role, "by": session.by }))
        .collect();
    json!({ "way": way, "gets": roles, "refused": refused })
}
