use bedrock_policy::role_mapping::{Mapped, MatchType, RoleMapping, Rule};
use serde_json::{Map, Value, json};

const ROLE: &str = "arn:aws:iam::111122223333:role/bedrock-developer";

fn rule(match_type: MatchType, value: &str) -> Rule {
    Rule {
        claim: "groups".into(),
        match_type,
        value: value.into(),
        role_arn: ROLE.into(),
    }
}

fn claims(value: Value) -> Map<String, Value> {
    Map::from_iter([("groups".to_owned(), value)])
}

#[track_caller]
fn check(match_type: MatchType, value: &str, claim: Value, expected: bool) {
    let mapping = RoleMapping {
        ambiguous_deny: true,
        rules: vec![rule(match_type, value)],
    };
    let claims = claims(claim);
    let mapped = mapping.decide(&claims);
    let is_role = matches!(mapped, Mapped::Role { arn: ROLE, rule: 0 });
    assert_eq!(is_role, expected, "{mapped:?}");
}

#[test]
fn a_text_is_compared_as_the_match_type_says() {
    use MatchType::{Contains, Equals, NotEqual, StartsWith};
    check(Equals, "team-a", json!("team-a"), true);
    check(Equals, "team-a", json!("Team-A"), false);
    check(Equals, "team-a", json!("team-a-admins"), false);
    check(Contains, "team-a", json!("x team-a y"), true);
    check(StartsWith, "team", json!("team-a"), true);
    check(StartsWith, "team", json!("a-team"), false);
    check(NotEqual, "team-a", json!("team-b"), true);
    check(NotEqual, "team-a", json!("team-a"), false);
}

#[test]
fn contains_on_a_list_is_a_substring_test_over_its_text() {
    use MatchType::{Contains, Equals};
    check(Contains, "team-a", json!(["x", "team-a"]), true);
    check(Contains, "team-a", json!(["team-a-admins"]), true);
    check(Contains, "team-a", json!([]), false);
    check(Equals, "team-a", json!(["team-a"]), false);
}

#[test]
fn a_missing_claim_matches_nothing() {
    use MatchType::{Contains, NotEqual};
    check(NotEqual, "team-a", json!(null), false);
    check(Contains, "", json!(null), false);
    check(Contains, "true", json!(true), true);
    check(Contains, "", json!(""), true);
}

#[test]
fn the_first_match_decides() {
    let other = Rule {
        role_arn: "other".into(),
        ..rule(MatchType::Contains, "a")
    };
    let mapping = RoleMapping {
        ambiguous_deny: true,
        rules: vec![
            rule(MatchType::Equals, "b"),
            other,
            rule(MatchType::Equals, "a"),
        ],
    };
    let expected = Mapped::Role {
        arn: "other",
        rule: 1,
    };
    assert_eq!(mapping.decide(&claims(json!("a"))), expected);
}

#[test]
fn nobody_matched_is_denied_or_gets_the_default() {
    let mut mapping = RoleMapping {
        ambiguous_deny: true,
        rules: vec![rule(MatchType::Equals, "a")],
    };
    let Mapped::Denied { why } = mapping.decide(&Map::new()) else {
        panic!("somebody without claims was let in");
    };
    assert_eq!(why, "the token has no claim groups");
    mapping.ambiguous_deny = false;
    assert_eq!(mapping.decide(&Map::new()), Mapped::Default);
}
