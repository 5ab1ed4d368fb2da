//! Organizations that are not empty, and people who work on them at the same time.

use bedrock_sandbox::{Kind, Rule, Sandbox};
use serde_json::Value;

use crate::in_memory::{
    actions, applied, apply, create, example, existing, on_virtual_time, organization, plan,
};

fn account(sandbox: &Sandbox, email: &str) -> Value {
    sandbox.snapshot()["accounts"][email].clone()
}

#[test]
fn an_account_adopted_by_id_is_moved_and_tagged_but_keeps_its_name() {
    let (sandbox, intent) = (organization(Vec::new()), example());
    on_virtual_time(applied(&sandbox, &intent));
    let adopted = account(&sandbox, "legacy@acme.example");
    assert_eq!(adopted["place"], "Bedrock/data");
    assert_eq!(adopted["name"], "legacy");
    assert_eq!(adopted["tags"]["bedrock-org:team"], "data");
}

#[test]
fn an_account_found_by_its_address_in_any_case_is_renamed_in_its_own_account() {
    let (sandbox, intent) = (organization(Vec::new()), example());
    sandbox.edit(|edit| {
        edit.account(existing(
            "AWS+mobile-1@ACME.example",
            "By hand",
            "Sandbox/Old",
        ));
    });
    on_virtual_time(async {
        let planned = actions(&plan(&sandbox, &intent).await);
        assert!(planned.contains(&"rename_account team.mobile/account.mobile-1/name".into()));
        assert!(!planned.contains(&"create_account team.mobile/account.mobile-1".into()));
        applied(&sandbox, &intent).await;
        assert!(plan(&sandbox, &intent).await.changes.is_empty());
    });
    let snapshot = sandbox.snapshot();
    let found: Vec<&Value> = snapshot["accounts"]
        .as_object()
        .expect("accounts")
        .iter()
        .filter(|(email, _)| email.eq_ignore_ascii_case("aws+mobile-1@acme.example"))
        .map(|(_, account)| account)
        .collect();
    assert_eq!(found.len(), 1, "{snapshot:#}");
    assert_eq!(
        (&found[0]["name"], &found[0]["place"]),
        (&"mobile-1".into(), &"Bedrock/mobile".into())
    );
}

#[test]
fn what_others_changed_is_put_back() {
    let (sandbox, intent) = (organization(Vec::new()), example());
    let wanted = on_virtual_time(async {
        applied(&sandbox, &intent).await;
        let wanted = sandbox.snapshot();
        sandbox
            .edit(|edit| -> Result<(), bedrock_sandbox::NotThere> {
                edit.move_account("aws+mobile-1@acme.example", "")?;
                edit.detach("bedrock-org/acme/protect", "Bedrock")?;
                edit.policy(
                    "bedrock-org/acme/models/sonnet-eu/eu-central-1",
                    r#"{"Statement":[]}"#,
                );
                edit.untag("Bedrock/backend", "owner")?;
                edit.tag("aws+backend-1@acme.example", "bedrock-org:team", "mobile")
            })
            .expect("edits");
        let planned = actions(&plan(&sandbox, &intent).await);
        assert_eq!(
            planned,
            [
                "attach_policy ou.Bedrock/policy.protect",
                "update_policy policy.models/sonnet-eu/eu-central-1",
                "tag team.backend/account.backend-1/tags",
                "tag team.backend/ou/tags",
                "move_account team.mobile/account.mobile-1/place",
            ]
        );
        applied(&sandbox, &intent).await;
        wanted
    });
    assert_eq!(sandbox.snapshot(), wanted);
}

#[test]
fn other_peoples_accounts_policies_and_tags_are_left_alone() {
    let (sandbox, intent) = (organization(Vec::new()), example());
    sandbox.edit(|edit| {
        // Switching them on attaches AWS's own policy everywhere.
        edit.service_control_policies(true);
        edit.account(existing("someone@acme.example", "someone", "Bedrock/elsewhere"));
        edit.policy("theirs", r#"{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"s3:*","Resource":"*"}]}"#);
        edit.attach("theirs", "Bedrock/elsewhere").expect("an OU");
        edit.tag("Bedrock/elsewhere", "cost-centre", "42").expect("an OU");
    });
    let before = sandbox.snapshot();
    on_virtual_time(applied(&sandbox, &intent));
    let after = sandbox.snapshot();
    assert_eq!(
        before["accounts"]["someone@acme.example"],
        after["accounts"]["someone@acme.example"]
    );
    assert_eq!(before["policies"]["theirs"], after["policies"]["theirs"]);
    assert_eq!(
        before["units"]["Bedrock/elsewhere"],
        after["units"]["Bedrock/elsewhere"]
    );
}

#[test]
fn an_address_that_is_taken_elsewhere_fails_that_account_alone() {
    let (sandbox, intent) = (organization(Vec::new()), example());
    sandbox.edit(|edit| edit.take_email("aws+mobile-1@acme.example"));
    let outcome = on_virtual_time(apply(&sandbox, &intent)).expect("an outcome");
    let failed: Vec<&str> = outcome
        .failed
        .keys()
        .map(|address| address.as_str())
        .collect();
    assert_eq!(failed, ["team.mobile/account.mobile-1"]);
    let skipped: Vec<&str> = outcome
        .skipped
        .iter()
        .map(|address| address.as_str())
        .collect();
    assert!(skipped.contains(&"team.mobile/account.mobile-1/place"));
    assert!(skipped.contains(&"team.mobile/account.mobile-1/stackset.auth"));
    let alone = |one: &&str| one.starts_with("team.mobile/account.mobile-1/");
    assert!(skipped.iter().all(alone), "{skipped:?}");
    let failure = &outcome.failed.values().next().expect("a failure");
    assert!(
        failure.error.contains("EMAIL_ALREADY_EXISTS"),
        "{failure:?}"
    );
    let hint = failure.hint.as_deref().expect("a hint");
    assert!(hint.contains("give the team another"), "{hint}");
}

#[test]
fn a_creation_that_fails_inside_aws_is_asked_for_again() {
    let failing = Kind::CreationFails {
        reason: "INTERNAL_FAILURE".into(),
    };
    let rules = vec![Rule::operation("CreateAccount", 2, failing)];
    let (sandbox, intent) = (organization(rules), example());
    on_virtual_time(applied(&sandbox, &intent));
    assert_eq!(
        sandbox.calls()["organizations.CreateAccount"],
        6,
        "5 accounts and one more try"
    );
    assert_eq!(
        sandbox.snapshot()["accounts"]
            .as_object()
            .expect("accounts")
            .len(),
        7
    );
}

#[test]
fn creations_of_other_people_leave_fewer_places() {
    let rules = vec![Rule::operation(
        "CreateAccount",
        1,
        Kind::Code {
            code: "ConstraintViolationException".into(),
            message: "You are creating accounts too fast.".into(),
            status: 400,
        },
    )];
    let (sandbox, intent) = (organization(rules), example());
    let outcome = on_virtual_time(apply(&sandbox, &intent)).expect("an outcome");
    // Without AWS's finer reason this could be any constraint, so it is not tried for ever.
    assert_eq!(outcome.failed.len(), 1, "{outcome:?}");

    let (sandbox, mut slow) = (organization(Vec::new()), example());
    slow.teams.retain(|team, _| team.as_str() == "mobile");
    on_virtual_time(async {
        for name in ["a", "b", "c", "d", "e"] {
            create(&sandbox, name, &format!("{name}@acme.example")).await;
        }
        applied(&sandbox, &slow).await;
    });
    assert_eq!(
        account(&sandbox, "aws+mobile-1@acme.example")["place"],
        "Bedrock/mobile"
    );
}

#[test]
fn more_accounts_than_aws_allows_are_announced_and_fail_with_what_to_do() {
    let sandbox = Sandbox::new(bedrock_sandbox::Setup {
        account_quota: 3,
        ..Default::default()
    });
    let mut intent = example();
    intent
        .teams
        .retain(|team, _| ["backend", "mobile"].contains(&team.as_str()));
    on_virtual_time(async {
        let planned = plan(&sandbox, &intent).await;
        assert_eq!(planned.headroom.missing(), 1);
        let outcome = apply(&sandbox, &intent).await.expect("an outcome");
        assert_eq!(outcome.failed.len(), 1, "{outcome:?}");
        let failure = outcome.failed.values().next().expect("a failure");
        let hint = failure.hint.as_deref().expect("a hint");
        assert!(
            hint.contains("Default maximum number of accounts"),
            "{failure:?}"
        );
    });
}

#[test]
fn a_suspended_account_blocks_its_seat_and_nothing_else() {
    let (sandbox, intent) = (organization(Vec::new()), example());
    on_virtual_time(async {
        applied(&sandbox, &intent).await;
        sandbox
            .edit(|edit| edit.suspend("aws+mobile-1@acme.example"))
            .expect("an account");
        let planned = plan(&sandbox, &intent).await;
        assert!(planned.changes.is_empty(), "{:?}", actions(&planned));
        assert_eq!(planned.blocked.len(), 1);
        assert_eq!(
            planned.blocked[0].address.as_str(),
            "team.mobile/account.mobile-1"
        );
    });
}

#[test]
fn a_role_that_may_not_read_tags_changes_no_tags_and_everything_else() {
    let tags = Rule::operation("ListTagsForResource", 1, Kind::AccessDenied).times(u64::MAX);
    let (sandbox, intent) = (organization(vec![tags]), example());
    on_virtual_time(async {
        let planned = plan(&sandbox, &intent).await;
        let blocked: Vec<&str> = planned
            .blocked
            .iter()
            .map(|one| one.address.as_str())
            .collect();
        assert_eq!(blocked, ["team.data/account.data-1/tags"]);
        let outcome = apply(&sandbox, &intent).await.expect("an outcome");
        assert!(outcome.is_complete(), "{outcome:?}");
    });
    assert_eq!(
        account(&sandbox, "legacy@acme.example")["place"],
        "Bedrock/data"
    );
}
