//! From nothing to stacks in every account.

use bedrock_org::model::{InvocationLogs, Logging, Readiness, Set, StackState};

use super::{observed, roomy, team_of, told};
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
    let intent = team_of(30);
    on_virtual_time(async {
        let (outcome, _) = told(&sandbox, &intent).await;
        assert!(outcome.is_complete(), "{outcome:#?}");
        let seen = observed(&sandbox, &intent).await;
        assert_eq!(seen.observation.org.accounts.len(), 30);
    });
    println!("{:#?}", sandbox.calls());
}
