//! One team out of several: what decides, what is said of the others, and in which words nobody is
//! chosen.

use bedrock_routing::{Asked, Choice, Groups, Near, NoTeam, Routes, Rule, WhyNot};
use serde_json::{Value, json};

use crate::example::{document, with};

/// The example with a third team that waits for its account, between the two.
fn routes() -> Routes {
    let mut document = document();
    let teams = document["teams"].as_array_mut().unwrap();
    let mut waiting = teams[1].clone();
    waiting["name"] = json!("waiting");
    waiting["group"] = json!("bedrock-waiting");
    waiting["accounts"] = json!([]);
    teams.insert(1, waiting);
    Routes::parse(&document.to_string()).unwrap()
}

fn of(groups: &Value) -> Groups {
    let claims = json!({ "sub": "ada", "groups": groups });
    Groups::in_claims(claims.as_object().unwrap(), "groups")
}

const NOTHING: Asked<'_> = Asked {
    team: None,
    saved: None,
    one_team: false,
};

fn asked(team: &str) -> Asked<'_> {
    Asked {
        team: Some(team),
        ..NOTHING
    }
}

fn saved(team: &str) -> Asked<'_> {
    Asked {
        saved: Some(team),
        ..NOTHING
    }
}

fn told(choice: &Choice<'_>) -> (String, Rule, Vec<(String, WhyNot)>) {
    let others = choice.others.iter();
    let others = others.map(|other| (other.team.name.clone(), other.why.clone()));
    (choice.team.name.clone(), choice.rule, others.collect())
}

#[test]
fn the_only_team_is_taken_and_the_others_say_why_not() {
    let routes = routes();
    let groups = of(&json!(["bedrock-data", "bedrock-backend-eu"]));
    let choice = routes.choose(&groups, &NOTHING).unwrap();
    let longer = Some(Near::Part("bedrock-backend-eu".into()));
    assert_eq!(
        told(&choice),
        (
            "data".into(),
            Rule::Only,
            vec![
                ("backend".into(), WhyNot::NotInGroup(longer)),
                ("waiting".into(), WhyNot::NotInGroup(None)),
            ]
        )
    );
}

#[test]
fn of_several_the_order_decides_unless_one_is_asked_for_or_saved() {
    let routes = routes();
    let all = of(&json!("bedrock-data bedrock-waiting bedrock-backend"));
    let chosen = |asked: Asked<'_>| told(&routes.choose(&all, &asked).unwrap());
    let both = |first: (&str, WhyNot), second: (&str, WhyNot)| {
        vec![(first.0.into(), first.1), (second.0.into(), second.1)]
    };
    let to_backend = both(("waiting", WhyNot::NoAccount), ("data", WhyNot::NotChosen));
    let to_data = both(
        ("backend", WhyNot::NotChosen),
        ("waiting", WhyNot::NoAccount),
    );
    assert_eq!(chosen(NOTHING), ("backend".into(), Rule::First, to_backend));
    assert_eq!(
        chosen(saved("data")),
        ("data".into(), Rule::Saved, to_data.clone())
    );
    let over = Asked {
        saved: Some("backend"),
        ..asked("data")
    };
    assert_eq!(chosen(over), ("data".into(), Rule::Asked, to_data));
}

#[test]
fn a_team_without_an_account_is_waited_for_only_by_name() {
    let routes = routes();
    let two = of(&json!(["bedrock-waiting", "bedrock-data"]));
    assert_eq!(routes.choose(&two, &NOTHING).unwrap().team.name, "data");
    let none = NoTeam::NoAccount {
        team: "waiting".into(),
    };
    for by_name in [asked("waiting"), saved("waiting")] {
        assert_eq!(routes.choose(&two, &by_name), Err(none.clone()));
    }
    let one = of(&json!("bedrock-waiting"));
    assert_eq!(routes.choose(&one, &NOTHING), Err(none));
}

#[test]
fn a_saved_choice_that_no_longer_holds_is_passed_over_and_told() {
    let routes = routes();
    let groups = of(&json!(["bedrock-data"]));
    for (team, gone) in [("backend", false), ("closed", true)] {
        let choice = routes.choose(&groups, &saved(team)).unwrap();
        let passed_over = choice.passed_over.unwrap();
        assert_eq!((&*passed_over.team, passed_over.gone), (team, gone));
        assert_eq!((&*choice.team.name, choice.rule), ("data", Rule::Only));
    }
}

#[test]
fn one_team_fails_with_several_unless_one_is_named() {
    let routes = routes();
    let one_team = Asked {
        one_team: true,
        ..NOTHING
    };
    let two = of(&json!(["bedrock-backend", "bedrock-data"]));
    let several = NoTeam::Several {
        teams: vec!["backend".into(), "data".into()],
    };
    assert_eq!(routes.choose(&two, &one_team), Err(several));
    for named in [asked("data"), saved("data")] {
        let named = Asked {
            one_team: true,
            ..named
        };
        assert_eq!(routes.choose(&two, &named).unwrap().team.name, "data");
    }
    let one = of(&json!(["bedrock-backend"]));
    assert!(routes.choose(&one, &one_team).is_ok());
}

#[test]
fn a_text_that_is_a_groups_name_does_not_stand_for_its_words() {
    let named = with("/teams/0/group", Some(json!("Acme bedrock-data")));
    let routes = Routes::parse(&named).unwrap();
    let choice = routes
        .choose(&of(&json!("Acme bedrock-data")), &NOTHING)
        .unwrap();
    assert_eq!((&*choice.team.name, choice.rule), ("backend", Rule::Only));
}

#[test]
fn every_refusal_says_what_was_seen_and_what_to_do() {
    let routes = routes();
    let check = |claims: &Value, asked: Asked<'_>, message: &str, hint: &str| {
        let groups = Groups::in_claims(claims.as_object().unwrap(), "groups");
        let refused = routes.choose(&groups, &asked).unwrap_err();
        assert_eq!(refused.to_string(), message);
        assert_eq!(refused.hint(), hint);
    };
    let of = |groups: &Value| json!({ "groups": groups });
    check(
        &json!({ "_claim_names": { "groups": "src1" } }),
        NOTHING,
        "could not choose a team: the identity provider left your groups out of the ID token, \
         because there are too many (group overage)",
        "ask your administrator to send only the groups that are assigned to the application in \
         the claim \"groups\", or a claim with app roles in its place",
    );
    check(
        &json!({ "sub": "1", "aud": "x", "roles": ["a"] }),
        NOTHING,
        "could not choose a team: your ID token has no claim \"groups\"; it has \"aud\", \
         \"roles\" and \"sub\"",
        "\"roles\" could be meant: ask your administrator to set groups_claim in the plan file",
    );
    check(
        &of(&json!({})),
        NOTHING,
        "could not choose a team: the claim \"groups\" is an object, where a list or a text belongs",
        "ask your administrator to have the identity provider send your groups in this claim as a \
         list of texts",
    );
    check(
        &of(&json!(["everyone", "a\u{1b}[31m"])),
        NOTHING,
        "could not choose a team: you are in the group of none; yours: \"a\\u{1b}[31m\" and \
         \"everyone\"",
        "ask to be added to one of \"bedrock-backend\", \"bedrock-waiting\" and \"bedrock-data\", \
         then sign in again: `bedrock-auth login`",
    );
    check(
        &of(&json!(["Bedrock-Data"])),
        NOTHING,
        "could not choose a team: you are in the group of none; yours: \"Bedrock-Data\"",
        "your group \"Bedrock-Data\" is not \"bedrock-data\": capitals count. Ask your \
         administrator to write it in the plan file as the token has it",
    );
    check(
        &of(&json!(["0f8fad5b-d9cb-469f-a165-70867728950e"])),
        NOTHING,
        "could not choose a team: you are in the group of none; yours: \
         \"0f8fad5b-d9cb-469f-a165-70867728950e\"",
        "the token has the groups' ids and the plan file their names: ask your administrator to \
         write the object ids of the groups into the plan file",
    );
    check(
        &of(&json!(["bedrock-data"])),
        asked("backnd"),
        "could not choose team \"backnd\": there is none of this name",
        "did you mean backend?",
    );
    check(
        &of(&json!(["bedrock-data"])),
        asked("finance"),
        "could not choose team \"finance\": there is none of this name",
        "there are backend, waiting and data",
    );
    check(
        &of(&json!(["/acme/bedrock-data"])),
        asked("data"),
        "could not choose team data: you are not in its group \"bedrock-data\"; yours: \
         \"/acme/bedrock-data\"",
        "your group \"/acme/bedrock-data\" is not \"bedrock-data\": a path counts whole. Ask your \
         administrator to write it in the plan file as the token has it",
    );
    check(
        &of(&json!([])),
        asked("data"),
        "could not choose team data: you are not in its group \"bedrock-data\"; the claim \
         \"groups\" is an empty list",
        "ask to be added to it, then sign in again: `bedrock-auth login`",
    );
    let hundred: Vec<String> = (100..200).map(|number| number.to_string()).collect();
    check(
        &of(&json!(hundred)),
        asked("data"),
        "could not choose team data: you are not in its group \"bedrock-data\"; yours: \"100\", \
         \"101\", \"102\", \"103\", \"104\", \"105\", \"106\", \"107\" and 92 more",
        "ask to be added to it, then sign in again: `bedrock-auth login`; you have exactly 100 \
         groups, which is as many as Okta sends: the one that counts may be left out",
    );
}

#[test]
fn google_sends_no_groups() {
    let google = with("/issuer", Some(json!("https://accounts.google.com")));
    let routes = Routes::parse(&google).unwrap();
    let claims = json!({ "sub": "1", "hd": "acme.example" });
    let groups = Groups::in_claims(claims.as_object().unwrap(), "groups");
    let refused = routes.choose(&groups, &NOTHING).unwrap_err();
    assert!(refused.hint().starts_with("Google sends no groups"));
}
