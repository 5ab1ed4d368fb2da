//! What other people do to an organization.

use std::collections::BTreeMap;

use bedrock_org::model::{
    Creation, Intent, Logging, Parameter, Place, Readiness, Seat, Stack, StackState,
};
use proptest::prelude::*;
use proptest::sample::Index;

use super::world::World;
use super::{money, quotas};

/// What other people did to an organization.
#[derive(Debug, Clone)]
pub enum Meddling {
    MoveToRoot(Index),
    Rename(Index),
    Untag(Index),
    StripUnit(Index),
    Rewrite(Index),
    ForeignTag(Index),
    StartCreation(Index),
    DisablePolicies,
    DisableAccess,
    /// Whatever befalls stacks: the first number says what, the second which.
    Stack(u8, Index),
    RetractTerms(Index),
    LogElsewhere(Index),
    /// Whatever befalls budgets: the first number says what, the second which.
    Budget(u8, Index),
    /// Whatever befalls quotas: the first number says what, the second which.
    Quota(u8, Index),
}

pub fn meddling() -> impl Strategy<Value = Vec<Meddling>> {
    let one = prop_oneof![
        any::<Index>().prop_map(Meddling::MoveToRoot),
        any::<Index>().prop_map(Meddling::Rename),
        any::<Index>().prop_map(Meddling::Untag),
        any::<Index>().prop_map(Meddling::StripUnit),
        any::<Index>().prop_map(Meddling::Rewrite),
        any::<Index>().prop_map(Meddling::ForeignTag),
        any::<Index>().prop_map(Meddling::StartCreation),
        Just(Meddling::DisablePolicies),
        Just(Meddling::DisableAccess),
        (0..6_u8, any::<Index>()).prop_map(|(what, which)| Meddling::Stack(what, which)),
        any::<Index>().prop_map(Meddling::RetractTerms),
        any::<Index>().prop_map(Meddling::LogElsewhere),
        (0..11_u8, any::<Index>()).prop_map(|(what, which)| Meddling::Budget(what, which)),
        (0..quotas::FATES, any::<Index>()).prop_map(|(what, which)| Meddling::Quota(what, which)),
    ];
    proptest::collection::vec(one, 0..6)
}

pub fn meddle(world: &mut World, meddling: &[Meddling], wanted: &Intent) {
    let org = &mut world.org;
    for one in meddling {
        match one {
            Meddling::DisablePolicies
                if org.units.values().all(|unit| unit.policies.is_empty()) =>
            {
                org.policies_enabled = org.policies_enabled && !org.policies.is_empty();
            }
            Meddling::DisablePolicies => {}
            Meddling::Quota(what, which) => quotas::befall(org, *what, *which),
            Meddling::Stack(what, which) => {
                let accounts = org.accounts.iter_mut();
                let sets = accounts.flat_map(|one| one.stacks.values_mut());
                let mut stacks: Vec<&mut Stack> = sets.flat_map(BTreeMap::values_mut).collect();
                if !stacks.is_empty() {
                    let at = which.index(stacks.len());
                    befall(stacks.remove(at), *what);
                }
            }
            Meddling::Budget(what, which) => {
                let mut budgets: Vec<_> = org.budgets.values_mut().collect();
                if !budgets.is_empty() {
                    let at = which.index(budgets.len());
                    money::befall(budgets.remove(at), *what);
                }
            }
            Meddling::RetractTerms(which) | Meddling::LogElsewhere(which) => {
                let accounts = org.accounts.iter_mut();
                let mut places: Vec<_> = accounts.flat_map(|it| it.bedrock.values_mut()).collect();
                if places.is_empty() {
                    continue;
                }
                let at = which.index(places.len());
                let bedrock = places.remove(at);
                if matches!(one, Meddling::LogElsewhere(_)) {
                    bedrock.logging = Logging::Elsewhere("arn:aws:s3:::audit".into());
                } else if let Some(model) = bedrock.models.values_mut().next() {
                    *model = Readiness::NoAgreement;
                }
            }
            Meddling::DisableAccess => org.trusted_access = Some(false),
            Meddling::StripUnit(index) => {
                let units: Vec<_> = org.units.values_mut().collect();
                if let Some(unit) = units.into_iter().nth(index.index(8)) {
                    unit.policies.pop_first();
                }
            }
            Meddling::Rewrite(index) => {
                let policies: Vec<_> = org.policies.values_mut().collect();
                if let Some(policy) = policies.into_iter().nth(index.index(6)) {
                    policy.document.push(' ');
                }
            }
            Meddling::StartCreation(index) => {
                let seats: Vec<_> = wanted.teams.values().flat_map(|team| &team.seats).collect();
                let seat = seats[index.index(seats.len())];
                let exists = |seat: &Seat| {
                    org.accounts
                        .iter()
                        .any(|account| account.name == *seat.name())
                        || org
                            .creations
                            .iter()
                            .any(|creation| creation.name == *seat.name())
                };
                if matches!(seat, Seat::ByEmail { .. }) && !exists(seat) {
                    let request = format!("car-{}", seat.name());
                    org.creations.push(Creation {
                        request,
                        name: seat.name().clone(),
                    });
                }
            }
            Meddling::MoveToRoot(index)
            | Meddling::Rename(index)
            | Meddling::Untag(index)
            | Meddling::ForeignTag(index) => {
                let count = org.accounts.len();
                if count == 0 {
                    continue;
                }
                let account = &mut org.accounts[index.index(count)];
                match one {
                    Meddling::MoveToRoot(_) => account.place = Place::Root,
                    Meddling::Rename(_) => account.name = "renamed".parse().expect("a name"),
                    Meddling::Untag(_) => account.tags.clear(),
                    _ => {
                        account.tags.insert("cost-centre".into(), "42".into());
                    }
                }
            }
        }
    }
}

fn befall(stack: &mut Stack, what: u8) {
    let reason = || "it failed".to_owned();
    match what {
        0 => stack.state = StackState::Outdated { reason: reason() },
        1 => stack.state = StackState::Inoperable { reason: reason() },
        2 => stack.state = StackState::Missing { reason: reason() },
        3 => {
            let operation = "operation-1".into();
            stack.state = StackState::Busy { operation };
        }
        _ => {
            let other = Parameter::Text("by hand".into());
            stack.parameters.insert("Team".into(), other);
        }
    }
}
