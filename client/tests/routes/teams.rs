//! `team`: shown, kept to, and given back.

use serde_json::{Value, json};

use super::{document, home, run, sign_in};

const THREE: [&str; 3] = ["bedrock-data", "bedrock-mobile", "bedrock-platform"];

#[test]
fn a_choice_is_shown_made_kept_and_given_back() {
    let home = home(&document());
    sign_in(
        &home,
        json!({ "email": "ada@acme.example", "groups": THREE }),
    );
    let check = |args: &[&str], expected: &str| {
        let ran = run(&home, args);
        assert_eq!(ran.out, expected, "{args:?}");
        assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{args:?}");
    };
    let first = "Teams of ada@acme.example:\n\
                 * platform  the first of your teams in the routing document\n  \
                   mobile    has no account yet\n  \
                   data\n\n\
                 Keep to another one: `bedrock-auth team NAME`\n";
    check(&["team"], first);
    check(
        &["team", "data"],
        "From now on you work in team data.\nBack to the first one: `bedrock-auth team --clear`\n",
    );
    check(
        &["team"],
        "Teams of ada@acme.example:\n  \
           platform\n  \
           mobile    has no account yet\n\
         * data      chosen for good with `bedrock-auth team`\n\n\
         Back to the first one: `bedrock-auth team --clear`\n",
    );
    check(
        &["team", "--clear"],
        "From now on you work in the first of your teams in the routing document.\n",
    );
    check(&["team"], first);
}

#[test]
fn a_choice_leaves_the_other_settings_alone() {
    let home = home(&document());
    let path = home.path().join("elsewhere.json");
    std::fs::rename(home.path().join("routes.json"), &path).unwrap();
    let settings = home.path().join("settings.json");
    std::fs::write(&settings, json!({ "routes": path }).to_string()).unwrap();
    sign_in(&home, json!({ "groups": THREE }));
    assert_eq!(run(&home, &["team", "data"]).code, 0);
    let kept = |settings: &std::path::Path| -> Value {
        serde_json::from_slice(&std::fs::read(settings).unwrap()).unwrap()
    };
    assert_eq!(kept(&settings), json!({ "routes": path, "team": "data" }));
    assert_eq!(run(&home, &["team", "--clear"]).code, 0);
    assert_eq!(kept(&settings), json!({ "routes": path }));
}

#[test]
fn what_cannot_be_kept_to_is_refused_and_not_saved() {
    let home = home(&document());
    sign_in(&home, json!({ "groups": THREE }));
    for (team, code, message) in [
        (
            "mobile",
            3,
            "could not choose an account: team mobile has none yet",
        ),
        (
            "datas",
            4,
            "could not choose team \"datas\": there is none of this name",
        ),
        (
            "backend",
            4,
            "could not choose team backend: you are not in its group",
        ),
    ] {
        let ran = run(&home, &["team", team]);
        assert_eq!((ran.code, ran.out.as_str()), (code, ""));
        assert!(ran.err.contains(message), "{}", ran.err);
    }
    assert!(!home.path().join("settings.json").exists());
}

#[test]
fn one_may_choose_before_the_first_sign_in() {
    let home = home(&document());
    assert_eq!(run(&home, &["team"]).code, 2);
    assert_eq!(run(&home, &["team", "nobody"]).code, 4);
    assert_eq!(run(&home, &["team", "data"]).code, 0);
    sign_in(&home, json!({ "groups": THREE }));
    let ran = run(&home, &["team", "--json"]);
    let found: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(
        found,
        json!({
            "person": "ada",
            "chosen": "data",
            "rule": "saved",
            "saved": "data",
            "teams": [
                { "name": "platform", "group": "bedrock-platform", "accounts": 2, "chosen": false },
                { "name": "mobile", "group": "bedrock-mobile", "accounts": 0, "chosen": false },
                { "name": "data", "group": "bedrock-data", "accounts": 1, "chosen": true },
            ],
        })
    );
}
