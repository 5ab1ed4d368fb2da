//! From nothing to stacks in every account.

use std::collections::BTreeMap;

use bedrock_org::command::carry_out::carry_out;
use bedrock_org::model::{InvocationLogs, Logging, Readiness, Set, StackState};
use bedrock_org::plan::routes::{Known, routes};
use tokio_util::sync::CancellationToken;

use super::{roomy, team_in, team_of, told};
use crate::in_memory::{look, on_virtual_time};

#[test]
fn every_account_gets_its_stacks_and_settings() {
    let sandbox = roomy(Vec::new());
    let intent = team_of(2);
    on_virtual_time(async {
        let (outcome, events) = told(&sandbox, &intent).await;
        assert!(outcome.is_complete(), "{outcome:#?}\n{events:#?}");
        let (_, seen, plan) = look(&sandbox, &intent).await.expect("a plan");
        assert_eq!(plan.changes, []);
        assert_eq!(plan.blocked, []);
        let org = &seen.observation.org;
        assert_eq!(org.gaps.len(), 0, "{:?}", org.gaps);
        assert_eq!(org.use_case, Some(true));
        for set in Set::ALL {
            assert!(org.stack_sets[&set].managed_execution);
        }
        for account in &org.accounts {
            let auth = account.stacks[&Set::Auth].values().next().expect("one");
            assert_eq!(auth.state, StackState::Current);
            assert!(auth.outputs["RoleArn"].ends_with(":role/bedrock-developer"));
            assert_eq!(account.stacks[&Set::Monitoring].len(), 2);
            for bedrock in account.bedrock.values() {
                assert_eq!(bedrock.logging, Logging::Ours(InvocationLogs::Metadata));
                assert!(bedrock.models.values().all(|it| *it == Readiness::Ready));
            }
        }
    });
    assert_eq!(sandbox.throttled().values().sum::<u64>(), 0);
}

#[test]
fn stacks_that_want_the_same_share_their_operations() {
    let sandbox = roomy(Vec::new());
    let mut intent = team_in(30, r#"["us-east-1"]"#);
    let updates = || {
        let calls = sandbox.calls();
        let updates = calls.get("cloudformation.UpdateStackInstances");
        updates.copied().unwrap_or_default()
    };
    on_virtual_time(async {
        let (outcome, _) = told(&sandbox, &intent).await;
        assert!(outcome.is_complete(), "{outcome:#?}");
        assert_eq!(updates(), 0);
        // One account's stack is updated together with its set; one operation serves the others.
        intent.identity.client_id = "0oanew".into();
        let (outcome, _) = told(&sandbox, &intent).await;
        assert!(outcome.is_complete(), "{outcome:#?}");
        assert_eq!(updates(), 1);
        let (_, _, plan) = look(&sandbox, &intent).await.expect("a plan");
        assert_eq!(plan.changes, []);
    });
}

#[test]
fn the_auth_stacks_say_what_the_routes_need() {
    let sandbox = roomy(Vec::new());
    let intent = team_of(2);
    on_virtual_time(async {
        let (aws, seen, plan) = look(&sandbox, &intent).await.expect("a plan");
        let stop = CancellationToken::new();
        carry_out(&aws, &seen, &intent, &plan, &stop, &|_| {}).await;
        // Learned while deploying, and read by someone who has deployed nothing.
        let learned = aws.auth_outputs(&seen.directory, &intent).await;
        let (aws, seen, _) = look(&sandbox, &intent).await.expect("a plan");
        let read = aws.auth_outputs(&seen.directory, &intent).await;
        assert_eq!(learned.read, read.read);
        assert_eq!(read.read.len(), 2);
        assert!(read.unread.is_empty() && learned.unread.is_empty());
        let known = Known {
            read: &read.read,
            unread: &BTreeMap::new(),
            before: None,
            quotas: None,
        };
        let routes = routes(&intent, known).expect("routes");
        assert_eq!(routes.left_out, []);
    });
}
