//! The groups claim in the shapes in which identity providers send it.

use bedrock_routing::{Groups, Held, Seen, Shape};
use serde_json::{Value, json};

fn groups(claims: &Value, claim: &str) -> Groups {
    Groups::in_claims(claims.as_object().unwrap(), claim)
}

fn seen(claims: &Value, claim: &str) -> Seen {
    match groups(claims, claim) {
        Groups::Seen(seen) => seen,
        other => panic!("{other:?}"),
    }
}

fn check(claims: &Value, claim: &str, shape: Shape, names: &[&str]) {
    let seen = seen(claims, claim);
    assert_eq!(seen.shape, shape, "{claims}");
    let mut sorted = names.to_vec();
    sorted.sort_unstable();
    assert!(seen.names.iter().eq(&sorted), "{claims}: {:?}", seen.names);
}

#[test]
fn a_list_a_text_and_several_in_one_text() {
    let of = |groups: Value| json!({ "groups": groups });
    check(
        &of(json!(["b", "a", "b"])),
        "groups",
        Shape::List,
        &["a", "b"],
    );
    check(&of(json!([])), "groups", Shape::List, &[]);
    check(&of(json!("a")), "groups", Shape::Text, &["a"]);
    check(&of(json!(" a ")), "groups", Shape::Text, &["a"]);
    check(&of(json!("")), "groups", Shape::Text, &[]);
    check(
        &of(json!("a,b c , ,")),
        "groups",
        Shape::Commas,
        &["a", "b c"],
    );
    check(
        &of(json!("a  b\tc")),
        "groups",
        Shape::Spaces,
        &["a", "b", "c"],
    );
    check(
        &of(json!("[a, b c]")),
        "groups",
        Shape::Brackets,
        &["a", "b c"],
    );
    check(
        &of(json!("[\"a, b\", \"c\"]")),
        "groups",
        Shape::Brackets,
        &["a, b", "c"],
    );
    check(&of(json!(42)), "groups", Shape::Text, &["42"]);
    check(&of(json!([42, "a"])), "groups", Shape::List, &["42", "a"]);
}

#[test]
fn a_name_with_spaces_or_commas_counts_whole_too() {
    let seen = seen(&json!({ "groups": " Acme Data, Berlin\n" }), "groups");
    assert_eq!(seen.holds("Acme Data, Berlin"), Some(Held::Whole));
    assert_eq!(seen.holds("Acme Data"), Some(Held::Piece));
    assert_eq!(seen.holds("Acme"), None);
    let in_list = self::seen(&json!({ "groups": ["Acme Data, Berlin"] }), "groups");
    assert_eq!(in_list.holds("Acme Data, Berlin"), Some(Held::Whole));
    assert_eq!(in_list.holds("Acme Data"), None);
}

#[test]
fn a_part_of_a_name_is_never_enough() {
    let seen = seen(
        &json!({ "groups": ["bedrock-data-admins", "Bedrock-Data"] }),
        "groups",
    );
    assert_eq!(seen.holds("bedrock-data"), None);
}

#[test]
fn the_exact_name_comes_before_the_path() {
    let claims = json!({
        "https://acme/groups": ["auth0"],
        "cognito:groups": ["cognito"],
        "a.b": ["exact"],
        "a": { "b": ["inside"], "c/d": { "e": "deep" } },
        "resource_access": { "my.app": { "roles": ["role"] } },
        "realm_access": { "roles": ["realm"] },
    });
    let names = |claim: &str| {
        let seen = seen(&claims, claim);
        let names: Vec<_> = seen.names.into_iter().collect();
        (names.join(" "), seen.by_path)
    };
    assert_eq!(names("https://acme/groups"), ("auth0".into(), false));
    assert_eq!(names("cognito:groups"), ("cognito".into(), false));
    assert_eq!(names("a.b"), ("exact".into(), false));
    assert_eq!(names("a/b"), ("inside".into(), true));
    assert_eq!(names("/a/b"), ("inside".into(), true));
    assert_eq!(names("a.c/d.e"), ("deep".into(), true));
    assert_eq!(names("resource_access.my.app.roles"), ("role".into(), true));
    assert_eq!(names("realm_access/roles"), ("realm".into(), true));
}

#[test]
fn entra_says_when_it_left_the_groups_out() {
    let overage = Groups::Overage {
        claim: "groups".into(),
    };
    let names = json!({ "_claim_names": { "groups": "src1" }, "_claim_sources": {} });
    assert_eq!(groups(&names, "groups"), overage);
    assert_eq!(groups(&json!({ "hasgroups": true }), "groups"), overage);
    assert_eq!(groups(&json!({ "hasgroups": "true" }), "groups"), overage);
    let empty = json!({ "hasgroups": true, "groups": [] });
    assert_eq!(groups(&empty, "groups"), overage);
    // Of another claim it says nothing, and what is there is there.
    assert!(matches!(groups(&names, "roles"), Groups::Missing(_)));
    let both = json!({ "hasgroups": true, "groups": ["a"] });
    check(&both, "groups", Shape::List, &["a"]);
    for no in [
        json!({ "hasgroups": false }),
        json!({ "_claim_names": "x" }),
    ] {
        assert!(matches!(groups(&no, "groups"), Groups::Missing(_)));
    }
}

#[test]
fn keycloak_writes_a_slash_before_a_group() {
    let seen = seen(&json!({ "groups": ["/data", "/acme/web"] }), "groups");
    assert_eq!(seen.holds("/data"), Some(Held::Whole));
    assert_eq!(seen.holds("data"), Some(Held::Slash));
    assert_eq!(seen.holds("/acme/web"), Some(Held::Whole));
    assert_eq!(seen.holds("acme/web"), Some(Held::Slash));
    assert_eq!(seen.holds("web"), None);
    assert_eq!(seen.holds("/web"), None);
    // A pool that looks for `/data` does not find it in `data`.
    let plain = self::seen(&json!({ "groups": ["data"] }), "groups");
    assert_eq!(plain.holds("/data"), None);
}

#[test]
fn what_is_missing_or_odd_says_what_there_is() {
    let claims = json!({ "sub": "1", "aud": "x", "roles": [], "realm_access": { "roles": ["a"] } });
    let Groups::Missing(missing) = groups(&claims, "groups") else {
        panic!();
    };
    assert_eq!(missing.there, ["aud", "realm_access", "roles", "sub"]);
    assert_eq!(missing.likely, ["realm_access.roles", "roles"]);
    for (odd, what) in [
        (json!(null), "null"),
        (json!(true), "true or false"),
        (json!(1.5), "a number"),
        (json!({ "x": { "roles": ["a"] } }), "an object"),
    ] {
        let Groups::Odd {
            what: found,
            likely,
            ..
        } = groups(&json!({ "groups": odd }), "groups")
        else {
            panic!("{odd}");
        };
        assert_eq!(found, what);
        assert_eq!(likely.is_empty(), what != "an object");
    }
}

#[test]
fn odd_entries_of_a_list_are_passed_over() {
    let claims = json!({ "groups": ["a", null, ["b"], { "name": "c" }, 1.5, true, 7] });
    let seen = seen(&claims, "groups");
    assert!(seen.names.iter().eq(["7", "a"]));
    assert_eq!((seen.entries, seen.passed_over), (7, 5));
}

#[test]
fn a_hundred_thousand_groups_and_a_huge_text_are_no_trouble() {
    let many: Vec<String> = (0..100_000)
        .map(|number| format!("group-{number}"))
        .collect();
    let seen = seen(&json!({ "groups": many }), "groups");
    assert_eq!(seen.names.len(), 100_000);
    assert_eq!(seen.holds("group-99999"), Some(Held::Whole));
    let huge = "x".repeat(5_000_000);
    assert_eq!(
        self::seen(&json!({ "groups": huge }), "groups").names.len(),
        1
    );
}

#[test]
fn exactly_a_hundred_may_be_too_few() {
    let many = |many: usize| {
        let names: Vec<String> = (0..many).map(|number| number.to_string()).collect();
        seen(&json!({ "groups": names }), "groups")
    };
    assert!(!many(99).may_be_cut() && many(100).may_be_cut() && !many(101).may_be_cut());
}
