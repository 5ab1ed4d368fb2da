//! What may not be read or asked costs nothing else.

use bedrock_org::model::{AccountId, Subject};
use bedrock_sandbox::{Kind, MANAGEMENT_ACCOUNT, Rule, Setup};

use super::stage::{EMAIL, SONNET, asked, in_both, organization, plan_in, settled, sixty_million};
use crate::in_memory::{actions, applied, apply, look, on_virtual_time, plan};

fn always(operation: &str) -> Rule {
    Rule::operation(operation, 1, Kind::AccessDenied).times(u64::MAX)
}

#[test]
fn quotas_that_may_not_be_read_are_a_gap_of_their_own() {
    let sandbox = settled(vec![always("ListServiceQuotas")]);
    on_virtual_time(async {
        let (_, seen, plan) = look(&sandbox, &sixty_million()).await.unwrap();
        let gaps: Vec<&Subject> = seen.observation.org.gaps.keys().collect();
        assert!(matches!(gaps[..], [Subject::Quotas(_)]), "{gaps:?}");
        let blocked: Vec<&str> = plan
            .blocked
            .iter()
            .map(|one| one.address.as_str())
            .collect();
        assert_eq!(blocked, ["team.platform/account.platform-1/quota"]);
        assert!(plan.blocked[0].hint.contains("service control policy"));
        let outcome = apply(&sandbox, &sixty_million()).await.unwrap();
        assert!(outcome.is_complete(), "{outcome:?}");
        assert!(outcome.done > 5);
    });
    assert_eq!(asked(&sandbox, EMAIL), Default::default());
}

#[test]
fn a_request_that_is_denied_fails_alone_and_says_where() {
    let sandbox = settled(vec![always("RequestServiceQuotaIncrease")]);
    on_virtual_time(async {
        let outcome = apply(&sandbox, &sixty_million()).await.unwrap();
        let failed: Vec<&str> = outcome.failed.keys().map(|one| one.as_str()).collect();
        assert_eq!(
            failed,
            [
                "team.platform/account.platform-1/quota.sonnet.tpm/us-east-1",
                "team.platform/account.platform-1/quota.sonnet.tpm/us-west-2",
            ]
        );
        let failure = outcome.failed.values().next().unwrap();
        assert!(failure.error.contains(SONNET), "{failure:?}");
        let hint = failure.hint.as_deref().unwrap();
        assert!(hint.contains("in that account"), "{hint}");
        assert!(outcome.skipped.is_empty() && outcome.left.is_empty());
    });
}

#[test]
fn what_aws_refuses_for_good_has_a_hint() {
    for code in ["IllegalArgumentException", "InvalidResourceStateException"] {
        let kind = Kind::Code {
            code: code.into(),
            message: "No.".into(),
            status: 400,
        };
        let rule = Rule::operation("RequestServiceQuotaIncrease", 1, kind);
        let sandbox = settled(vec![rule]);
        let outcome = on_virtual_time(apply(&sandbox, &sixty_million())).unwrap();
        assert_eq!(outcome.failed.len(), 1, "{code}: {outcome:?}");
        let failure = outcome.failed.values().next().unwrap();
        let hint = failure.hint.as_deref().unwrap();
        assert!(!hint.contains("Exception"), "{hint}");
    }
}

#[test]
fn where_the_management_account_may_not_read_defaults_a_member_does() {
    let refused = Rule::operation("ListAWSDefaultServiceQuotas", 1, Kind::AccessDenied);
    let sandbox = settled(vec![refused]);
    let intent = plan_in(r#"["us-east-1"]"#, "us", "sonnet = { tpm = 60_000_000 }");
    on_virtual_time(async {
        let (_, seen, plan) = look(&sandbox, &intent).await.unwrap();
        assert_eq!(seen.observation.org.gaps, Default::default());
        assert_eq!(seen.observation.org.quota_defaults.len(), 1);
        let asking = actions(&plan);
        let asking = asking.iter().filter(|one| one.starts_with("request_quota"));
        assert_eq!(asking.count(), 1);
    });
}

#[test]
fn without_anyone_who_may_read_defaults_new_accounts_ask_later() {
    let sandbox = organization(
        Setup::default(),
        vec![always("ListAWSDefaultServiceQuotas")],
    );
    on_virtual_time(async {
        let (_, seen, _) = look(&sandbox, &sixty_million()).await.unwrap();
        let management: AccountId = MANAGEMENT_ACCOUNT.parse().unwrap();
        let gap = &seen.observation.org.gaps[&Subject::Quotas(management)];
        assert!(gap.cause.contains("default quotas in us-"), "{gap:?}");
        let outcome = apply(&sandbox, &sixty_million()).await.unwrap();
        assert!(outcome.is_complete(), "{outcome:?}");
    });
    assert_eq!(asked(&sandbox, EMAIL), Default::default());
}

#[test]
fn what_could_not_be_read_once_is_asked_for_by_a_later_apply() {
    let sandbox = settled(vec![Rule::operation(
        "ListServiceQuotas",
        1,
        Kind::AccessDenied,
    )]);
    on_virtual_time(async {
        assert_eq!(plan(&sandbox, &sixty_million()).await.blocked.len(), 1);
        applied(&sandbox, &sixty_million()).await;
    });
    assert_eq!(asked(&sandbox, EMAIL), in_both(SONNET, &[6e7]));
}
