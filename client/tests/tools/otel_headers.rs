//! `otel-headers`, which always answers.

use bedrock_auth::clock::Moment;
use serde_json::{Value, json};

use super::{Desk, Said};

const ROUTES: &str = include_str!("../install/routes.json");

fn headers(desk: &Desk) -> Value {
    let said = desk.run(&["otel-headers"]);
    assert_eq!(
        (said.code, said.err.as_str()),
        (Some(0), ""),
        "{}",
        said.out
    );
    serde_json::from_str(&said.out).unwrap()
}

fn identity(subject: &str, more: &Value) -> String {
    let mut claims = json!({"sub": subject, "groups": ["bedrock-data"], "phone": "+1 555"});
    claims
        .as_object_mut()
        .unwrap()
        .extend(more.as_object().unwrap().clone());
    json!({
        "issuer": "https://idp.example", "client_id": "client", "subject": subject,
        "claims": claims, "issued": Moment(0), "expires": Moment(1),
    })
    .to_string()
}

#[test]
fn a_person_is_named_with_their_team_and_account() {
    let desk = Desk::signed_in();
    let more = json!({"email": "ada@acme.example", "cost_center": "Köln, 7"});
    desk.write("bedrock/identity.json", identity("sub-1", &more));
    desk.write("bedrock/routes.json", ROUTES);
    assert_eq!(
        headers(&desk),
        json!({
            "x-user-id": "sub-1",
            "x-user-email": "ada@acme.example",
            "x-cost-center": "K%C3%B6ln%2C 7",
            "x-team-id": "data",
            "x-account-id": "111122223333",
            "x-organization": "acme",
        })
    );
}

#[test]
fn the_team_of_somebody_else_is_not_theirs() {
    let desk = Desk::signed_in();
    desk.write(
        "bedrock/identity.json",
        identity("sub-2", &json!({"email": 7})),
    );
    assert_eq!(headers(&desk), json!({"x-user-id": "sub-2"}));
}

#[test]
fn nobody_is_an_empty_object() {
    assert_eq!(headers(&Desk::new()), json!({}));
    // Credentials without an identity are of nobody.
    assert_eq!(headers(&Desk::signed_in()), json!({}));
    let desk = Desk::signed_in();
    desk.write("bedrock/identity.json", "not json");
    assert_eq!(headers(&desk), json!({}));
    desk.write("bedrock/settings.json", "not json");
    assert_eq!(headers(&desk), json!({}));
}

#[test]
fn without_a_home_it_still_answers() {
    let desk = Desk::new();
    let mut program = desk.program();
    program
        .env("BEDROCK_AUTH_HOME", "/dev/null/no")
        .arg("otel-headers");
    let said = Said::of(&program.output().unwrap());
    assert_eq!((said.code, said.out.trim()), (Some(0), "{}"));
}
