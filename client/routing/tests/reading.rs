use bedrock_routing::{Exchange, LARGEST, Routes, RoutesError};
use serde_json::{Value, json};

use crate::example::{document, with};

fn refusal(text: &str) -> String {
    let error = Routes::parse(text).expect_err(text).to_string();
    let start = "could not read the routing document: ";
    error.strip_prefix(start).expect(&error).to_owned()
}

#[test]
fn what_is_written_is_read_back() {
    let routes = Routes::parse(&document().to_string()).unwrap();
    assert_eq!(routes.teams[0].accounts[1].id, "111122224444");
    assert_eq!(routes.redirect_ports, [8400, 8401]);
    let written = routes.to_json();
    assert!(written.starts_with("{\n  \"version\": 1,\n  \"organization\": \"acme\","));
    assert!(written.ends_with("}\n"));
    assert_eq!(Routes::parse(&written).unwrap(), routes);
    let value: Value = serde_json::from_str(&written).unwrap();
    assert_eq!(value, document());
}

#[test]
fn what_a_later_program_adds_is_passed_over() {
    let added = with("/teams/0/accounts/0/endpoint", Some(json!({ "new": [1] })));
    assert_eq!(
        Routes::parse(&added),
        Routes::parse(&document().to_string())
    );
}

#[test]
fn a_team_may_wait_for_its_first_account() {
    let waiting = with("/teams/0/accounts", Some(json!([])));
    assert!(
        Routes::parse(&waiting).unwrap().teams[0]
            .accounts
            .is_empty()
    );
}

#[test]
fn an_account_may_do_without_a_pool() {
    let mut document = document();
    let account = document["teams"][1]["accounts"][0].as_object_mut().unwrap();
    account.remove("identity_pool");
    account.remove("login");
    account.insert("exchange".into(), json!("sts"));
    let routes = Routes::parse(&document.to_string()).unwrap();
    let account = &routes.teams[1].accounts[0];
    assert_eq!(account.exchange, Exchange::Sts);
    assert_eq!(account.pool(), None);
    assert_eq!(Routes::parse(&routes.to_json()).unwrap(), routes);
    let value: Value = serde_json::from_str(&routes.to_json()).unwrap();
    assert_eq!(value, document);
}

#[test]
fn the_usual_way_may_be_named_and_an_unknown_one_is_refused() {
    let named = |way: Value| with("/teams/0/accounts/0/exchange", Some(way));
    assert_eq!(
        Routes::parse(&named(json!("cognito"))),
        Routes::parse(&document().to_string())
    );
    assert_eq!(
        refusal(&named(json!("saml"))),
        "teams[0].accounts[0].exchange: \"saml\" is neither \"cognito\" nor \"sts\""
    );
    assert_eq!(
        refusal(&named(json!(null))),
        "teams[0].accounts[0].exchange: a text belongs here, not null"
    );
}

#[test]
fn another_version_says_which_program_is_old() {
    let newer = Routes::parse(r#"{"version": 2}"#).unwrap_err();
    assert_eq!(newer, RoutesError::Version { found: 2 });
    assert!(
        newer
            .to_string()
            .contains("it has version 2, and this program reads version 1")
    );
    assert!(newer.hint().contains("update this program"));
    let older = Routes::parse(r#"{"version": 0}"#).unwrap_err();
    assert!(older.hint().contains("bedrock-org apply"));
}

#[test]
fn what_is_no_such_document_is_refused() {
    assert!(refusal("").starts_with("it is not JSON: "));
    assert!(refusal(&"[".repeat(100_000)).starts_with("it is not JSON: "));
    assert_eq!(
        refusal("[]"),
        "the document: an object belongs here, not a list"
    );
    assert_eq!(refusal("{}"), "version: it is missing");
    let large = " ".repeat(LARGEST + 1);
    assert_eq!(
        refusal(&large),
        "it has 4194305 bytes, and 4194304 are the most"
    );
}

#[test]
fn every_field_is_needed_and_has_its_type() {
    let mut tried = 0;
    let mut pointers = Vec::new();
    fields(&document(), "", &mut pointers);
    for pointer in pointers {
        let place = place(&pointer);
        let missing = refusal(&with(&pointer, None));
        assert_eq!(missing, format!("{place}: it is missing"));
        for odd in [
            json!(null),
            json!(true),
            json!(-1),
            json!(1.5),
            json!({ "a": 1 }),
        ] {
            let refused = refusal(&with(&pointer, Some(odd)));
            assert!(refused.starts_with(&place), "{pointer}: {refused}");
            tried += 1;
        }
    }
    assert!(tried > 100, "{tried}");
}

fn fields(value: &Value, at: &str, pointers: &mut Vec<String>) {
    match value {
        Value::Object(fields_here) => {
            for (key, value) in fields_here {
                pointers.push(format!("{at}/{key}"));
                fields(value, &format!("{at}/{key}"), pointers);
            }
        }
        Value::Array(items) => {
            for (index, value) in items.iter().enumerate() {
                fields(value, &format!("{at}/{index}"), pointers);
            }
        }
        _ => {}
    }
}

/// `/teams/0/name` as `teams[0].name`.
fn place(pointer: &str) -> String {
    let mut place = String::new();
    for part in pointer.split('/').skip(1) {
        match part.parse::<usize>() {
            Ok(index) => place.push_str(&format!("[{index}]")),
            Err(_) if place.is_empty() => place.push_str(part),
            Err(_) => place.push_str(&format!(".{part}")),
        }
    }
    place
}

#[test]
fn odd_values_are_refused_where_they_stand() {
    let cases = [
        (
            "/organization",
            json!(""),
            "organization: \"\" is not a line of 1 to 64 characters",
        ),
        (
            "/issuer",
            json!("http://acme.okta.com"),
            "issuer: \"http://acme.okta.com\" is not an issuer's https address",
        ),
        (
            "/issuer",
            json!("https://u@acme.okta.com/"),
            "issuer: \"https://u@acme.okta.com/\" is not an issuer's https address",
        ),
        (
            "/issuer",
            json!("http://127.0.0.1.evil.example/"),
            "issuer: \"http://127.0.0.1.evil.example/\" is not an issuer's https address",
        ),
        (
            "/client_id",
            json!("a b"),
            "client_id: \"a b\" is not 1 to 255 visible ASCII characters",
        ),
        (
            "/redirect_ports",
            json!([]),
            "redirect_ports: the list is empty",
        ),
        (
            "/redirect_ports/1",
            json!(70000),
            "redirect_ports[1]: a port is 1 to 65535",
        ),
        (
            "/redirect_ports/1",
            json!(0),
            "redirect_ports[1]: a port is 1 to 65535",
        ),
        (
            "/redirect_ports/1",
            json!(8400),
            "redirect_ports[1]: it is here twice",
        ),
        (
            "/teams/1/name",
            json!("backend"),
            "teams[1].name: teams[0] has \"backend\" already",
        ),
        (
            "/teams/1/name",
            json!("Data"),
            "teams[1].name: \"Data\" is not a name of 1 to 50 characters of a-z, 0-9 and -",
        ),
        (
            "/teams/1/group",
            json!("bedrock-backend"),
            "teams[1].group: teams[0] has \"bedrock-backend\" already",
        ),
        (
            "/teams/1/group",
            json!("a\u{1b}[31m"),
            "teams[1].group: \"a\\u{1b}[31m\" is not a line of 1 to 128 characters",
        ),
        (
            "/teams/1/regions/0",
            json!("us-east"),
            "teams[1].regions[0]: \"us-east\" is not a Region such as us-east-1",
        ),
        (
            "/teams/1/models",
            json!([]),
            "teams[1].models: the list is empty",
        ),
        (
            "/teams/1/accounts/0/id",
            json!("1111"),
            "teams[1].accounts[0].id: \"1111\" is not an account's id of 12 digits",
        ),
        (
            "/teams/1/accounts/0/region",
            json!("eu-west-1"),
            "teams[1].accounts[0].identity_pool: \"us-east-1:00000000-0000-4000-8000-111122225555\" is not the id of an identity pool in \"eu-west-1\"",
        ),
        (
            "/teams/1/accounts/0/login",
            json!("https://acme.okta.com"),
            "teams[1].accounts[0].login: \"https://acme.okta.com\" is not a login's name: it is the issuer without https://",
        ),
        (
            "/teams/1/accounts/0/role",
            json!("arn:aws:iam::111122223333:role/bedrock-developer"),
            "teams[1].accounts[0].role: \"arn:aws:iam::111122223333:role/bedrock-developer\" is not a role of this account, arn:aws:iam::111122225555:role/...",
        ),
        (
            "/teams/1/accounts/0/weight",
            json!(0),
            "teams[1].accounts[0].weight: a weight is 1 to 1000, not 0",
        ),
        (
            "/teams/1/accounts/0/weight",
            json!(5_000_000_000_u64),
            "teams[1].accounts[0].weight: it is too large",
        ),
    ];
    for (pointer, value, expected) in cases {
        assert_eq!(refusal(&with(pointer, Some(value))), expected);
    }
}

#[test]
fn one_account_is_one_teams() {
    let mut document = document();
    document["teams"][1]["accounts"][0] = document["teams"][0]["accounts"][1].clone();
    let expected = "teams[1].accounts[0].id: teams[0].accounts[1] has \"111122224444\" already";
    assert_eq!(refusal(&document.to_string()), expected);
}

#[test]
fn a_long_value_is_shown_short() {
    let refused = refusal(&with("/teams/1/name", Some(json!("x".repeat(9000)))));
    assert!(refused.len() < 200, "{refused}");
}

#[test]
fn a_provider_on_this_machine_needs_no_tls() {
    for issuer in [
        "http://127.0.0.1:4444",
        "http://localhost:1/acme",
        "http://[::1]:9/",
    ] {
        assert!(
            Routes::parse(&with("/issuer", Some(json!(issuer)))).is_ok(),
            "{issuer}"
        );
    }
}
