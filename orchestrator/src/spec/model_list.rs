//! Whether a team's models fit into the parameters of its stacks.

use super::diagnostic::{Code, Diagnostic};
use super::findings::Findings;
use super::section::At;
use super::suggest;
use crate::model::{LONGEST_PARAMETER, Model, ModelLists, Region};

pub fn check<'m>(
    team: &At<&str>,
    regions: &[At<Region>],
    models: impl IntoIterator<Item = &'m Model>,
    findings: &mut Findings,
) {
    let regions: Vec<Region> = regions.iter().map(|at| at.value.clone()).collect();
    let lists = ModelLists::of(&regions, models).parameters();
    let Some((name, list)) = lists.iter().max_by_key(|(_, list)| list.len()) else {
        return;
    };
    if list.len() <= LONGEST_PARAMETER {
        return;
    }
    let length = list.len();
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
            "the stack's parameter {name} would have {length} bytes, and CloudFormation takes \
             {LONGEST_PARAMETER}: name fewer models or Regions, or make two teams of it"
        )),
    );
}
