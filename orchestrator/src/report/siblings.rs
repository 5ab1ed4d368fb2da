//! Changes that say the same of neighbours, such as one stack in two Regions, as one line.

use crate::plan::{Action, Change};

use super::plan_words::sides;

/// A change, standing for those of its neighbours that differ in the end of their address alone.
pub struct Entry<'a> {
    pub address: String,
    pub change: &'a Change,
}

/// `sorted`: by address.
pub fn fold<'a>(sorted: &[&'a Change]) -> Vec<Entry<'a>> {
    sorted
        .chunk_by(|one, other| alike(one, other))
        .filter_map(|alike| {
            let change = *alike.first()?;
            let address = match stem(change) {
                Some(stem) if alike.len() > 1 => {
                    let ends: Vec<&str> = alike
                        .iter()
                        .filter_map(|one| one.address.as_str().strip_prefix(stem))
                        .collect();
                    format!("{stem}{{{}}}", ends.join(", "))
                }
                _ => change.address.to_string(),
            };
            Some(Entry { address, change })
        })
        .collect()
}

fn alike(one: &Change, other: &Change) -> bool {
    stem(one).is_some()
        && stem(one) == stem(other)
        && one.action.kind() == other.action.kind()
        && one.reason == other.reason
        && sides(one) == sides(other)
}

/// The address without what neighbours differ in: the Region or the model.
fn stem(change: &Change) -> Option<&str> {
    let address = change.address.as_str();
    let end = match &change.action {
        Action::AcceptModel { model, .. } => model.as_str(),
        Action::DeployStack { region, .. }
        | Action::SetInvocationLogging { region, .. }
        | Action::DeployHub { region, .. }
        | Action::RequestQuota { region, .. }
        | Action::SendUseCase { region, .. } => region.as_str(),
        _ => return None,
    };
    address.strip_suffix(end)
}
