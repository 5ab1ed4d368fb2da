//! `explain`, as people read it.

use serde_json::{Value, json};

use super::{Ran, document, home, run, sign_in};

fn explained(document: &Value, claims: Value) -> Ran {
    let home = home(document);
    sign_in(&home, claims);
    run(&home, &["explain"])
}

fn check(ran: &Ran, code: i32, expected: &str) {
    let found = &ran.out;
    assert!(found == expected, "found:\n{found}\nexpected:\n{expected}");
    assert_eq!(ran.code, code, "{}", ran.err);
    assert_eq!(ran.err.is_empty(), code == 0, "{}", ran.err);
    let narrow = |line: &str| line.chars().count() <= 80;
    assert!(found.lines().all(narrow), "{found}");
}

#[test]
fn of_several_teams_the_first_one() {
    let claims = json!({
        "email": "ada@acme.example",
        "groups": ["everyone", "bedrock-platform", "bedrock-data", "bedrock-mobile", "Bedrock-Backend"],
    });
    check(
        &explained(&document(), claims),
        0,
        r#"ada@acme.example works in team platform and its account platform-1.

token      of https://acme.okta.com, issued 2026-11-20T12:00:00Z
routes     HOME/routes.json, of acme
claim      "groups": a list of 5
groups     "Bedrock-Backend", "bedrock-data", "bedrock-mobile",
           "bedrock-platform" and "everyone"
rule       the first of your teams in the routing document

Teams:
* platform  you are in "bedrock-platform"
  backend   you are not in "bedrock-backend"; "Bedrock-Backend" has other
            capitals, and they count
  mobile    you are in "bedrock-mobile", but it has no account yet
  data      you are in "bedrock-data", but it comes later in the routing
            document

Accounts of platform:
* platform-1  111122223333  weight 1  score 4.908
  platform-2  111122224444  weight 1  score 0.121

Each account draws a number from its id and your subject, and the highest score
has you. It stays the same until the accounts or their weights change.
"#,
    );
}

#[test]
fn a_saved_choice_that_no_longer_holds() {
    let home = home(&document());
    sign_in(&home, json!({ "groups": "bedrock-data bedrock-backend" }));
    assert_eq!(run(&home, &["team", "backend"]).code, 0);
    sign_in(&home, json!({ "groups": "bedrock-data" }));
    check(
        &run(&home, &["explain"]),
        0,
        r#"ada works in team data and its account data-1.

token      of https://acme.okta.com, issued 2026-11-20T12:00:00Z
routes     HOME/routes.json, of acme
claim      "groups": a text
groups     "bedrock-data"
rule       the only team whose group you are in

Note: your saved choice, backend, is passed over: you are not in its group any
      more. `bedrock-auth team --clear` forgets it.

Teams:
  platform  you are not in "bedrock-platform"
  backend   you are not in "bedrock-backend"
  mobile    you are not in "bedrock-mobile"
* data      you are in "bedrock-data"

Accounts of data:
* data-1  111122226666  weight 1  score 1.772
"#,
    );
}

#[test]
fn in_no_group() {
    let ran = explained(
        &document(),
        json!({ "groups": ["bedrock-data-admins", "a\u{1b}[31m", null] }),
    );
    check(
        &ran,
        3,
        r#"No team could be chosen for ada.

token      of https://acme.okta.com, issued 2026-11-20T12:00:00Z
routes     HOME/routes.json, of acme
claim      "groups": a list of 3, 1 of which cannot be groups
groups     "a\u{1b}[31m" and "bedrock-data-admins"

Teams:
  platform  you are not in "bedrock-platform"
  backend   you are not in "bedrock-backend"
  mobile    you are not in "bedrock-mobile"
  data      you are not in "bedrock-data"; "bedrock-data-admins" is another
            group
"#,
    );
    assert_eq!(
        ran.err,
        "bedrock-auth: could not choose a team: you are in the group of none; yours: \
         \"a\\u{1b}[31m\" and \"bedrock-data-admins\"\n\
         hint: your group \"bedrock-data-admins\" is not \"bedrock-data\": ask to be added to \
         \"bedrock-data\", then sign in again\n"
    );
}

#[test]
fn too_many_groups() {
    check(
        &explained(&document(), json!({ "_claim_names": { "groups": "src1" } })),
        5,
        r#"No team could be chosen for ada.

token      of https://acme.okta.com, issued 2026-11-20T12:00:00Z
routes     HOME/routes.json, of acme
claim      "groups": left out by the identity provider, because there are too
           many (group overage)

Teams:
  platform  its group is "bedrock-platform"
  backend   its group is "bedrock-backend"
  mobile    its group is "bedrock-mobile"
  data      its group is "bedrock-data"
"#,
    );
}

#[test]
fn inside_of_another_claim() {
    let mut document = document();
    document["groups_claim"] = json!("realm_access.roles");
    let claims = json!({ "realm_access": { "roles": ["/bedrock-data"] } });
    check(
        &explained(&document, claims),
        0,
        r#"ada works in team data and its account data-1.

token      of https://acme.okta.com, issued 2026-11-20T12:00:00Z
routes     HOME/routes.json, of acme
claim      "realm_access.roles": a list of 1
groups     "/bedrock-data"
rule       the only team whose group you are in

Note: the claim is inside of another one. An identity pool looks only at the
      token's own claims, and will refuse: ask your administrator to have the
      groups sent in a claim of their own.

Teams:
  platform  you are not in "bedrock-platform"
  backend   you are not in "bedrock-backend"
  mobile    you are not in "bedrock-mobile"
* data      you are in "bedrock-data", sent as "/bedrock-data"

Accounts of data:
* data-1  111122226666  weight 1  score 1.772
"#,
    );
}

#[test]
fn of_a_hundred_teams_only_those_that_could_have_been() {
    let mut document = document();
    let teams = document["teams"].as_array_mut().unwrap();
    for number in 0..100 {
        let mut team = teams[2].clone();
        team["name"] = json!(format!("team-{number}"));
        team["group"] = json!(format!("group-{number}"));
        teams.push(team);
    }
    check(
        &explained(&document, json!({ "groups": "bedrock-data, group-7" })),
        0,
        r#"ada works in team data and its account data-1.

token      of https://acme.okta.com, issued 2026-11-20T12:00:00Z
routes     HOME/routes.json, of acme
claim      "groups": a text, taken for 2 groups with commas between
groups     "bedrock-data" and "group-7"
rule       the first of your teams in the routing document

Teams:
* data    you are in "bedrock-data", as a part of the text
  team-7  you are in "group-7", as a part of the text, but it has no account yet
  and 102 more

Accounts of data:
* data-1  111122226666  weight 1  score 1.772
"#,
    );
}

#[test]
fn for_programs() {
    let home = home(&document());
    let groups = ["bedrock-platform", "bedrock-data-x"];
    sign_in(
        &home,
        json!({ "email": "ada@acme.example", "groups": groups }),
    );
    let ran = run(&home, &["explain", "--json"]);
    let found: Value = serde_json::from_str(&ran.out).unwrap();
    let of = |pointer: &str| found.pointer(pointer).unwrap();
    assert_eq!(of("/person"), "ada@acme.example");
    assert_eq!(of("/subject"), "ada");
    assert_eq!(
        *of("/claim"),
        json!({ "name": "groups", "shape": "list", "path": false, "entries": 2, "passed_over": 0 })
    );
    assert_eq!(
        *of("/groups"),
        json!(["bedrock-data-x", "bedrock-platform"])
    );
    assert_eq!(
        (of("/rule"), of("/team")),
        (&json!("only"), &json!("platform"))
    );
    assert_eq!(of("/account"), "111122223333");
    assert_eq!(
        *of("/teams/3"),
        json!({
            "name": "data", "group": "bedrock-data", "accounts": 1, "chosen": false,
            "member": false, "matched": null, "why_not": "not-in-group", "near": "bedrock-data-x",
        })
    );
    assert_eq!(
        *of("/accounts/0"),
        json!({
            "name": "platform-1", "id": "111122223333", "region": "us-east-1", "weight": 1,
            "draw": "de49196710bee01e", "score": 4.908,
        })
    );
    assert_eq!((of("/error"), ran.code), (&Value::Null, 0));

    sign_in(&home, json!({ "hasgroups": true }));
    let ran = run(&home, &["explain", "--json"]);
    let found: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(
        (&found["error"]["exit"], ran.code),
        (&json!("group-overage"), 5)
    );
    assert_eq!(
        (&found["team"], &found["teams"][0]["member"]),
        (&Value::Null, &Value::Null)
    );
}

#[test]
fn without_a_sign_in_it_says_how() {
    let home = home(&document());
    let check = |cause: &str| {
        let ran = run(&home, &["explain"]);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""));
        let expected = format!(
            "bedrock-auth: could not tell your team: {cause}\nhint: sign in: `bedrock-auth login`\n"
        );
        assert_eq!(ran.err, expected);
    };
    check("nobody is signed in");
    let mut elsewhere = document();
    elsewhere["issuer"] = json!("https://other.okta.com");
    std::fs::write(home.path().join("routes.json"), elsewhere.to_string()).unwrap();
    sign_in(&home, json!({ "groups": "bedrock-data" }));
    check("nobody is signed in at https://other.okta.com yet");
}
