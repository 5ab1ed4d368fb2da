//! Plans to write guard rails for.

use std::collections::BTreeMap;

use bedrock_org::model::{
    GroupMatch, Identity, Intent, InvocationLogs, Model, Monitoring, Organization, Region, Sizing,
    Team,
};

pub fn regions(codes: &[&str]) -> Vec<Region> {
    codes.iter().map(|code| code.parse().unwrap()).collect()
}

/// A plan of one organization; `models` are alias, id and profile, `teams` name, Regions, aliases.
pub fn plan(
    home: &str,
    models: &[(&str, &str, &str)],
    teams: &[(&str, &[&str], &[&str])],
) -> Intent {
    let model = |&(alias, id, profile): &(&str, &str, &str)| {
        let model = Model {
            id: id.to_owned(),
            profile: profile.parse().unwrap(),
        };
        (alias.parse().unwrap(), model)
    };
    let team = |&(name, codes, aliases): &(&str, &[&str], &[&str])| {
        let team = Team {
            place: 0,
            group: format!("bedrock-{name}"),
            developers: 8,
            seats: Vec::new(),
            provider_exists: false,
            regions: regions(codes),
            models: aliases.iter().map(|alias| alias.parse().unwrap()).collect(),
            budget: None,
            quota: BTreeMap::new(),
            sizing: Sizing::default(),
            monitoring: Monitoring {
                dashboard: true,
                invocation_logs: InvocationLogs::Metadata,
                retention_days: 30,
                tokens_per_day: 10_000_000,
                notify: Vec::new(),
            },
            tags: BTreeMap::new(),
        };
        (name.parse().unwrap(), team)
    };
    Intent {
        organization: Organization {
            name: "acme".into(),
            ou: "Bedrock".parse().unwrap(),
            email: "aws+{account}@acme.example".parse().unwrap(),
            home_region: home.parse().unwrap(),
            regions: regions(&["us-east-1", "us-west-2"]),
            tags: BTreeMap::new(),
            access_role: "OrganizationAccountAccessRole".into(),
            manage_trusted_access: true,
            bucket: None,
        },
        identity: Identity {
            issuer: "https://acme.okta.com".into(),
            client_id: "0oa1b2c3d4e5f6g7h8i9".into(),
            groups_claim: "groups".into(),
            group_match: GroupMatch::Contains,
            redirect_ports: vec![8400],
        },
        models: models.iter().map(model).collect(),
        teams: teams.iter().map(team).collect(),
        hub: None,
        use_case: None,
        publish: None,
    }
}

pub const MODELS: &[(&str, &str, &str)] = &[
    ("opus", "anthropic.claude-opus-5-5", "us"),
    ("sonnet", "anthropic.claude-sonnet-5-5", "us"),
    ("sonnet-eu", "anthropic.claude-sonnet-5-5", "eu"),
    (
        "haiku",
        "anthropic.claude-haiku-4-5-20251001-v1:0",
        "global",
    ),
];

/// Two teams that share everything, one in Europe, one that mixes a geography with everywhere.
pub fn example() -> Intent {
    plan(
        "us-east-1",
        MODELS,
        &[
            ("backend", &["us-west-2", "us-east-1"], &["sonnet", "opus"]),
            ("data", &["eu-central-1"], &["sonnet-eu"]),
            ("platform", &["us-east-1", "us-west-2"], &["opus", "sonnet"]),
            ("research", &["us-east-1"], &["opus", "haiku"]),
        ],
    )
}
