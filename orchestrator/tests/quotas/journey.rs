//! From a plan to a quota that is there.

use bedrock_org::plan::{Action, WaitingKind};
use bedrock_sandbox::{Setup, Verdict};

use super::stage::{
    DAYS, EMAIL, OPUS, SEASON, SONNET, asked, deciding, in_both, kinds, organization, plan_for,
    requests_sent, settled, settled_at, sixty_million,
};
use crate::in_memory::{applied, apply, on_virtual_time, plan};
use crate::stacks::told;

#[test]
fn a_new_account_asks_once_and_waits_until_it_has_it() {
    let sandbox = organization(Setup::default(), Vec::new());
    let intent = sixty_million();
    on_virtual_time(async {
        applied(&sandbox, &intent).await;
        assert_eq!(asked(&sandbox, EMAIL), in_both(SONNET, &[6e7]));
        let waiting = plan(&sandbox, &intent).await;
        assert_eq!(waiting.changes, []);
        assert_eq!(waiting.blocked, []);
        assert_eq!(kinds(&waiting), [WaitingKind::Open; 2]);
        applied(&sandbox, &intent).await;
        tokio::time::sleep(DAYS).await;
        let there = plan(&sandbox, &intent).await;
        assert_eq!(there.changes, []);
        assert_eq!(there.waiting, []);
        sandbox.edit(|edit| assert_eq!(edit.quota_value(EMAIL, "us-west-2", SONNET), Ok(6e7)));
    });
    assert_eq!(requests_sent(&sandbox), 2);
    assert_eq!(sandbox.throttled().values().sum::<u64>(), 0);
}

#[test]
fn what_a_new_account_lacks_of_aws_own_default_is_for_support() {
    let setup = Setup {
        young_quotas: 0.2,
        ..Setup::default()
    };
    let sandbox = organization(setup, Vec::new());
    let intent = plan_for("sonnet = { tpm = 60_000_000 }, opus = { tpm = 10_000_000 }");
    on_virtual_time(async {
        let first = plan(&sandbox, &intent).await;
        let quotas = first.changes.iter();
        let quotas = quotas.filter(|one| matches!(one.action, Action::RequestQuota { .. }));
        assert_eq!(quotas.count(), 2);
        applied(&sandbox, &intent).await;
        let waiting = plan(&sandbox, &intent).await;
        assert_eq!(waiting.changes, []);
        let support = waiting.waiting.iter();
        let mut support = support.filter(|one| one.kind == WaitingKind::Support);
        let case = support.next().unwrap().case.as_deref().unwrap();
        assert!(case.contains(OPUS), "{case}");
        assert_eq!(support.count(), 1);
        tokio::time::sleep(DAYS).await;
        let later = plan(&sandbox, &intent).await;
        assert_eq!(kinds(&later), [WaitingKind::Support; 2]);
    });
    assert_eq!(asked(&sandbox, EMAIL), in_both(SONNET, &[6e7]));
}

#[test]
fn a_denial_is_shown_and_the_same_is_never_asked_for_again() {
    let sandbox = organization(deciding(Verdict::Denied), Vec::new());
    on_virtual_time(async {
        applied(&sandbox, &sixty_million()).await;
        for _ in 0..3 {
            tokio::time::sleep(DAYS).await;
            let refused = plan(&sandbox, &sixty_million()).await;
            assert_eq!(refused.changes, []);
            assert_eq!(kinds(&refused), [WaitingKind::Refused; 2]);
            assert!(refused.waiting[0].case.is_some());
            applied(&sandbox, &sixty_million()).await;
        }
        assert_eq!(requests_sent(&sandbox), 2);
        let more = plan_for("sonnet = { tpm = 70_000_000 }");
        applied(&sandbox, &more).await;
        applied(&sandbox, &more).await;
    });
    assert_eq!(asked(&sandbox, EMAIL), in_both(SONNET, &[6e7, 7e7]));
    assert_eq!(requests_sent(&sandbox), 4);
}

/// AWS's list of all quotas has forgotten it by then.
#[test]
fn what_aws_denied_a_season_ago_is_not_asked_for_again() {
    let sandbox = settled_at(deciding(Verdict::Denied), Vec::new());
    on_virtual_time(async {
        applied(&sandbox, &sixty_million()).await;
        tokio::time::sleep(SEASON).await;
        let refused = plan(&sandbox, &sixty_million()).await;
        assert_eq!(refused.changes, []);
        assert_eq!(kinds(&refused), [WaitingKind::Refused; 2]);
        applied(&sandbox, &sixty_million()).await;
    });
    assert_eq!(requests_sent(&sandbox), 2);
}

#[test]
fn what_aws_has_not_decided_for_a_season_is_still_open() {
    let sandbox = settled_at(deciding(Verdict::Never), Vec::new());
    let more = plan_for("sonnet = { tpm = 70_000_000 }");
    on_virtual_time(async {
        applied(&sandbox, &sixty_million()).await;
        tokio::time::sleep(SEASON).await;
        for intent in [sixty_million(), more] {
            let waiting = plan(&sandbox, &intent).await;
            assert_eq!(waiting.changes, []);
            assert_eq!(kinds(&waiting), [WaitingKind::Open; 2]);
        }
    });
}

#[test]
fn a_case_that_is_closed_without_a_word_is_no_approval() {
    let sandbox = organization(deciding(Verdict::CaseClosed), Vec::new());
    on_virtual_time(async {
        applied(&sandbox, &sixty_million()).await;
        tokio::time::sleep(DAYS).await;
        let closed = plan(&sandbox, &sixty_million()).await;
        assert_eq!(kinds(&closed), [WaitingKind::Refused; 2]);
        applied(&sandbox, &sixty_million()).await;
    });
    assert_eq!(requests_sent(&sandbox), 2);
}

#[test]
fn another_value_goes_out_once_aws_has_decided_on_the_first() {
    let sandbox = settled(Vec::new());
    let more = plan_for("sonnet = { tpm = 70_000_000 }");
    on_virtual_time(async {
        applied(&sandbox, &sixty_million()).await;
        let waiting = plan(&sandbox, &more).await;
        assert_eq!(waiting.changes, []);
        assert_eq!(kinds(&waiting), [WaitingKind::Open; 2]);
        tokio::time::sleep(DAYS).await;
        applied(&sandbox, &more).await;
        tokio::time::sleep(DAYS).await;
        assert_eq!(plan(&sandbox, &more).await.waiting, []);
    });
    assert_eq!(asked(&sandbox, EMAIL), in_both(SONNET, &[6e7, 7e7]));
}

#[test]
fn the_line_that_ends_a_request_names_it() {
    let sandbox = settled(Vec::new());
    on_virtual_time(async {
        let (outcome, events) = told(&sandbox, &sixty_million()).await;
        assert!(outcome.is_complete(), "{outcome:?}");
        let events: Vec<String> = events.iter().map(|one| format!("{one:?}")).collect();
        let sent = events.iter().filter(|one| {
            one.contains("Finished")
                && one.contains("quota.sonnet.tpm/us-east-1")
                && one.contains(": AWS has yet to decide")
        });
        assert_eq!(sent.count(), 1, "{events:#?}");
    });
}

#[test]
fn a_team_that_needs_no_more_reads_no_history() {
    let sandbox = settled(Vec::new());
    let intent = plan_for("");
    on_virtual_time(async {
        applied(&sandbox, &intent).await;
        apply(&sandbox, &intent).await.unwrap();
    });
    let calls = sandbox.calls();
    assert!(calls["servicequotas.ListServiceQuotas"] > 0);
    assert_eq!(requests_sent(&sandbox), 0);
    let history = calls.keys().filter(|one| one.contains("ChangeHistory"));
    assert_eq!(history.count(), 0, "{calls:?}");
}
