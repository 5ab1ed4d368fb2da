//! Shares of the developers by what accounts may use.

use std::collections::BTreeMap;

use bedrock_org::model::Gap;
use bedrock_org::plan::routes::{Known, MOST_WEIGHT, Outputs, in_proportion, routes, weights};
use bedrock_routing::Routes;
use proptest::prelude::*;

use super::stage::{HAIKU, OPUS, here, live, plan};

const M: u64 = 1_000_000;

#[test]
fn the_smallest_numbers_that_keep_the_shares() {
    let cases: [(&[u64], &[u32]); 9] = [
        (&[], &[]),
        (&[7], &[1]),
        (&[5 * M, 5 * M, 5 * M], &[1, 1, 1]),
        (&[0, 0], &[1, 1]),
        (&[M, 2 * M], &[1, 2]),
        (&[400_000, 1_200_000], &[1, 3]),
        (&[2 * M, 3 * M], &[2, 3]),
        (&[1_000_000, 1_010_000], &[1, 1]),
        (&[0, 5 * M], &[1, MOST_WEIGHT]),
    ];
    for (rooms, expected) in cases {
        assert_eq!(in_proportion(rooms), expected, "{rooms:?}");
    }
}

proptest! {
    #[test]
    fn nobody_gets_none_and_more_room_never_less_weight(
        rooms in prop::collection::vec(0..40_000_000_u64, 1..16),
    ) {
        let weights = in_proportion(&rooms);
        prop_assert_eq!(weights.len(), rooms.len());
        prop_assert!(weights.iter().all(|weight| (1..=MOST_WEIGHT).contains(weight)));
        for (one, first) in rooms.iter().zip(&weights) {
            for (other, second) in rooms.iter().zip(&weights) {
                prop_assert!(one > other || first <= second);
            }
        }
    }
}

/// A share that is little of the whole is not little of the account's own.
#[test]
fn a_weak_account_among_many_weighs_what_it_has() {
    let rooms = [[100_000; 30], [3 * M; 30]].concat();
    assert_eq!(in_proportion(&rooms), [[1; 30], [MOST_WEIGHT; 30]].concat());
    let rooms = [vec![3 * M; 15], vec![M]].concat();
    assert_eq!(in_proportion(&rooms), [vec![3; 15], vec![1]].concat());
}

proptest! {
    #[test]
    fn each_has_its_own_share_as_near_as_such_numbers_come(
        rooms in prop::collection::vec(1..40_000_000_u64, 1..70),
    ) {
        let weights = in_proportion(&rooms);
        let whole: u64 = weights.iter().copied().map(u64::from).sum();
        let all: u64 = rooms.iter().sum();
        let most = rooms.iter().copied().max().unwrap();
        let pairs = || rooms.iter().zip(weights.iter().copied().map(u64::from));
        let own = pairs().all(|(room, weight)| {
            let due = u128::from(room * whole);
            u128::from(weight * all).abs_diff(due) * 20 <= due
        });
        let scale = u64::from(MOST_WEIGHT);
        let nearest = pairs().all(|(room, weight)| {
            weight == 1 || (weight * most).abs_diff(room * scale) * 2 <= most
        });
        prop_assert!(own || nearest, "{:?} for {:?}", weights, rooms);
        let floored = pairs().all(|(room, weight)| weight > 1 || room * scale * 2 < most * 3);
        prop_assert!(own || floored, "{:?} for {:?}", weights, rooms);
    }
}

/// 20 developers of 40 need 3M.
const TWO: &str = "developers = 40\naccounts = 2";

fn of(opus: [u64; 2]) -> Option<Vec<u32>> {
    let [first, second] = opus.map(|opus| [(OPUS, opus), (HAIKU, 30 * M)]);
    let intent = plan(TWO);
    let weights = weights(&intent, &intent.teams["backend"], &live(&[&first, &second]))?;
    Some(weights.into_values().collect())
}

#[test]
fn only_what_an_account_lacks_counts() {
    assert_eq!(of([3 * M, 30 * M]), Some(vec![1, 1]));
    assert_eq!(of([M, 30 * M]), Some(vec![1, 3]));
    assert_eq!(of([M, M]), Some(vec![1, 1]));
    assert_eq!(of([M, 0]), Some(vec![1, 0]));
}

#[test]
fn what_was_read_in_part_moves_nobody() {
    let intent = plan(TWO);
    let mut there = live(&[&[(OPUS, 3 * M)], &[(OPUS, M)]]);
    let of = |there: &_| weights(&intent, &intent.teams["backend"], there);
    assert!(of(&there).is_some());
    let gap = Gap {
        cause: "AWS's defaults: denied".into(),
        hint: String::new(),
    };
    there.unread.insert(here(1), gap);
    assert_eq!(of(&there), None);
}

fn document(weights: Option<[u32; 2]>, opus: Option<[u64; 2]>, unread: bool) -> Vec<u32> {
    let intent = plan(TWO);
    let mut read = BTreeMap::new();
    for (number, id) in [(1, "111122224444"), (2, "111122225555")] {
        let outputs = [
            (
                "IdentityPoolId",
                "us-east-1:0f8fad5b-d9cb-469f-a165-70867728950e".to_owned(),
            ),
            ("ProviderName", "acme.okta.com".to_owned()),
            (
                "RoleArn",
                format!("arn:aws:iam::{id}:role/bedrock-developer"),
            ),
        ];
        let outputs = outputs.map(|(key, value)| (key.to_owned(), value));
        let made = Outputs {
            account: id.parse().unwrap(),
            outputs: outputs.into(),
        };
        read.insert(("backend".parse().unwrap(), here(number).0), made);
    }
    let known = Known {
        read: &read,
        unread: &BTreeMap::new(),
        before: None,
        quotas: None,
    };
    let mut before: Routes = routes(&intent, known).unwrap().routes;
    for (account, weight) in before.teams[0]
        .accounts
        .iter_mut()
        .zip(weights.unwrap_or([1, 1]))
    {
        account.weight = weight;
    }
    let mut there = opus.map(|opus| {
        let [first, second] = opus.map(|opus| [(OPUS, opus), (HAIKU, 30 * M)]);
        live(&[&first, &second])
    });
    if unread && let Some(there) = &mut there {
        there.read.remove(&here(2));
    }
    let known = Known {
        before: weights.map(|_| &before),
        quotas: there.as_ref(),
        ..known
    };
    let made = routes(&intent, known).unwrap().routes;
    made.teams[0].accounts.iter().map(|it| it.weight).collect()
}

#[test]
fn the_document_follows_the_quotas_and_nothing_else() {
    assert_eq!(document(None, None, false), [1, 1]);
    assert_eq!(document(None, Some([M, 2 * M]), false), [1, 2]);
    assert_eq!(document(Some([1, 2]), Some([3 * M, 3 * M]), false), [1, 1]);
    // Who may use nothing gets nobody, unless nobody may use anything.
    assert_eq!(document(Some([1, 2]), Some([3 * M, 0]), false), [1]);
    assert_eq!(document(None, Some([0, 0]), false), [1, 1]);
    // What is not known moves nobody.
    assert_eq!(document(Some([1, 2]), None, false), [1, 2]);
    assert_eq!(document(Some([1, 2]), Some([3 * M, 3 * M]), true), [1, 2]);
}
