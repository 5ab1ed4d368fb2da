//! What must hold of every plan, over generated pairs of organizations.

mod asking;
mod generate;
mod hide;
mod meddle;
mod money;
mod quotas;
mod stacks;
mod world;

use std::collections::BTreeSet;

use bedrock_org::model::{AccountName, Intent, Seat};
use bedrock_org::plan::{self, Address, Change, Kind, Observation, Plan, Request};
use proptest::prelude::*;
use proptest::test_runner::FileFailurePersistence;

use generate::{intent, untouched};
use hide::hide;
use meddle::{Meddling, meddle, meddling};
use world::World;

fn plan(intent: &Intent, world: &World) -> Plan {
    let observed = Observation {
        org: world.org.clone(),
        ..Observation::default()
    };
    plan::make(intent, &observed, &Request::default()).expect("a plan")
}

/// The id or the address by which AWS finds what the plan calls `name`.
fn known(intent: &Intent, name: &AccountName) -> String {
    let seats = intent.teams.values().flat_map(|team| &team.seats);
    let seat = seats
        .into_iter()
        .find(|seat| seat.name() == name)
        .expect("a seat");
    match seat {
        Seat::ById { id, .. } => id.to_string(),
        Seat::ByEmail { email, .. } | Seat::KnownEmail { email, .. } => email.folded(),
    }
}

fn apply(intent: &Intent, world: &mut World, changes: &[Change]) {
    for change in changes {
        world.apply(change, |name| known(intent, name));
    }
}

/// An organization that once matched another plan, and that others have worked on since.
fn lived_in(earlier: &Intent, wanted: &Intent, meddled: &[Meddling]) -> World {
    let mut world = untouched();
    let plan = plan(earlier, &world);
    apply(earlier, &mut world, &plan.changes);
    meddle(&mut world, meddled, wanted);
    world
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 100,
        failure_persistence: Some(Box::new(FileFailurePersistence::Direct(
            concat!(env!("CARGO_MANIFEST_DIR"), "/tests/planner/regressions.txt"),
        ))),
        ..ProptestConfig::default()
    })]

    /// Idempotence and convergence: what a plan does leaves nothing to do. An account whose
    /// creation someone else began comes without tags, so its tags may take a second round.
    #[test]
    fn applying_a_plan_leaves_nothing_to_do(
        earlier in intent(), wanted in intent(), meddled in meddling(),
    ) {
        let mut world = lived_in(&earlier, &wanted, &meddled);
        let first = plan(&wanted, &world);
        apply(&wanted, &mut world, &first.changes);
        let second = plan(&wanted, &world);
        let awaited = first.changes.iter().any(|it| matches!(it.action, plan::Action::AwaitAccount { .. }));
        if awaited {
            let only_tags = second.changes.iter().all(|it| matches!(it.action, plan::Action::Tag { .. }));
            prop_assert!(only_tags);
            apply(&wanted, &mut world, &second.changes);
        }
        prop_assert_eq!(plan(&wanted, &world).changes, vec![]);
    }

    /// Wherever an apply is cut off, a second one ends in the same organization.
    #[test]
    fn an_apply_cut_off_anywhere_converges(
        earlier in intent(), wanted in intent(), meddled in meddling(), cut in any::<prop::sample::Index>(),
    ) {
        let start = lived_in(&earlier, &wanted, &meddled);
        let changes = plan(&wanted, &start).changes;
        let mut whole = start.clone();
        apply(&wanted, &mut whole, &changes);
        let rest = plan(&wanted, &whole).changes;
        apply(&wanted, &mut whole, &rest);
        let mut pieces = start;
        apply(&wanted, &mut pieces, &changes[..cut.index(changes.len() + 1)]);
        for _ in 0..2 {
            let rest = plan(&wanted, &pieces).changes;
            apply(&wanted, &mut pieces, &rest);
        }
        prop_assert_eq!(comparable(&whole), comparable(&pieces));
    }

    #[test]
    fn every_change_comes_after_what_it_needs(
        earlier in intent(), wanted in intent(), meddled in meddling(),
    ) {
        let plan = plan(&wanted, &lived_in(&earlier, &wanted, &meddled));
        let mut done: BTreeSet<&Address> = BTreeSet::new();
        for change in &plan.changes {
            prop_assert!(change.needs.iter().all(|need| done.contains(need)), "{:?}", change);
            prop_assert!(done.insert(&change.address), "{} twice", change.address);
        }
    }

    #[test]
    fn the_order_in_which_aws_lists_things_does_not_matter(
        earlier in intent(), wanted in intent(), meddled in meddling(), turn in 0..10_usize,
    ) {
        let world = lived_in(&earlier, &wanted, &meddled);
        let mut turned = world.clone();
        let count = turned.org.accounts.len();
        turned.org.accounts.rotate_left(turn % count.max(1));
        let (one, other) = (plan(&wanted, &world), plan(&wanted, &turned));
        prop_assert_eq!(one, other);
    }

    /// What cannot be read is never taken for absent: seeing less, a plan does nothing that it
    /// would not do seeing all, and deletes nothing.
    #[test]
    fn a_gap_never_adds_a_change(
        earlier in intent(), wanted in intent(), meddled in meddling(),
        hidden in proptest::collection::btree_set(0..hide::PARTS, 1..4),
    ) {
        let world = lived_in(&earlier, &wanted, &meddled);
        let all = plan(&wanted, &world);
        let less = plan(&wanted, &hide(&world, &hidden));
        for change in &less.changes {
            let same = |one: &&Change| one.address == change.address && one.action == change.action;
            prop_assert!(all.changes.iter().find(same).is_some(), "only with gaps: {:?}", change);
        }
    }

    /// Without being asked by name, a plan deletes no policy, no OU and no budget. It detaches only
    /// what it puts something else in the place of or what its own OU never wanted, and takes from
    /// a budget that stays only what the plan file says that it has no more.
    #[test]
    fn nothing_is_deleted_unasked(
        earlier in intent(), wanted in intent(), meddled in meddling(),
    ) {
        let plan = plan(&wanted, &lived_in(&earlier, &wanted, &meddled));
        for change in &plan.changes {
            if change.action.kind() == Kind::Delete {
                use plan::{Action, BudgetAction};
                let detaches = matches!(change.action, Action::DetachPolicy { .. });
                let alert = matches!(change.action, Action::Budget(BudgetAction::DeleteAlert { .. }));
                let stop = change.address.as_str().ends_with("/budget/stop");
                prop_assert!(detaches || alert || stop, "{:?}", change);
            }
        }
    }

    /// Asked for all that it no longer names, a plan deletes just that, in an order that works.
    #[test]
    fn what_is_asked_for_by_name_is_deleted(earlier in intent(), wanted in intent()) {
        let mut world = lived_in(&earlier, &wanted, &[]);
        let first = plan(&wanted, &world);
        apply(&wanted, &mut world, &first.changes);
        let unplanned = plan(&wanted, &world).unplanned;
        let delete: BTreeSet<String> = unplanned
            .iter()
            .filter(|thing| thing.deletable)
            .map(|thing| thing.address.to_string())
            .collect();
        let observed = Observation { org: world.org.clone(), ..Observation::default() };
        let request = Request { delete: delete.clone(), ..Request::default() };
        let plan = plan::make(&wanted, &observed, &request).expect("a plan");
        apply(&wanted, &mut world, &plan.changes);
        let left = self::plan(&wanted, &world).unplanned;
        prop_assert!(left.iter().all(|thing| !delete.contains(thing.address.as_str())));
    }
}

/// Everything but the ids, which AWS gives as it likes.
fn comparable(world: &World) -> String {
    let mut org = world.org.clone();
    for unit in org.units.values_mut() {
        unit.id = None;
    }
    for policy in org.policies.values_mut() {
        policy.id = None;
    }
    money::forget_ids(&mut org);
    let mut accounts: Vec<String> = org
        .accounts
        .drain(..)
        .map(|mut account| {
            account.id = None;
            format!("{account:?}")
        })
        .collect();
    accounts.sort();
    format!("{org:?}{accounts:?}")
}
