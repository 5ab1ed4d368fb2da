//! The stacks that a plan file asks for: which sets, which template, with which parameters.

use std::collections::{BTreeMap, BTreeSet};

use bedrock_template::Template;

use crate::model::{
    GroupMatch, HubIntent, Identity, Intent, InvocationLogs, ModelLists, Parameter, PlainStack,
    Region, Set, Stack, StackSet, Tags, Team, TeamName, user_pool,
};

/// Before a stack says whose it is, it lets nobody in: no provider sends this group.
const NOBODY: &str = "bedrock-org-nobody";

const HUB: &str = include_str!("../../../stacksets/hub.yaml");

pub fn template(set: Set) -> &'static str {
    match set {
        Set::Auth => include_str!("../../../stacksets/auth.yaml"),
        Set::Monitoring => include_str!("../../../stacksets/monitoring.yaml"),
    }
}

pub fn sets(intent: &Intent, tags: &Tags) -> BTreeMap<Set, StackSet> {
    let set = |set: Set| StackSet {
        template: template(set).to_owned(),
        parameters: of_set(set, intent),
        managed_execution: true,
        tags: tags.clone(),
    };
    Set::ALL.into_iter().map(|one| (one, set(one))).collect()
}

/// What holds for every stack, and harmless values for what each stack says itself.
fn of_set(set: Set, intent: &Intent) -> BTreeMap<String, String> {
    let Identity {
        issuer,
        client_id,
        groups_claim,
        group_match,
        redirect_ports: _,
    } = &intent.identity;
    let values: &[(&str, &str)] = match set {
        Set::Auth => &[
            ("Issuer", issuer),
            ("ClientId", client_id),
            ("GroupsClaim", groups_claim),
            ("GroupMatch", match_type(*group_match)),
            ("Team", NOBODY),
            ("Group", NOBODY),
            ("Provider", "create"),
            ("InferenceProfiles", ""),
            ("FoundationModels", ""),
            ("GlobalProfiles", ""),
            ("GlobalSourceModels", ""),
            ("GlobalModels", ""),
        ],
        Set::Monitoring => &[
            ("Team", NOBODY),
            ("Dashboard", "no"),
            ("InvocationLogs", "off"),
            ("RetentionDays", "30"),
            ("TokensPerDay", "0"),
            ("Notify", ""),
            ("Sink", ""),
        ],
    };
    let own = |&(key, value): &(&str, &str)| (key.to_owned(), value.to_owned());
    values.iter().map(own).collect()
}

/// The stacks of each account of a team.
pub fn of_team(
    intent: &Intent,
    name: &TeamName,
    team: &Team,
) -> BTreeMap<Set, BTreeMap<Region, Stack>> {
    let home = &intent.organization.home_region;
    let auth = BTreeMap::from([(home.clone(), stack(auth(intent, name, team)))]);
    let monitoring = team
        .regions
        .iter()
        .map(|region| {
            (
                region.clone(),
                stack(monitoring(intent, name, team, region)),
            )
        })
        .collect();
    BTreeMap::from([(Set::Auth, auth), (Set::Monitoring, monitoring)])
}

fn auth(intent: &Intent, name: &TeamName, team: &Team) -> [(&'static str, Parameter); 8] {
    let models = team
        .models
        .iter()
        .filter_map(|alias| intent.models.get(alias));
    let ModelLists {
        inference_profiles,
        foundation_models,
        global_profiles,
        global_source_models,
        global_models,
    } = ModelLists::of(Parameter::ACCOUNT, &team.regions, models);
    [
        ("Team", name.as_str().into()),
        ("Group", team.group.as_str().into()),
        ("Provider", provider(&intent.identity, team).into()),
        ("InferenceProfiles", joined(&inference_profiles)),
        ("FoundationModels", joined(&foundation_models)),
        ("GlobalProfiles", joined(&global_profiles)),
        ("GlobalSourceModels", joined(&global_source_models)),
        ("GlobalModels", joined(&global_models)),
    ]
}

fn monitoring(
    intent: &Intent,
    name: &TeamName,
    team: &Team,
    region: &Region,
) -> [(&'static str, Parameter); 7] {
    let wanted = &team.monitoring;
    let logs = match wanted.invocation_logs {
        InvocationLogs::Off => "off",
        InvocationLogs::Metadata => "metadata",
        InvocationLogs::Full => "full",
    };
    let sink = match &intent.hub {
        None => "".into(),
        Some(_) => Parameter::Sink {
            sink: region.clone(),
        },
    };
    let notify: Vec<&str> = wanted.notify.iter().map(|email| email.as_str()).collect();
    [
        ("Team", name.as_str().into()),
        ("Dashboard", yes(wanted.dashboard).into()),
        ("InvocationLogs", logs.into()),
        ("RetentionDays", wanted.retention_days.to_string().into()),
        ("TokensPerDay", wanted.tokens_per_day.to_string().into()),
        ("Notify", notify.join(",").into()),
        ("Sink", sink),
    ]
}

/// The hub's stacks: a sink takes what is sent from its own Region alone.
pub fn hub(intent: &Intent, hub: &HubIntent) -> BTreeMap<Region, PlainStack> {
    let home = &intent.organization.home_region;
    let used: BTreeSet<&Region> = intent
        .teams
        .values()
        .flat_map(|team| &team.regions)
        .chain([home])
        .collect();
    let notify: Vec<&str> = hub.notify.iter().map(|email| email.as_str()).collect();
    let notify = notify.join(",");
    let one = PlainStack {
        template: HUB.to_owned(),
        stack: stack([
            ("Dashboard", "yes".into()),
            ("Notify", notify.as_str().into()),
        ]),
    };
    used.into_iter()
        .map(|region| (region.clone(), one.clone()))
        .collect()
}

pub fn hub_name(owner: &str) -> String {
    format!("bedrock-hub-{owner}")
}

fn stack<const N: usize>(parameters: [(&'static str, Parameter); N]) -> Stack {
    let own = |(key, value): (&str, Parameter)| (key.to_owned(), value);
    Stack {
        parameters: parameters.into_iter().map(own).collect(),
        ..Stack::default()
    }
}

/// A Cognito user pool is known to identity pools by itself, without IAM.
fn provider(identity: &Identity, team: &Team) -> &'static str {
    if user_pool(&identity.issuer).is_some() {
        "user-pool"
    } else if team.provider_exists {
        "existing"
    } else {
        "create"
    }
}

fn match_type(group_match: GroupMatch) -> &'static str {
    match group_match {
        GroupMatch::Contains => "Contains",
        GroupMatch::Equals => "Equals",
    }
}

fn yes(flag: bool) -> &'static str {
    if flag { "yes" } else { "no" }
}

fn joined(list: &BTreeSet<String>) -> Parameter {
    let list: Vec<&str> = list.iter().map(String::as_str).collect();
    list.join(",").into()
}

/// Whether two templates say the same, whatever their comments and order. What is not a template
/// is like nothing else.
pub fn same_meaning(one: &str, other: &str) -> bool {
    if one == other {
        return true;
    }
    match (Template::parse(one), Template::parse(other)) {
        (Ok(one), Ok(other)) => one.meaning() == other.meaning(),
        _ => false,
    }
}
