//! A hundred thousand odd tokens: one of the documented outcomes each, in bounded words, and the same at
//! every turn.

use bedrock_routing::{Asked, Groups, Routes};
use fastrand::Rng;
use serde_json::{Map, Value, json};

use crate::example::document;

#[test]
fn no_claims_bring_the_choice_down() {
    let mut rng = Rng::with_seed(20_261_121);
    let routes = Routes::parse(&document().to_string()).unwrap();
    let (mut chosen, mut refused) = (0, 0);
    for _ in 0..100_000 {
        let mut claims = claims(&mut rng);
        let claim = claim(&mut rng);
        if rng.bool() {
            claims.insert(claim.clone(), value(&mut rng, 3));
        }
        let groups = Groups::in_claims(&claims, &claim);
        assert_eq!(groups, Groups::in_claims(&claims, &claim));
        let team = word(&mut rng);
        let asked = Asked {
            team: (rng.u8(0..10) == 0).then_some(&*team),
            saved: (rng.u8(0..4) == 0).then_some(&*team),
            one_team: rng.bool(),
        };
        match routes.choose(&groups, &asked) {
            Ok(choice) => {
                let held = groups.seen().unwrap().holds(&choice.team.group);
                assert_eq!(held, Some(choice.held));
                assert_eq!(choice.others.len() + 1, routes.teams.len());
                assert!(asked.team.is_none_or(|team| team == choice.team.name));
                chosen += 1;
            }
            Err(no_team) => {
                for words in [no_team.to_string(), no_team.hint()] {
                    assert!(words.len() < 2_000, "{words}");
                    assert!(!words.contains(char::is_control), "{words:?}");
                }
                refused += 1;
            }
        }
    }
    assert!(
        chosen > 3_000 && refused > 50_000,
        "{chosen} chosen, {refused} refused"
    );
}

fn claims(rng: &mut Rng) -> Map<String, Value> {
    let mut claims = Map::new();
    for _ in 0..rng.usize(0..6) {
        claims.insert(claim(rng), value(rng, 0));
    }
    claims
}

fn claim(rng: &mut Rng) -> String {
    let known = [
        "groups",
        "groups",
        "cognito:groups",
        "https://acme/groups",
        "realm_access.roles",
        "a/b.c",
        "a",
        "hasgroups",
        "_claim_names",
    ];
    match rng.usize(0..known.len() + 1) {
        one if one < known.len() => known[one].to_owned(),
        _ => (0..rng.usize(0..30))
            .map(|_| *rng.choice(&['.', '/', 'a', 'é']).unwrap())
            .collect(),
    }
}

fn value(rng: &mut Rng, deep: usize) -> Value {
    match rng.u8(0..9) {
        0 => Value::Null,
        1 => json!(rng.bool()),
        2 => json!(rng.i64(..)),
        3 => json!(rng.f64() * 1e300),
        4 => json!(word(rng)),
        5 => json!(format!(
            "{}{}{}",
            word(rng),
            rng.choice([",", " ", ", ", "[", "]"]).unwrap(),
            word(rng)
        )),
        6 => json!(word(rng).repeat(rng.usize(0..50))),
        7 if deep < 4 => (0..rng.usize(0..5)).map(|_| value(rng, deep + 1)).collect(),
        _ if deep < 4 => {
            let mut inner = Map::new();
            for _ in 0..rng.usize(0..4) {
                inner.insert(claim(rng), value(rng, deep + 1));
            }
            Value::Object(inner)
        }
        _ => json!([word(rng), word(rng)]),
    }
}

fn word(rng: &mut Rng) -> String {
    let known = [
        "bedrock-backend",
        "bedrock-data",
        "/bedrock-data",
        "backend",
        "data",
        "BEDROCK-DATA",
        "bedrock-data-admins",
        "0f8fad5b-d9cb-469f-a165-70867728950e",
        "",
    ];
    match rng.usize(0..known.len() + 3) {
        one if one < known.len() => known[one].to_owned(),
        _ => (0..rng.usize(0..12)).map(|_| rng.char(..)).collect(),
    }
}
