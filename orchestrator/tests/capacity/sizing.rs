//! The published table, its boundaries, and what holds of any team.

use bedrock_org::model::{Factor, Intent, Sizing};
use bedrock_org::plan::capacity::{Need, ROWS, Row, TOKENS_PER_DAY, rpm, tpm};
use bedrock_org::spec::keys;
use proptest::prelude::*;

use super::stage::{backend, plan};

#[test]
fn a_group_that_two_rows_name_is_read_in_the_upper_one() {
    let from = |developers| Row::of(developers).from;
    let cases = [
        (1, 1),
        (5, 1),
        (6, 5),
        (20, 5),
        (21, 20),
        (50, 20),
        (51, 50),
        (100, 50),
        (101, 100),
        (500, 100),
        (501, 500),
        (1_000_000, 500),
    ];
    for (developers, row) in cases {
        assert_eq!(from(developers), row, "{developers}");
    }
    assert_eq!(ROWS.len(), 6);
}

#[test]
fn the_upper_end_of_a_row_is_what_is_needed() {
    let cases = [
        (1, 300_000, 7),
        (5, 1_500_000, 35),
        (11, 1_650_000, 39),
        (20, 3_000_000, 70),
        (41, 3_075_000, 72),
        (50, 3_750_000, 88),
        (200, 4_000_000, 94),
        (500, 10_000_000, 235),
        (1_000, 15_000_000, 350),
    ];
    for (developers, tokens, requests) in cases {
        assert_eq!(tpm(developers), tokens, "{developers}");
        assert_eq!(rpm(developers), requests, "{developers}");
    }
}

/// By its own row each of these would need less than the group before.
#[test]
fn a_group_needs_no_less_than_a_smaller_one() {
    for (developers, fewer) in [(6, 5), (21, 20), (51, 50), (101, 50), (501, 500)] {
        assert_eq!(tpm(developers), tpm(fewer), "{developers}");
        let own = developers * Row::of(developers).tpm[1];
        assert!(tpm(developers) > own, "{developers}");
    }
}

#[test]
fn a_day_s_tokens_are_those_of_the_alarm() {
    assert_eq!(TOKENS_PER_DAY, keys::TOKENS_PER_DEVELOPER);
}

#[test]
fn a_measured_peak_takes_the_place_of_the_table() {
    let need = |more: &str| {
        let team = backend(&plan(more), None);
        (team.need.developers, team.need.tpm, team.need.rpm)
    };
    let peak = "sizing = { peak_tpm = 3_000_000 }";
    assert_eq!(
        need(&format!("developers = 40\n{peak}")),
        (40, 3_000_000, 70)
    );
    assert_eq!(
        need(&format!("developers = 40\naccounts = 2\n{peak}")),
        (26, 1_950_000, 70)
    );
    // Up to 19 of 40 in one of three.
    assert_eq!(
        need(&format!("developers = 40\naccounts = 3\n{peak}")).1,
        1_425_000
    );
    let both = "developers = 40\naccounts = 2\nsizing = { peak_tpm = 3_000_000, safety = 1.2 }";
    assert_eq!(need(both), (26, 2_340_000, 84));
    assert_eq!(
        need("developers = 8\nsizing = { safety = 1.2 }").1,
        1_800_000
    );
}

#[test]
fn what_the_models_cost_is_what_is_published() {
    let cost = backend(&plan("developers = 40"), None).cost;
    assert_eq!((cost.active_day, cost.month), (520, [6_000, 10_000]));
}

fn team(intent: &Intent, developers: u32, sizing: Sizing) -> bedrock_org::model::Team {
    let mut team = intent.teams["backend"].clone();
    (team.developers, team.sizing) = (developers, sizing);
    team
}

fn sizings() -> impl Strategy<Value = Sizing> {
    (1000..=10_000_u32, prop::option::of(1..=50_000_000_u64)).prop_map(|(safety, peak_tpm)| {
        Sizing {
            safety: Factor::of_thousandths(safety),
            peak_tpm,
        }
    })
}

proptest! {
    #[test]
    fn more_developers_never_need_less(one in 1..3_000_u64, more in 0..3_000_u64) {
        prop_assert!(tpm(one) <= tpm(one + more));
        prop_assert!(rpm(one) <= rpm(one + more));
        prop_assert!(Row::of(one).tpm[1] >= Row::of(one + more).tpm[1]);
        prop_assert!(tpm(one) >= one * Row::of(one).tpm[1]);
    }

    #[test]
    fn more_accounts_need_less_each_and_no_less_together(
        developers in 1..3_000_u32,
        sizing in sizings(),
        accounts in 1..=15_u64,
    ) {
        let intent = plan("developers = 1");
        let team = team(&intent, developers, sizing);
        let (fewer, more) = (Need::of(&team, accounts), Need::of(&team, accounts + 1));
        prop_assert!(more.tpm <= fewer.tpm && more.rpm <= fewer.rpm);
        prop_assert!(more.developers <= fewer.developers);
        let alone = Need::of(&team, 1);
        prop_assert!(alone.tpm <= more.tpm * (accounts + 1));
    }

    #[test]
    fn more_safety_never_asks_for_less(
        developers in 1..3_000_u32,
        sizing in sizings(),
        more in 0..1_000_u32,
    ) {
        let intent = plan("developers = 1");
        let safer = Sizing {
            safety: Factor::of_thousandths(sizing.safety.thousandths() + more),
            ..sizing
        };
        let one = Need::of(&team(&intent, developers, sizing), 2);
        let other = Need::of(&team(&intent, developers, safer), 2);
        prop_assert!(one.tpm <= other.tpm && one.rpm <= other.rpm);
    }
}
