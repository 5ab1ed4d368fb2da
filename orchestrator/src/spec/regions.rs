//! Regions, their partitions, and the inference profiles that reach them.

use super::diagnostic::{Code, Diagnostic};
use super::findings::{Findings, Reported};
use super::section::{At, Node, all};
use super::suggest;
use crate::model::{Alias, Model, Region, geography};

pub fn region(code: &At<&str>, findings: &mut Findings) -> Result<At<Region>, Reported> {
    if geography::regions().any(|known| known == code.value)
        && let Ok(region) = code.value.parse::<Region>()
    {
        return Ok(At::new(region, code.span.clone()));
    }
    let help = match suggest::nearest(code.value, geography::regions()) {
        Some(near) => format!("did you mean \"{near}\"?"),
        None => "a Region's code looks like eu-central-1".to_owned(),
    };
    Err(findings.error(
        Diagnostic::error(
            Code::UnknownRegion,
            code.span.clone(),
            "not a Region",
            format!("there is no Region {}", suggest::shortened(code.value)),
        )
        .help(help),
    ))
}

/// At least one, and each once.
pub fn list(node: &Node<'_>, findings: &mut Findings) -> Result<Vec<At<Region>>, Reported> {
    let items = node.list(findings)?;
    if items.value.is_empty() {
        return Err(empty(node, findings));
    }
    let regions = items
        .value
        .iter()
        .map(|item| region(&item.text(findings)?, findings))
        .collect();
    let regions = all(regions)?;
    each_once(&regions, &node.path, |region| region.as_str(), findings)?;
    Ok(regions)
}

pub fn empty(node: &Node<'_>, findings: &mut Findings) -> Reported {
    findings.error(
        Diagnostic::error(
            Code::EmptyList,
            node.span(),
            "nothing in here",
            format!("{} is empty", node.path),
        )
        .help(if node.path == "organization.regions" {
            "name at least one Region"
        } else {
            "name at least one, or leave the key out to take the default"
        }),
    )
}

/// Reports everything that the list says more than once.
pub fn each_once<'t, T>(
    items: &'t [At<T>],
    path: &str,
    shown: impl Fn(&'t T) -> &'t str,
    findings: &mut Findings,
) -> Result<(), Reported> {
    let mut outcome = Ok(());
    for (index, item) in items.iter().enumerate() {
        let name = shown(&item.value);
        let earlier = items[..index]
            .iter()
            .find(|earlier| shown(&earlier.value).eq_ignore_ascii_case(name));
        if let Some(first) = earlier {
            outcome = Err(findings.error(
                Diagnostic::error(
                    Code::Twice,
                    item.span.clone(),
                    "again here",
                    format!("{path} has {name} twice"),
                )
                .and(first.span.clone(), "first given here")
                .help("keep one of the two"),
            ));
        }
    }
    outcome
}

/// Cognito, IAM and Organizations of one partition know nothing of the others.
pub fn one_partition(regions: &[At<Region>], findings: &mut Findings) {
    let Some(first) = regions.first() else {
        return;
    };
    let others = regions
        .iter()
        .filter(|region| region.value.partition() != first.value.partition());
    for other in others {
        findings.error(
            Diagnostic::error(
                Code::PartitionMix,
                other.span.clone(),
                format!("in the partition {}", other.value.partition()),
                "an organization lives in one partition, and these Regions are in two".into(),
            )
            .and(
                first.span.clone(),
                format!("in the partition {}", first.value.partition()),
            )
            .help("write one plan file for the commercial organization and one for GovCloud"),
        );
    }
}

/// A home on another continent than every team is allowed, and seldom meant.
pub fn warn_if_far(home: &At<Region>, regions: &[At<Region>], findings: &mut Findings) {
    let near = |region: &At<Region>| continent(&region.value) == continent(&home.value);
    if regions.is_empty() || regions.iter().any(near) {
        return;
    }
    findings.warn(
        Diagnostic::warning(
            Code::HomeRegionFar,
            home.span.clone(),
            "stacks with global resources live here",
            format!(
                "home_region {} is far from every Region in which teams call Bedrock",
                home.value
            ),
        )
        .and(regions[0].span.clone(), "teams call Bedrock here")
        .help("if data has to stay near the teams, choose one of their Regions"),
    );
}

fn continent(region: &Region) -> &str {
    region.as_str().split('-').next().unwrap_or_default()
}

/// A model that a team uses, and the Regions from which it would call it.
pub struct Reach<'m> {
    pub team: &'m str,
    /// Where the team, or the default, names the model.
    pub model_use: &'m At<Alias>,
    pub model: &'m Model,
    pub regions: &'m [At<Region>],
    /// The team's own list is where the mistake is more likely than in the organization's.
    pub own_regions: bool,
}

impl Reach<'_> {
    pub fn check(&self, findings: &mut Findings) {
        let profile = &self.model.profile;
        let Some(sources) = geography::sources(profile) else {
            return;
        };
        let unreached = |region: &&At<Region>| !sources.contains(&region.value.as_str());
        let Some(region) = self.regions.iter().find(unreached) else {
            return;
        };
        let alias = &self.model_use.value;
        let message = format!(
            "team.{} cannot call {alias} from {}: the profile \"{profile}\" does not reach it",
            self.team, region.value
        );
        let from = format!("called from {}", region.value);
        let uses = format!("{alias} goes through the profile \"{profile}\"");
        let (first, second) = if self.own_regions {
            (
                (region.span.clone(), from),
                (self.model_use.span.clone(), uses),
            )
        } else {
            (
                (self.model_use.span.clone(), uses),
                (region.span.clone(), from),
            )
        };
        let fitting = geography::profiles().filter(|name| {
            name.parse()
                .ok()
                .and_then(|profile| geography::sources(&profile))
                .is_some_and(|sources| sources.contains(&region.value.as_str()))
        });
        let fitting = suggest::listed(fitting);
        findings.error(
            Diagnostic::error(Code::ProfileReach, first.0, first.1, message)
                .and(second.0, second.1)
                .help(format!(
                    "\"{profile}\" can be called from {}; from {} the profiles are {fitting}",
                    suggest::listed(sources.iter().copied()),
                    region.value
                )),
        );
    }
}
