//! Who may invoke what, for programs.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::plan::access::{Access, Account, Attempt, Kind, Person, Session};

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
    let admitted = people.iter().zip(visits).filter(|(_, visit)| visit.is_in());
    let admitted =
        admitted.map(|(person, visit)| json!({ "person": person.name, "gets": gets(visit) }));
    // A thousand accounts refuse hundreds of people each, nearly all for one reason.
    let mut refused: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (person, visit) in people
        .iter()
        .zip(visits)
        .filter(|(_, visit)| !visit.is_in())
    {
        let because = visit.refused.as_deref().unwrap_or_default();
        refused.entry(because).or_default().push(&person.name);
    }
    let refused = refused
        .iter()
        .map(|(because, people)| json!({ "because": because, "people": people }));
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
        "admitted": admitted.collect::<Vec<_>>(),
        "refused": refused.collect::<Vec<_>>(),
        "past_the_mapping": past_the_mapping.iter().map(attempt).collect::<Vec<_>>(),
        "calls": calls.collect::<Vec<_>>(),
        "wanted_calls": wanted_calls,
    })
}

fn attempt(attempt: &Attempt) -> Value {
    json!({ "way": attempt.way, "gets": gets(attempt), "because": attempt.refused })
}

fn gets(attempt: &Attempt) -> Vec<Value> {
    let session = |session: &Session| json!({ "role": session.role, "by": session.by });
    attempt.sessions.iter().map(session).collect()
}
