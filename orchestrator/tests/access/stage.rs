//! The organization that a plan asks for, with its documents changed by hand.

use std::collections::{BTreeMap, BTreeSet};

use bedrock_org::model::geography::{self, Destinations};
use bedrock_org::model::{Intent, Org, Set, Stack, StackSet, Team};
use bedrock_org::plan::access::{Access, Kind, access};
use bedrock_org::plan::wanted;

use crate::in_memory;

const AUTH: &str = include_str!("../../../stacksets/auth.yaml");

pub struct Stage {
    pub intent: Intent,
    pub org: Org,
    pub asked: Vec<String>,
}

impl Stage {
    pub fn example() -> Self {
        Self::of(in_memory::example())
    }

    pub fn of(intent: Intent) -> Self {
        let mut org = wanted(&intent).unwrap();
        deploy(&intent, &mut org);
        Self {
            intent,
            org,
            asked: Vec::new(),
        }
    }

    /// The auth template with one piece of its text replaced.
    #[must_use]
    pub fn template(mut self, from: &str, to: &str) -> Self {
        let set = self.org.stack_sets.get_mut(&Set::Auth).unwrap();
        assert!(set.template.contains(from), "{from} is not in the template");
        set.template = set.template.replace(from, to);
        self
    }

    #[must_use]
    pub fn without_guard_rails(mut self) -> Self {
        for unit in self.org.units.values_mut() {
            unit.policies.clear();
        }
        self
    }

    #[must_use]
    pub fn asking(mut self, groups: &[&str]) -> Self {
        self.asked
            .extend(groups.iter().map(|group| (*group).to_owned()));
        self
    }

    pub fn access(&self) -> Access {
        access(&self.intent, &self.org, &self.asked).unwrap()
    }

    /// Each finding of a kind on one line.
    pub fn findings(&self, kind: Kind) -> Vec<String> {
        let findings = self.access().findings;
        let told = findings.into_iter().filter(|finding| finding.kind == kind);
        told.map(|it| {
            let people = it.people.join(", ");
            format!("{}: {people} {} [{}]", it.account, it.what, it.by)
        })
        .collect()
    }
}

/// What the plan's own deployment is held against: written without it.
fn deploy(intent: &Intent, org: &mut Org) {
    let identity = &intent.identity;
    let set = StackSet {
        template: AUTH.to_owned(),
        parameters: texts(&[
            ("Issuer", &identity.issuer),
            ("ClientId", &identity.client_id),
            ("GroupsClaim", &identity.groups_claim),
            ("GroupMatch", &format!("{:?}", identity.group_match)),
        ]),
        ..StackSet::default()
    };
    org.stack_sets.insert(Set::Auth, set);
    let home = &intent.organization.home_region;
    for (index, account) in org.accounts.iter_mut().enumerate() {
        let id = account
            .id
            .get_or_insert_with(|| format!("{:012}", index + 1).parse().unwrap());
        let team = account.team.as_ref().unwrap();
        let mut parameters = lists(intent, &intent.teams[team], id.as_str(), home.partition());
        parameters.insert("Team".into(), team.to_string());
        parameters.insert("Group".into(), intent.teams[team].group.clone());
        let stack = Stack {
            parameters: parameters
                .into_iter()
                .map(|(name, value)| (name, value.into()))
                .collect(),
            ..Stack::default()
        };
        account.stacks = BTreeMap::from([(Set::Auth, BTreeMap::from([(home.clone(), stack)]))]);
    }
}

fn lists(intent: &Intent, team: &Team, account: &str, partition: &str) -> BTreeMap<String, String> {
    let mut lists: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    let mut add = |list, arn| {
        lists.entry(list).or_default().insert(arn);
    };
    for model in team.models.iter().map(|alias| &intent.models[alias]) {
        for source in &team.regions {
            let Some(destinations) = geography::destinations(&model.profile, source) else {
                continue;
            };
            let profile = format!(
                "arn:{partition}:bedrock:{source}:{account}:inference-profile/{}.{}",
                model.profile, model.id
            );
            let at = |region: &str| {
                format!(
                    "arn:{partition}:bedrock:{region}::foundation-model/{}",
                    model.id
                )
            };
            match destinations {
                Destinations::Regions(all) => {
                    add("InferenceProfiles", profile);
                    for region in &all {
                        add("FoundationModels", at(region.as_str()));
                    }
                }
                Destinations::Anywhere => {
                    add("GlobalProfiles", profile);
                    add("GlobalSourceModels", at(source.as_str()));
                    add("GlobalModels", at(""));
                }
            }
        }
    }
    let joined = |(name, list): (&str, BTreeSet<String>)| {
        (
            name.to_owned(),
            list.into_iter().collect::<Vec<_>>().join(","),
        )
    };
    lists.into_iter().map(joined).collect()
}

fn texts(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    pairs.iter().map(owned).collect()
}
