//! The accounts' quotas as the sandbox shows them.

use bedrock_org::command::capacity::look;
use bedrock_org::model::{Intent, LiveQuotas};
use bedrock_org::plan::capacity::{Known, capacity};
use bedrock_org::plan::quota_status::{State, quota_status};
use bedrock_org::plan::routes::weights;
use bedrock_org::report::Style;
use bedrock_sandbox::{Kind, Rule, Sandbox};

use super::stage::{HAIKU, OPUS, backend, here, plan};
use crate::in_memory::{connection, existing, on_virtual_time, organization};

const M: u64 = 1_000_000;
const TWO: &str = "developers = 40\naccounts = 2";

fn sandbox(rules: Vec<Rule>) -> Sandbox {
    let sandbox = organization(rules);
    sandbox.edit(|edit| {
        edit.account(existing(
            "aws+backend-1@acme.example",
            "backend-1",
            "Bedrock/backend",
        ));
        edit.apply_quota("aws+backend-1@acme.example", "us-east-1", OPUS, 400_000.0)
            .unwrap();
    });
    sandbox
}

fn read(sandbox: &Sandbox, intent: &Intent) -> LiveQuotas {
    let looked = on_virtual_time(look(&connection(sandbox), intent, Style::PLAIN));
    looked.map_err(|stop| stop.error).unwrap()
}

#[test]
fn applied_values_and_defaults_are_read() {
    let sandbox = sandbox(Vec::new());
    let intent = plan(TWO);
    let live = read(&sandbox, &intent);
    assert_eq!(live.unread, Default::default());
    assert_eq!(live.absent, [here(2).0]);
    let team = backend(&intent, Some(&live));
    let known: Vec<Known> = team.places.iter().map(|place| place.known).collect();
    assert_eq!(known, [Known::Read, Known::Absent]);
    let [opus, haiku] = &team.places[0].models[..] else {
        panic!("two models");
    };
    let quota = opus.tpm.quota.as_ref().unwrap();
    assert_eq!(
        (quota.name.as_str(), quota.code.as_str()),
        (OPUS, "L-A4430697")
    );
    assert_eq!(
        (quota.applied, quota.default),
        (Some(400_000), Some(30 * M))
    );
    assert_eq!(opus.tpm.gap(), Some(2_600_000));
    let quota = haiku.tpm.quota.as_ref().unwrap();
    assert_eq!((quota.name.as_str(), quota.has()), (HAIKU, Some(5 * M)));
    assert!(haiku.rpm.as_ref().unwrap().has().is_some());
    assert_eq!(opus.rpm, None);

    let wanted = capacity(&intent, Some(&live)).wanted();
    assert_eq!(wanted.len(), 1);
    assert_eq!(
        (wanted[0].code.as_str(), wanted[0].value),
        ("L-A4430697", 3 * M)
    );
}

/// AWS's defaults are the same for all accounts.
#[test]
fn the_defaults_are_read_once_in_a_region() {
    let sandbox = sandbox(Vec::new());
    sandbox.edit(|edit| {
        edit.account(existing(
            "aws+backend-2@acme.example",
            "backend-2",
            "Bedrock/backend",
        ));
    });
    let live = read(&sandbox, &plan(TWO));
    assert_eq!(live.read.len(), 2);
    let calls = sandbox.calls();
    let applied = calls["servicequotas.ListServiceQuotas"];
    let defaults = calls["servicequotas.ListAWSDefaultServiceQuotas"];
    assert!(
        defaults > 0 && defaults * 2 <= applied + 2,
        "{applied} {defaults}"
    );
}

#[test]
fn what_may_not_be_read_is_a_gap() {
    let denied = Rule::operation("ListServiceQuotas", 1, Kind::AccessDenied).times(u64::MAX);
    let sandbox = sandbox(vec![denied]);
    let intent = plan(TWO);
    let live = read(&sandbox, &intent);
    let gap = &live.unread[&here(1)];
    assert!(gap.cause.contains("ListServiceQuotas"), "{gap:?}");
    assert!(gap.hint.contains("access role"), "{gap:?}");
    let team = backend(&intent, Some(&live));
    assert_eq!(team.places[0].known, Known::Unread);
    assert_eq!(capacity(&intent, Some(&live)).wanted(), []);
}

/// Of what has no value of its own in an account, the default alone says that there is such a quota.
#[test]
fn where_the_defaults_may_not_be_read_nothing_is_taken_for_missing() {
    let operation = "ListAWSDefaultServiceQuotas";
    let denied = Rule::operation(operation, 1, Kind::AccessDenied).times(u64::MAX);
    let sandbox = sandbox(vec![denied]);
    sandbox.edit(|edit| {
        let email = "aws+backend-2@acme.example";
        edit.account(existing(email, "backend-2", "Bedrock/backend"));
        edit.apply_quota(email, "us-east-1", OPUS, 400_000.0)
            .unwrap();
    });
    let intent = plan(TWO);
    let live = read(&sandbox, &intent);
    for number in [1, 2] {
        let gap = &live.unread[&here(number)];
        assert!(gap.cause.contains("AWS's defaults"), "{gap:?}");
    }
    let capacity = capacity(&intent, Some(&live));
    let known: Vec<Known> = capacity.teams[0].places.iter().map(|it| it.known).collect();
    assert_eq!(known, [Known::Unread, Known::Unread]);
    // What was read holds.
    let opus = &capacity.teams[0].places[1].models[0].tpm;
    assert_eq!(opus.has(), Some(400_000));
    assert_eq!(quota_status(&capacity, &live, 0).count(State::NoQuota), 0);
    assert_eq!(weights(&intent, &intent.teams["backend"], &live), None);
}

/// The management account has them too, whatever the access role may do.
#[test]
fn the_defaults_come_from_wherever_they_can_be_read() {
    let operation = "ListAWSDefaultServiceQuotas";
    let denied = Rule::operation(operation, 1, Kind::AccessDenied).times(1);
    let live = read(&sandbox(vec![denied]), &plan(TWO));
    assert_eq!(live.unread, Default::default());
}

/// An account is found by its address or number, wherever it is.
#[test]
fn nothing_is_read_that_says_nothing_of_quotas() {
    let sandbox = sandbox(Vec::new());
    let live = read(&sandbox, &plan(TWO));
    assert_eq!(live.read.len(), 1);
    let calls = sandbox.calls();
    let others = [
        "ListTagsForResource",
        "ListOrganizationalUnitsForParent",
        "DescribeOrganizationalUnit",
        "ListPolicies",
        "DescribePolicy",
        "ListTargetsForPolicy",
        "ListAccountsForParent",
    ];
    for other in others {
        let name = format!("organizations.{other}");
        assert_eq!(calls.get(name.as_str()), None, "{other}");
    }
    assert!(calls["organizations.ListAccounts"] > 0);
}
