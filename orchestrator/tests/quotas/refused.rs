//! What may not be read or asked costs nothing else.

use bedrock_org::aws;
use bedrock_org::model::{AccountId, Subject};
use bedrock_sandbox::{Kind, MANAGEMENT_ACCOUNT, Rule, Setup};

use super::stage::{EMAIL, SONNET, asked, in_both, organization, plan_in, settled, sixty_million};
use crate::in_memory::{actions, applied, apply, connection, look, on_virtual_time, plan};

fn always(operation: &str) -> Rule {
    Rule::operation(operation, 1, Kind::AccessDenied).times(u64::MAX)
}

#[test]
fn quotas_that_may_not_be_read_are_a_gap_of_their_own() {
    let sandbox = settled(vec![always("ListServiceQuotas")]);
    on_virtual_time(async {
        let (_, seen, plan) = look(&sandbox, &sixty_million()).await.unwrap();
        let gaps: Vec<&Subject> = seen.observation.org.gaps.keys().collect();
        assert!(
            matches!(gaps[..], [Subject::Quotas(..), Subject::Quotas(..)]),
            "{gaps:?}"
        );
        let blocked: Vec<&str> = plan
            .blocked
            .iter()
            .map(|one| one.address.as_str())
            .collect();
        assert_eq!(
            blocked,
            [
                "team.platform/account.platform-1/quota/us-east-1",
                "team.platform/account.platform-1/quota/us-west-2",
            ]
        );
        assert!(plan.blocked[0].hint.contains("service control policy"));
        let outcome = apply(&sandbox, &sixty_million()).await.unwrap();
        assert!(outcome.is_complete(), "{outcome:?}");
        assert!(outcome.done > 5);
    });
    assert_eq!(asked(&sandbox, EMAIL), Default::default());
}

/// What a Region answers that is not enabled in the account.
#[test]
fn a_region_that_is_not_enabled_keeps_no_other_from_asking() {
    let off = Kind::Code {
        code: "UnrecognizedClientException".into(),
        message: "The security token included in the request is invalid.".into(),
        status: 400,
    };
    let sandbox = settled(vec![Rule::operation("ListServiceQuotas", 1, off)]);
    on_virtual_time(async {
        let (_, _, plan) = look(&sandbox, &sixty_million()).await.unwrap();
        let [blocked] = &plan.blocked[..] else {
            panic!("{:?}", plan.blocked);
        };
        assert!(blocked.hint.contains("not be enabled"), "{}", blocked.hint);
        let asking = actions(&plan);
        let asking = asking.iter().filter(|one| one.starts_with("request_quota"));
        assert_eq!(asking.count(), 1);
    });
}

/// Who asks for something else does not pay for quotas.
#[test]
fn a_look_without_quotas_asks_nothing_of_service_quotas_inside() {
    let sandbox = settled(Vec::new());
    on_virtual_time(async {
        let intent = sixty_million();
        let home = &intent.organization.home_region;
        let aws = connection(&sandbox).open(home).await;
        let operator = aws.operator().await.unwrap();
        let focus = aws::Focus::of(&intent).without_quotas();
        let seen = aws::observe(&aws, &operator, &focus, &|_, _, _| {}).await;
        assert_eq!(seen.unwrap().observation.org.gaps, Default::default());
    });
    let calls = sandbox.calls();
    let asked = calls.keys().filter(|one| one.starts_with("servicequotas"));
    assert_eq!(asked.collect::<Vec<_>>(), ["servicequotas.GetServiceQuota"]);
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
        for region in ["us-east-1", "us-west-2"] {
            let subject = Subject::Quotas(management.clone(), region.parse().unwrap());
            let gap = &seen.observation.org.gaps[&subject];
            assert!(gap.cause.contains(region), "{gap:?}");
        }
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
