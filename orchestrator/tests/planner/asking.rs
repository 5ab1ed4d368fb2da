//! What must hold of quota requests, however AWS decides and whenever somebody applies.

use std::collections::BTreeSet;

use bedrock_org::model::{AccountName, Region};
use bedrock_org::plan::{Action, Change, Plan, WaitingKind};
use proptest::prelude::*;
use proptest::sample::Index;

use super::generate::intent;
use super::meddle::meddling;
use super::{apply, lived_in, plan, quotas};

fn requests(plan: &Plan) -> Vec<&Change> {
    let asks = |change: &&Change| matches!(change.action, Action::RequestQuota { .. });
    plan.changes.iter().filter(asks).collect()
}

fn asked(plan: &Plan) -> BTreeSet<(&AccountName, &Region, &str, u64)> {
    let asked = plan
        .changes
        .iter()
        .filter_map(|change| match &change.action {
            Action::RequestQuota {
                account,
                region,
                code,
                value,
                ..
            } => Some((account, region, code.as_str(), *value)),
            _ => None,
        });
    asked.collect()
}

fn fates() -> impl Strategy<Value = Vec<Vec<(u8, Index)>>> {
    let round = proptest::collection::vec((0..quotas::FATES, any::<Index>()), 0..12);
    proptest::collection::vec(round, 1..5)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, failure_persistence: None, ..ProptestConfig::default() })]

    /// Apply after apply asks for nothing twice, whatever AWS does in between: the world refuses a
    /// second open request of a quota, one for a value that was asked for before, and one too many.
    #[test]
    fn nothing_is_asked_for_twice(
        earlier in intent(), wanted in intent(), meddled in meddling(), rounds in fates(),
    ) {
        let mut world = lived_in(&earlier, &wanted, &meddled);
        for round in rounds {
            let first = plan(&wanted, &world);
            apply(&wanted, &mut world, &first.changes);
            let second = plan(&wanted, &world);
            prop_assert!(requests(&second).is_empty(), "{:?}", requests(&second));
            for (what, which) in round {
                quotas::befall(&mut world.org, what, which);
            }
        }
    }

    /// AWS's no is final until the plan file says something else: what was refused is told, and not
    /// asked for again.
    #[test]
    fn a_refusal_asks_for_nothing_again(earlier in intent(), wanted in intent()) {
        let mut world = lived_in(&earlier, &wanted, &[]);
        let first = plan(&wanted, &world);
        apply(&wanted, &mut world, &first.changes);
        quotas::refuse_all(&mut world.org);
        let second = plan(&wanted, &world);
        prop_assert!(asked(&first).is_disjoint(&asked(&second)));
        let refused = second.waiting.iter().filter(|it| it.kind == WaitingKind::Refused);
        let refused: BTreeSet<_> = refused.map(|it| &it.address).collect();
        for change in requests(&first) {
            prop_assert!(refused.contains(&change.address), "{} is forgotten", change.address);
        }
    }

    /// A case that AWS opens while a saved plan is reviewed changes nothing of that plan.
    #[test]
    fn a_case_does_not_make_a_saved_plan_stale(
        earlier in intent(), wanted in intent(), which in proptest::collection::vec(any::<Index>(), 1..9),
    ) {
        const CASE_OPENED: u8 = 6;
        let mut world = lived_in(&earlier, &wanted, &[]);
        let saved = plan(&wanted, &world);
        for which in which {
            quotas::befall(&mut world.org, CASE_OPENED, which);
        }
        let now = plan(&wanted, &world);
        prop_assert_eq!(&saved.fingerprint, &now.fingerprint);
        prop_assert_eq!(&saved.changes, &now.changes);
    }

    /// What waits has an address of its own, and stands where a reader looks for it.
    #[test]
    fn what_waits_is_neither_changed_nor_blocked(
        earlier in intent(), wanted in intent(), meddled in meddling(),
    ) {
        let plan = plan(&wanted, &lived_in(&earlier, &wanted, &meddled));
        let changes = plan.changes.iter().map(|it| &it.address);
        let taken: BTreeSet<_> = changes.chain(plan.blocked.iter().map(|it| &it.address)).collect();
        let order: Vec<_> = plan.waiting.iter().map(|it| (it.kind, &it.address)).collect();
        prop_assert!(order.windows(2).all(|two| two[0] < two[1]), "{:?}", order);
        for waiting in &plan.waiting {
            prop_assert!(!taken.contains(&waiting.address), "{:?}", waiting);
        }
    }
}
