//! `rehearse --spend`: from the first dollar to the lifted stop.

use serde_json::Value;

use crate::command_line::stage::{Ran, command};
use crate::in_memory::EXAMPLE;

fn rehearsed(name: &str, spend: &str, scenario: Option<&str>) -> Value {
    let folder = std::env::temp_dir().join(format!("bedrock-org-{name}-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("org.toml"), EXAMPLE).unwrap();
    if let Some(text) = scenario {
        std::fs::write(folder.join("spend.toml"), text).unwrap();
    }
    let arguments = ["rehearse", spend, "--json", "org.toml"];
    let ran = Ran::of(command(&arguments).current_dir(&folder));
    std::fs::remove_dir_all(&folder).unwrap();
    assert_eq!(ran.code, 0, "{} {}", ran.out, ran.err);
    let mut lines = ran.json().into_iter();
    lines
        .find(|line| line["kind"] == "rehearsed-spend")
        .unwrap()
}

fn told(rehearsed: &Value) -> Vec<(String, f64)> {
    let alerts = rehearsed["alerts"].as_array().unwrap().iter();
    alerts
        .filter(|alert| alert["action"].is_null())
        .map(|alert| {
            let budget = alert["budget"].as_str().unwrap();
            let name = budget.rsplit(' ').next().unwrap();
            (name.to_owned(), alert["threshold"].as_f64().unwrap())
        })
        .collect()
}

/// The accounts of these calls that were answered, and those that were not.
fn answered(calls: &Value) -> (Vec<&str>, Vec<&str>) {
    let (mut fine, mut refused) = (Vec::new(), Vec::new());
    for call in calls.as_array().unwrap() {
        let account = call["account"].as_str().unwrap();
        let list = match call["refused"].is_null() {
            true => &mut fine,
            false => &mut refused,
        };
        if !list.contains(&account) {
            list.push(account);
        }
    }
    (fine, refused)
}

#[test]
fn a_team_spends_through_its_budget_and_is_stopped_alone() {
    let rehearsed = rehearsed("spend-built-in", "--spend", None);
    let platform = |threshold| ("platform-1".to_owned(), threshold);
    assert_eq!(told(&rehearsed), [50.0, 80.0, 100.0].map(platform));
    let calls = &rehearsed["calls"];
    assert_eq!(answered(&calls["before"]).1, [""; 0]);
    let (fine, refused) = answered(&calls["while_stopped"]);
    assert_eq!(refused, ["platform-1"]);
    assert!(fine.len() >= 3 && !fine.contains(&"platform-1"), "{fine:?}");
    let why = calls["while_stopped"].as_array().unwrap().iter();
    let why: Vec<&str> = why.filter_map(|call| call["refused"].as_str()).collect();
    assert!(
        why.iter()
            .all(|why| why.starts_with("access denied to bedrock:InvokeModel")),
        "{why:?}"
    );
    assert_eq!(answered(&calls["after_lifting"]).1, [""; 0]);
    assert_eq!(rehearsed["lifted"][0]["end"], "armed");
    assert_eq!(rehearsed["faults"], serde_json::json!([]));
}

#[test]
fn a_file_says_who_spends_what() {
    let scenario = r#"
[[spend]]
account = "backend-1"
model = "sonnet"
usd_per_day = 3000
days = 2

[[spend]]
account = "mobile-1"
model = "haiku"
person = "grace@acme.example"
usd_per_day = 600
days = 3
"#;
    let rehearsed = rehearsed("spend-of-a-file", "--spend=spend.toml", Some(scenario));
    let told = told(&rehearsed);
    let of = |name: &str| {
        let these = told.iter().filter(|(budget, _)| budget == name);
        these.map(|(_, threshold)| *threshold).collect::<Vec<_>>()
    };
    assert_eq!(of("backend-1"), [50.0, 80.0, 100.0]);
    // Both accounts together, and the other one spent nothing.
    assert_eq!(of("backend"), [50.0]);
    assert_eq!(of("mobile-1"), [50.0, 80.0, 100.0]);
    // Backend's budget stops nobody, and mobile's was approved.
    let (_, refused) = answered(&rehearsed["calls"]["while_stopped"]);
    assert_eq!(refused, ["mobile-1"]);
}

#[test]
fn a_file_with_a_mistake_says_where_it_is() {
    for (scenario, said) in [
        (
            "[[spend]]\naccount = \"backend-1\"\nmodel = \"opu\"\nusd_per_day = 1\ndays = 1\n",
            "no model opu",
        ),
        (
            "[[spend]]\naccount = \"backend-9\"\nmodel = \"opus\"\nusd_per_day = 1\ndays = 1\n",
            "no account backend-9",
        ),
        (
            "[[spend]]\naccount = \"backend-1\"\nmodel = \"opus\"\nusd_per_day = -1\ndays = 1\n",
            "cannot spend -1",
        ),
        ("[[spend]]\naccont = \"backend-1\"\n", "line 2"),
        ("spend = 3", "line 1"),
    ] {
        let folder =
            std::env::temp_dir().join(format!("bedrock-org-odd-spend-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("org.toml"), EXAMPLE).unwrap();
        std::fs::write(folder.join("spend.toml"), scenario).unwrap();
        let arguments = ["rehearse", "--spend=spend.toml", "org.toml"];
        let ran = Ran::of(command(&arguments).current_dir(&folder));
        std::fs::remove_dir_all(&folder).unwrap();
        assert_eq!(ran.code, 1, "{ran:?}");
        assert!(ran.err.contains(said), "{said}: {}", ran.err);
    }
}
