//! Organizations that exist already, compared and kept.

use std::collections::BTreeMap;
use std::time::Duration;

use bedrock_sandbox::{ExistingAccount, Sandbox, Setup};
use serde_json::json;

use super::sdk::organizations;

const DENY: &str =
    r#"{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"*","Resource":"*"}]}"#;

fn furnished() -> Sandbox {
    let sandbox = Sandbox::new(Setup {
        service_control_policies: true,
        ..Setup::default()
    });
    sandbox.edit(|edit| {
        edit.unit("Bedrock/Teams");
        edit.account(ExistingAccount {
            email: "aws+a@acme.example".into(),
            name: "a".into(),
            place: "Bedrock/Teams".into(),
            tags: BTreeMap::from([("team".into(), "platform".into())]),
            invited: true,
            id: None,
        });
        edit.policy("guard", DENY);
        edit.attach("guard", "Bedrock").unwrap();
        edit.tag("guard", "owner", "cloud").unwrap();
        edit.trust("account.amazonaws.com");
    });
    sandbox
}

#[tokio::test(start_paused = true)]
async fn a_snapshot_goes_by_names() {
    let snapshot = furnished().snapshot();
    assert_eq!(
        snapshot["accounts"]["aws+a@acme.example"],
        json!({
            "created": false,
            "name": "a",
            "place": "Bedrock/Teams",
            "policies": ["FullAWSAccess"],
            "state": "ACTIVE",
            "tags": {"team": "platform"},
        })
    );
    assert_eq!(
        snapshot["units"],
        json!({
            "Bedrock": {"policies": ["FullAWSAccess", "guard"], "tags": {}},
            "Bedrock/Teams": {"policies": ["FullAWSAccess"], "tags": {}},
        })
    );
    let guard = &snapshot["policies"]["guard"];
    assert_eq!(guard["targets"], json!(["Bedrock"]));
    assert_eq!(guard["tags"], json!({"owner": "cloud"}));
    assert_eq!(
        snapshot["policy_types"],
        json!({"SERVICE_CONTROL_POLICY": "ENABLED"})
    );
    assert_eq!(snapshot["trusted_access"], json!(["account.amazonaws.com"]));
}

#[tokio::test(start_paused = true)]
async fn snapshots_of_other_seeds_are_equal() {
    let other = Sandbox::new(Setup {
        seed: 99,
        service_control_policies: true,
        ..Setup::default()
    });
    let same = Sandbox::new(Setup {
        service_control_policies: true,
        ..Setup::default()
    });
    assert_eq!(other.snapshot(), same.snapshot());
    same.edit(|edit| edit.unit("New"));
    assert_ne!(other.snapshot(), same.snapshot());
}

#[tokio::test(start_paused = true)]
async fn others_change_things_behind_a_callers_back() {
    let sandbox = furnished();
    sandbox.edit(|edit| {
        edit.move_account("aws+a@acme.example", "Root").unwrap();
        edit.rename("aws+a@acme.example", "b").unwrap();
        edit.untag("aws+a@acme.example", "team").unwrap();
        edit.remove("guard").unwrap();
        edit.remove("Bedrock/Teams").unwrap();
        assert!(edit.find("guard").is_err());
    });
    let snapshot = sandbox.snapshot();
    let account = &snapshot["accounts"]["aws+a@acme.example"];
    assert_eq!(
        (&account["name"], &account["place"]),
        (&json!("b"), &json!("Root"))
    );
    assert_eq!(account["tags"], json!({}));
    assert_eq!(
        snapshot["units"]["Bedrock"]["policies"],
        json!(["FullAWSAccess"])
    );
    assert!(snapshot["policies"].get("guard").is_none());
}

#[tokio::test(start_paused = true)]
async fn a_saved_organization_goes_on_where_it_was() {
    let path = std::env::temp_dir().join(format!("bedrock-sandbox-{}.json", std::process::id()));
    let sandbox = furnished();
    let email = "aws+later@acme.example";
    let client = organizations(&sandbox);
    client
        .create_account()
        .account_name("later")
        .email(email)
        .send()
        .await
        .unwrap();
    sandbox.save(&path).unwrap();
    // What happens after saving is lost.
    sandbox.edit(|edit| edit.unit("Lost"));

    let opened = Sandbox::open(Setup::default(), &path).unwrap();
    std::fs::remove_file(&path).unwrap();
    assert_eq!(opened.snapshot()["creating"], json!(["later"]));
    assert!(opened.snapshot()["units"].get("Lost").is_none());
    tokio::time::sleep(opened.creation_time(email) + Duration::from_secs(1)).await;
    let finished = opened.snapshot();
    assert_eq!(finished["creating"], json!([]));
    assert_eq!(finished["accounts"][email]["place"], json!("Root"));
    sandbox.edit(|edit| edit.remove("Lost")).unwrap();
    assert_eq!(finished, sandbox.snapshot());
}

#[tokio::test(start_paused = true)]
async fn a_thousand_accounts_are_listed_in_pages() {
    let sandbox = Sandbox::new(Setup {
        empty_pages_percent: 0.0,
        ..Setup::default()
    });
    sandbox.edit(|edit| {
        for n in 0..999 {
            edit.account(ExistingAccount {
                email: format!("aws+{n}@acme.example"),
                place: format!("Unit-{}", n % 10),
                ..ExistingAccount::default()
            });
        }
    });
    let client = organizations(&sandbox);
    let mut pages = client.list_accounts().into_paginator().send();
    let mut emails = std::collections::BTreeSet::new();
    let mut count = 0;
    while let Some(page) = pages.next().await {
        count += 1;
        emails.extend(
            page.unwrap()
                .accounts
                .unwrap()
                .into_iter()
                .filter_map(|account| account.email),
        );
        tokio::time::sleep(Duration::from_millis(125)).await;
    }
    assert_eq!((emails.len(), count), (1000, 50));
}
