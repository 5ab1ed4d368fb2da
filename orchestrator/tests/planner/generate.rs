//! Companies and organizations of every kind, small enough to collide.

use std::collections::{BTreeMap, BTreeSet};

use bedrock_org::model::{
    Creation, Gap, GroupMatch, HubIntent, Identity, Intent, InvocationLogs, Logging, Model,
    Monitoring, Organization, Parameter, Place, Readiness, Seat, Stack, StackState, Subject, Team,
    UseCase, Users,
};
use proptest::prelude::*;
use proptest::sample::{Index, subsequence};

use super::world::World;

const TEAMS: [&str; 4] = ["alpha", "beta", "gamma", "delta"];
pub const REGIONS: [&str; 2] = ["us-east-1", "us-west-2"];
const MODELS: [&str; 3] = ["haiku", "opus", "sonnet"];

pub fn intent() -> impl Strategy<Value = Intent> {
    let teams = subsequence(TEAMS.to_vec(), 1..=TEAMS.len());
    let details = proptest::collection::vec(team(), TEAMS.len());
    let extras = proptest::collection::vec(any::<bool>(), 3);
    (teams, details, any::<bool>(), any::<bool>(), extras).prop_map(
        |(names, details, deep, tagged, extras)| {
            let ou = if deep { "Workloads/Bedrock" } else { "Bedrock" };
            let teams = names
                .into_iter()
                .zip(details)
                .map(|(name, team)| (name.parse().expect("a name"), named(name, &team)))
                .collect();
            Intent {
                organization: organization(ou, tagged),
                identity: Identity {
                    issuer: "https://acme.example".into(),
                    client_id: "client".into(),
                    groups_claim: "groups".into(),
                    group_match: if extras[0] {
                        GroupMatch::Contains
                    } else {
                        GroupMatch::Equals
                    },
                    redirect_ports: vec![8400],
                },
                models: MODELS
                    .iter()
                    .map(|alias| {
                        let id = format!("anthropic.claude-{alias}-5-5");
                        let profile = "us".parse().expect("a profile");
                        (alias.parse().expect("an alias"), Model { id, profile })
                    })
                    .collect(),
                teams,
                hub: extras[1].then(|| HubIntent {
                    account: "999900001111".parse().expect("an id"),
                    notify: Vec::new(),
                }),
                use_case: extras[2].then(use_case),
                publish: None,
            }
        },
    )
}

fn use_case() -> UseCase {
    UseCase {
        company: "Acme".into(),
        website: "https://acme.example".into(),
        industry: "Technology".into(),
        users: Users::Internal,
        description: "Writing software".into(),
    }
}

fn organization(ou: &str, tagged: bool) -> Organization {
    Organization {
        name: "acme".into(),
        ou: ou.parse().expect("a path"),
        email: "aws+{account}@acme.example".parse().expect("a template"),
        home_region: "us-east-1".parse().expect("a Region"),
        regions: REGIONS
            .iter()
            .map(|code| code.parse().expect("a Region"))
            .collect(),
        tags: if tagged {
            [("owner".into(), "coe".into())].into()
        } else {
            BTreeMap::new()
        },
        access_role: "OrganizationAccountAccessRole".into(),
        manage_trusted_access: true,
        bucket: None,
    }
}

#[derive(Debug, Clone)]
struct Shape {
    accounts: usize,
    adopts: bool,
    regions: Vec<&'static str>,
    models: Vec<&'static str>,
}

fn team() -> impl Strategy<Value = Shape> {
    (
        1..=3_usize,
        prop::bool::weighted(0.2),
        subsequence(REGIONS.to_vec(), 1..=REGIONS.len()),
        subsequence(MODELS.to_vec(), 1..=MODELS.len()),
    )
        .prop_map(|(accounts, adopts, regions, models)| Shape {
            accounts,
            adopts,
            regions,
            models,
        })
}

fn named(name: &str, shape: &Shape) -> Team {
    let seats = (1..=shape.accounts)
        .map(|number| {
            let account = format!("{name}-{number}").parse().expect("a name");
            if shape.adopts && number == 1 {
                return Seat::ById {
                    name: account,
                    id: legacy_id(name).parse().expect("an id"),
                };
            }
            let email = format!("aws+{account}@acme.example")
                .parse()
                .expect("an address");
            Seat::ByEmail {
                name: account,
                email,
            }
        })
        .collect();
    Team {
        group: format!("group-{name}"),
        developers: 5,
        seats,
        provider_exists: false,
        regions: shape
            .regions
            .iter()
            .map(|code| code.parse().expect("a Region"))
            .collect(),
        models: shape
            .models
            .iter()
            .map(|alias| alias.parse().expect("an alias"))
            .collect(),
        budget: None,
        quota: BTreeMap::new(),
        monitoring: Monitoring {
            dashboard: true,
            invocation_logs: InvocationLogs::Metadata,
            retention_days: 30,
            tokens_per_day: 10_000_000,
            notify: Vec::new(),
        },
        tags: BTreeMap::new(),
    }
}

/// Every team has an account from before that it might adopt.
fn legacy_id(team: &str) -> String {
    format!(
        "{:012}",
        222_200_000_000_u64 + team.len() as u64 * 7 + u64::from(team.as_bytes()[0])
    )
}

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
            Meddling::Stack(what, which) => {
                let accounts = org.accounts.iter_mut();
                let sets = accounts.flat_map(|one| one.stacks.values_mut());
                let mut stacks: Vec<&mut Stack> = sets.flat_map(BTreeMap::values_mut).collect();
                if !stacks.is_empty() {
                    let at = which.index(stacks.len());
                    befall(stacks.remove(at), *what);
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

/// Hides parts of an organization, as a role that may not read them would.
pub fn hide(world: &World, hidden: &BTreeSet<u8>) -> World {
    let mut seen = world.clone();
    let org = &mut seen.org;
    let gap = || Gap {
        cause: "access denied".into(),
        hint: "ask for it".into(),
    };
    for part in hidden {
        match part {
            0 => {
                org.accounts.clear();
                org.gaps.insert(Subject::Accounts, gap());
            }
            1 => {
                let units: Vec<_> = org.units.keys().cloned().collect();
                for path in units {
                    org.gaps.insert(Subject::Units(path.parent()), gap());
                    org.units.remove(&path);
                }
                org.gaps.insert(Subject::Units(None), gap());
                org.gaps.insert(
                    Subject::Units(Some("Bedrock".parse().expect("a path"))),
                    gap(),
                );
                org.gaps.insert(
                    Subject::Units(Some("Workloads".parse().expect("a path"))),
                    gap(),
                );
                let deep = "Workloads/Bedrock".parse().expect("a path");
                org.gaps.insert(Subject::Units(Some(deep)), gap());
            }
            2 => {
                org.policies.clear();
                for unit in org.units.values_mut() {
                    unit.policies.clear();
                }
                org.gaps.insert(Subject::Policies, gap());
            }
            3 => {
                for (name, policy) in &mut org.policies {
                    policy.document.clear();
                    org.gaps.insert(Subject::Policy(name.clone()), gap());
                }
                for unit in org.units.values_mut() {
                    unit.policies.clear();
                }
            }
            4 => {
                org.trusted_access = None;
                org.gaps.insert(Subject::TrustedAccess, gap());
            }
            5 => {
                for (path, unit) in &mut org.units {
                    unit.tags.clear();
                    org.gaps.insert(Subject::TagsOfUnit(path.clone()), gap());
                }
            }
            6 => {
                org.stack_sets.clear();
                for account in &mut org.accounts {
                    account.stacks.clear();
                }
                org.gaps.insert(Subject::StackSets, gap());
            }
            7 => {
                for account in &mut org.accounts {
                    account.bedrock.clear();
                    for stack in account.stacks.values_mut().flat_map(BTreeMap::values_mut) {
                        stack.parameters.clear();
                    }
                    if let Some(id) = &account.id {
                        org.gaps.insert(Subject::Inside(id.clone()), gap());
                    }
                }
            }
            8 => {
                org.hub = None;
                org.gaps.insert(Subject::Hub, gap());
            }
            9 => {
                org.use_case = None;
                org.gaps.insert(Subject::UseCase, gap());
            }
            _ => {
                for account in &mut org.accounts {
                    account.tags.clear();
                    if let Some(id) = &account.id {
                        org.gaps.insert(Subject::TagsOfAccount(id.clone()), gap());
                    }
                }
            }
        }
    }
    seen
}

/// An organization with the accounts that teams may adopt, and nothing of ours.
pub fn untouched() -> World {
    let mut org = bedrock_org::model::Org {
        trusted_access: Some(false),
        ..Default::default()
    };
    for team in TEAMS {
        org.accounts.push(bedrock_org::model::Account {
            id: Some(legacy_id(team).parse().expect("an id")),
            name: format!("legacy-{team}").parse().expect("a name"),
            adopted: false,
            email: Some(
                format!("legacy-{team}@acme.example")
                    .parse()
                    .expect("an address"),
            ),
            place: Place::Unit("Legacy".parse().expect("a path")),
            standing: bedrock_org::model::Standing::Active,
            team: None,
            tags: BTreeMap::new(),
            stacks: BTreeMap::new(),
            bedrock: BTreeMap::new(),
        });
    }
    World::new(org)
}
