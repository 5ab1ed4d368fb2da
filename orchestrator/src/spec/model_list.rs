//! Whether a team's models fit into its stack: into the parameters, and into the policies that the
//! template makes of them.

use std::collections::BTreeSet;

use super::diagnostic::{Code, Diagnostic};
use super::findings::Findings;
use super::section::At;
use super::suggest;
use crate::model::{Model, ModelLists, Region};

/// As long as any.
const SOME_ACCOUNT: &str = "000000000000";

/// CloudFormation's limit, in bytes.
const PARAMETER: usize = 4096;
/// IAM's limits for a role's inline policies and for a managed one, in characters.
const INLINE: usize = 10_240;
const MANAGED: usize = 6144;
/// What `stacksets/auth.yaml` writes around the lists in each of its policies; a test compares.
const AROUND_MODELS: usize = 800;
const AROUND_PROFILES: usize = 450;
const AROUND_DISCOVERY: usize = 650;

pub fn check<'m>(
    team: &At<&str>,
    regions: &[At<Region>],
    models: impl IntoIterator<Item = &'m Model>,
    findings: &mut Findings,
) {
    let regions: Vec<Region> = regions.iter().map(|at| at.value.clone()).collect();
    let lists = ModelLists::of(SOME_ACCOUNT, &regions, models);
    let sizes = sizes(&lists);
    let Some(worst) = sizes.iter().max_by_key(|size| size.per_mille()) else {
        return;
    };
    if worst.length <= worst.most {
        return;
    }
    let Size { what, length, most } = worst;
    findings.error(
        Diagnostic::error(
            Code::ModelList,
            team.span.clone(),
            format!("{} Regions, each with every model", regions.len()),
            format!(
                "team.{} has more models and Regions than fit into its stack",
                suggest::shown_key(team.value)
            ),
        )
        .help(format!(
            "{what} would have {length} characters, and AWS takes {most}: name fewer models or \
             Regions, or make two teams of it"
        )),
    );
}

struct Size {
    what: String,
    length: usize,
    most: usize,
}

impl Size {
    fn per_mille(&self) -> usize {
        self.length * 1000 / self.most
    }
}

fn sizes(lists: &ModelLists) -> Vec<Size> {
    let ModelLists {
        inference_profiles,
        foundation_models,
        global_profiles,
        global_source_models,
        global_models,
    } = lists;
    let policy = |what: &str, around: usize, within: &[&BTreeSet<String>], most| Size {
        what: format!("the policy for {what}"),
        length: around + within.iter().map(|list| quoted(list)).sum::<usize>(),
        most,
    };
    let mut sizes = vec![
        policy(
            "calls",
            AROUND_MODELS,
            &[
                foundation_models,
                inference_profiles,
                global_source_models,
                global_models,
                // Once for the source Region, once for wherever it is answered.
                global_profiles,
                global_profiles,
            ],
            INLINE,
        ),
        policy(
            "profiles",
            AROUND_PROFILES,
            &[inference_profiles, global_profiles],
            MANAGED,
        ),
        policy(
            "counting tokens",
            AROUND_DISCOVERY,
            &[foundation_models, global_source_models],
            MANAGED,
        ),
    ];
    sizes.extend(lists.by_parameter().map(|(name, list)| Size {
        what: format!("the stack's parameter {name}"),
        length: separated(list),
        most: PARAMETER,
    }));
    sizes
}

/// With a comma between two items.
fn separated(list: &BTreeSet<String>) -> usize {
    let items: usize = list.iter().map(|item| item.len() + 1).sum();
    items.saturating_sub(1)
}

/// As JSON has them.
fn quoted(list: &BTreeSet<String>) -> usize {
    separated(list) + 2 * list.len()
}
