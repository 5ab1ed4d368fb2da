//! AWS takes so many requests at a time; the rest goes out when some are decided.

use bedrock_org::model::Intent;
use bedrock_org::plan::WaitingKind;
use bedrock_sandbox::{Kind, Rule, Sandbox, Setup};

use super::stage::{
    DAYS, EMAIL, SONNET, asked, in_both, kinds, organization, plan_in, requests_sent, settled,
    sixty_million,
};
use crate::in_memory::{applied, on_virtual_time, plan};

fn three_models_in(regions: &str) -> Intent {
    let more = "{ tpm = 90_000_000 }";
    let quota = format!("sonnet = {more}, opus = {more}, haiku = {more}");
    plan_in(regions, "global", &quota)
}

fn count(sandbox: &Sandbox) -> usize {
    let asked = asked(sandbox, EMAIL);
    assert!(asked.values().all(|values| values.len() == 1), "{asked:?}");
    asked.len()
}

#[test]
fn the_twenty_first_waits_for_a_later_apply() {
    let sandbox = organization(Setup::default(), Vec::new());
    let intent = three_models_in(
        r#"["us-east-1", "us-east-2", "us-west-2", "eu-central-1", "eu-west-1", "eu-north-1", "ap-northeast-1", "ap-southeast-2"]"#,
    );
    on_virtual_time(async {
        let first = plan(&sandbox, &intent).await;
        assert_eq!(kinds(&first), [WaitingKind::Queued; 4]);
        applied(&sandbox, &intent).await;
        assert_eq!(count(&sandbox), 20);
        let full = plan(&sandbox, &intent).await;
        assert_eq!((&full.changes[..], &full.blocked[..]), (&[][..], &[][..]));
        let queued = kinds(&full);
        let queued = queued.iter().filter(|one| **one == WaitingKind::Queued);
        assert_eq!(queued.count(), 4);
        applied(&sandbox, &intent).await;
        assert_eq!(requests_sent(&sandbox), 20);
        tokio::time::sleep(DAYS).await;
        applied(&sandbox, &intent).await;
        assert_eq!(count(&sandbox), 24);
        tokio::time::sleep(DAYS).await;
        assert_eq!(plan(&sandbox, &intent).await.waiting, []);
    });
    assert_eq!(requests_sent(&sandbox), 24);
}

#[test]
fn a_region_that_is_opted_into_takes_two() {
    let sandbox = organization(Setup::default(), Vec::new());
    let intent = three_models_in(r#"["us-east-1", "eu-south-1"]"#);
    on_virtual_time(async {
        applied(&sandbox, &intent).await;
        assert_eq!(count(&sandbox), 5);
        applied(&sandbox, &intent).await;
        tokio::time::sleep(DAYS).await;
        applied(&sandbox, &intent).await;
        assert_eq!(count(&sandbox), 6);
    });
    assert_eq!(requests_sent(&sandbox), 6);
}

/// Someone else's requests fill the account between the plan and its apply.
#[test]
fn an_account_that_is_full_meanwhile_is_no_failure() {
    let full = Kind::Code {
        code: "QuotaExceededException".into(),
        message: "You have exceeded your service quota.".into(),
        status: 400,
    };
    let rule = Rule::operation("RequestServiceQuotaIncrease", 1, full);
    let sandbox = settled(vec![rule]);
    on_virtual_time(async {
        applied(&sandbox, &sixty_million()).await;
        assert_eq!(asked(&sandbox, EMAIL).len(), 1);
        applied(&sandbox, &sixty_million()).await;
    });
    assert_eq!(asked(&sandbox, EMAIL), in_both(SONNET, &[6e7]));
}
