//! Companies and organizations of every kind, small enough to collide.

use std::collections::BTreeMap;

use bedrock_org::model::{
    Budget, GroupMatch, HardStop, HubIntent, Identity, Intent, InvocationLogs, Model, Monitoring,
    Organization, Place, Quota, Seat, Sizing, Team, UseCase, Users,
};
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

use super::quotas;
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
    budget: Option<Budget>,
    developers: u32,
    quota: BTreeMap<&'static str, Quota>,
}

fn team() -> impl Strategy<Value = Shape> {
    (
        1..=3_usize,
        prop::bool::weighted(0.2),
        subsequence(REGIONS.to_vec(), 1..=REGIONS.len()),
        subsequence(MODELS.to_vec(), 1..=MODELS.len()),
        proptest::option::weighted(0.7, budget()),
        (
            1..60_u32,
            proptest::collection::btree_map(select(MODELS.to_vec()), quota(), 0..=2),
        ),
    )
        .prop_map(
            |(accounts, adopts, regions, models, budget, (developers, quota))| Shape {
                developers,
                quota,
                accounts,
                adopts,
                regions,
                models,
                budget,
            },
        )
}

/// What a plan file may ask for, of what there may not be.
fn quota() -> impl Strategy<Value = Quota> {
    let tpm = proptest::option::of(select(vec![300_000_u64, 2_000_000, 9_000_000]));
    let rpm = proptest::option::weighted(0.3, select(vec![5_u64, 400]));
    (tpm, rpm).prop_map(|(tpm, rpm)| Quota { tpm, rpm })
}

/// Up to as many alerts as AWS takes, with somebody to hear each.
fn budget() -> impl Strategy<Value = Budget> {
    let stops = [HardStop::Off, HardStop::OnApproval, HardStop::Automatic];
    (
        1..3_u64,
        subsequence(vec![50_u16, 80, 90, 100], 0..=4),
        subsequence(vec![100_u16], 0..=1),
        subsequence(vec!["finance@acme.example", "cto@acme.example"], 1..=2),
        any::<bool>(),
        proptest::sample::select(stops.to_vec()),
    )
        .prop_map(
            |(thousands, alert_at, forecast_at, notify, topic, hard_stop)| {
                let topics = topic.then(|| "arn:aws:sns:us-east-1:111122223333:spend".to_owned());
                let notify = notify.iter();
                Budget {
                    monthly_usd: thousands * 1000,
                    alert_at,
                    forecast_at,
                    notify: notify.map(|one| one.parse().expect("an address")).collect(),
                    notify_topics: topics.into_iter().collect(),
                    hard_stop,
                }
            },
        )
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
        place: 0,
        group: format!("group-{name}"),
        developers: shape.developers,
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
        budget: shape.budget.clone(),
        quota: shape
            .quota
            .iter()
            .map(|(alias, quota)| (alias.parse().expect("an alias"), *quota))
            .collect(),
        sizing: Sizing::default(),
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

/// An organization with the accounts that teams may adopt, and nothing of ours.
pub fn untouched() -> World {
    let mut org = bedrock_org::model::Org {
        trusted_access: Some(false),
        quota_defaults: quotas::defaults(),
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
            quotas: quotas::of_new_account(team),
        });
    }
    World::new(org)
}
