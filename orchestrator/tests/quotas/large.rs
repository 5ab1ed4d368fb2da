//! Many accounts: AWS counts each by itself.

use std::time::Duration;

use bedrock_org::command::carry_out::carry_out;
use bedrock_org::model::{AccountName, Region};
use bedrock_org::plan::{Action, lower_bound};
use bedrock_sandbox::Setup;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::stage::{organization, plan_in, requests_sent, thirty_accounts};
use crate::in_memory::{existing, look, on_virtual_time, plan};

#[test]
fn accounts_do_not_wait_for_each_other() {
    let sandbox = organization(Setup::default(), Vec::new());
    sandbox.edit(|edit| {
        for number in 1..=30 {
            let name = format!("platform-{number}");
            edit.account(existing(&format!("aws+{name}@acme.example"), &name, ""));
        }
    });
    let intent = thirty_accounts();
    let took = on_virtual_time(async {
        let (aws, seen, mut plan) = look(&sandbox, &intent).await.unwrap();
        let asking = |action: &Action| matches!(action, Action::RequestQuota { .. });
        plan.changes.retain(|change| asking(&change.action));
        assert_eq!(plan.changes.len(), 60);
        let (began, stop) = (Instant::now(), CancellationToken::new());
        let outcome = carry_out(&aws, &seen, &intent, &plan, &stop, &|_| {}).await;
        assert!(outcome.is_complete(), "{outcome:?}");
        began.elapsed()
    });
    assert_eq!(requests_sent(&sandbox), 60);
    assert_eq!(sandbox.throttled().values().sum::<u64>(), 0);
    // One after another they would take twenty seconds.
    assert!(took < Duration::from_secs(1), "{took:?}");
}

#[test]
fn an_account_with_many_requests_bounds_an_apply() {
    let regions = ["us-east-1", "us-west-2"];
    let models = "{ tpm = 90_000_000 }";
    let quota = format!("sonnet = {models}, opus = {models}, haiku = {models}");
    let intent = plan_in(&format!("{regions:?}"), "us", &quota);
    let sandbox = organization(Setup::default(), Vec::new());
    let changes = on_virtual_time(plan(&sandbox, &intent)).changes;
    let asking = changes.into_iter();
    let mut asking: Vec<_> = asking
        .filter(|change| matches!(change.action, Action::RequestQuota { .. }))
        .collect();
    assert_eq!(asking.len(), 6);
    let bound =
        |changes: &[_]| lower_bound(changes, |_, _| Duration::ZERO, |_, _, _| Duration::ZERO);
    // Three at once in each Region.
    assert_eq!(bound(&asking), Duration::ZERO);
    let one: Region = regions[0].parse().unwrap();
    for change in &mut asking {
        if let Action::RequestQuota { region, .. } = &mut change.action {
            *region = one.clone();
        }
    }
    assert_eq!(bound(&asking), Duration::from_secs(1));
    let other: AccountName = "platform-2".parse().unwrap();
    for change in asking.iter_mut().take(3) {
        if let Action::RequestQuota { account, .. } = &mut change.action {
            *account = other.clone();
        }
    }
    assert_eq!(bound(&asking), Duration::ZERO);
}
