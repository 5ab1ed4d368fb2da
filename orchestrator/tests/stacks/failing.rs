//! Stacks that fail, and only they.

use bedrock_org::model::{Set, StackState};

use super::{email, observed, roomy, team_of, told};
use crate::in_memory::{actions, look, on_virtual_time};

#[test]
fn three_of_fifty_fail_with_their_reasons_and_the_next_apply_touches_only_them() {
    let sandbox = roomy(Vec::new());
    let intent = team_of(50);
    on_virtual_time(async {
        // The accounts first; their stacks cannot be told to fail before they exist.
        let mut without = intent.clone();
        let team = without.teams.values_mut().next().expect("a team");
        let broken: Vec<_> = [7, 23, 41].map(|n| team.seats[n - 1].clone()).to_vec();
        team.seats.retain(|seat| broken.contains(seat));
        let (outcome, _) = told(&sandbox, &without).await;
        assert!(outcome.is_complete(), "{outcome:#?}");
        sandbox.edit(|edit| {
            for n in [7, 23, 41] {
                edit.fail_stacks(&email(n), "the quota of roles is reached")
                    .expect("there");
            }
        });
        // A template that differs in what it means: every stack has to follow.
        let mut changed = intent.clone();
        changed.identity.client_id = "0oanew".into();
        let (outcome, _) = told(&sandbox, &changed).await;
        let failed: Vec<&str> = outcome.failed.keys().map(|at| at.as_str()).collect();
        assert_eq!(
            failed,
            [
                "team.platform/account.platform-23/stackset.auth",
                "team.platform/account.platform-41/stackset.auth",
                "team.platform/account.platform-7/stackset.auth",
            ]
        );
        for failure in outcome.failed.values() {
            assert!(
                failure.error.contains("the quota of roles is reached"),
                "{failure:?}"
            );
        }
        let seen = observed(&sandbox, &changed).await;
        let outdated = seen.observation.org.accounts.iter().filter(|account| {
            let auth = account.stacks[&Set::Auth].values().next();
            matches!(auth.expect("one").state, StackState::Outdated { .. })
        });
        assert_eq!(outdated.count(), 3);

        sandbox.edit(|edit| {
            for n in [7, 23, 41] {
                edit.heal_stacks(&email(n)).expect("there");
            }
        });
        let (_, _, plan) = look(&sandbox, &changed).await.expect("a plan");
        assert_eq!(
            actions(&plan),
            [
                "deploy_stack team.platform/account.platform-23/stackset.auth",
                "deploy_stack team.platform/account.platform-41/stackset.auth",
                "deploy_stack team.platform/account.platform-7/stackset.auth",
            ]
        );
        let (outcome, _) = told(&sandbox, &changed).await;
        assert!(outcome.is_complete(), "{outcome:#?}");
    });
}
