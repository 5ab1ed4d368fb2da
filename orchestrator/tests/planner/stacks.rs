//! What changes do to stacks, and to what Bedrock has set.

use std::collections::BTreeMap;

use bedrock_org::model::{
    Account, AccountName, Bedrock, Hub, InvocationLogs, Logging, Org, Parameter, PlainStack,
    Readiness, Region, Stack, StackSet, StackState,
};
use bedrock_org::plan::{Action, Deploy};

use super::generate::REGIONS;

/// Makes a change to the organization itself, or says that it is one to an account.
pub fn apply_above(org: &mut Org, action: &Action) -> bool {
    match action {
        Action::CreateStackSet {
            set,
            name: _,
            template,
            parameters,
            tags,
        } => {
            assert_ne!(org.trusted_access, Some(false));
            let new = StackSet {
                template: template.clone(),
                parameters: parameters.clone(),
                managed_execution: true,
                tags: tags.clone(),
            };
            assert!(org.stack_sets.insert(*set, new).is_none(), "made twice");
        }
        Action::UpdateStackSet {
            set,
            name: _,
            template,
            parameters,
            tags,
            first: _,
        } => {
            let existing = org.stack_sets.get_mut(set).expect("an existing set");
            existing.template.clone_from(template);
            existing.parameters.clone_from(parameters);
            existing.managed_execution = true;
            existing.tags.extend(tags.clone());
            let accounts = org.accounts.iter_mut();
            for stack in accounts.flat_map(|one| one.stacks.entry(*set).or_default().values_mut()) {
                if stack.state == StackState::Current {
                    let reason = "the set has changed".into();
                    stack.state = StackState::Outdated { reason };
                }
            }
        }
        Action::DeployHub {
            account,
            region,
            template,
            parameters,
            ..
        } => {
            let new = || Hub {
                account: account.clone(),
                stacks: BTreeMap::new(),
            };
            if org.hub.as_ref().is_none_or(|hub| hub.account != *account) {
                org.hub = Some(new());
            }
            let hub = org.hub.get_or_insert_with(new);
            let text = |(key, value): (&String, &String)| (key.clone(), value.clone().into());
            let sink = format!("arn:aws:oam:{region}:{account}:sink/1");
            let stack = Stack {
                parameters: parameters.iter().map(text).collect(),
                state: StackState::Current,
                outputs: [("SinkArn".to_owned(), sink)].into(),
            };
            let template = template.clone();
            hub.stacks
                .insert(region.clone(), PlainStack { template, stack });
        }
        Action::DeleteStack {
            set, id, region, ..
        } => {
            let mut accounts = org.accounts.iter_mut();
            let account = accounts.find(|one| one.id.as_ref() == Some(id));
            let stacks = account.expect("an account").stacks.get_mut(set);
            let removed = stacks.expect("stacks of the set").remove(region);
            assert!(removed.is_some());
        }
        Action::SendUseCase { account: None, .. } => org.use_case = Some(true),
        _ => return false,
    }
    true
}

/// Whose account a change is made in.
pub fn account_of(action: &Action) -> Option<&AccountName> {
    match action {
        Action::DeployStack { account, .. }
        | Action::SetInvocationLogging { account, .. }
        | Action::AcceptModel { account, .. } => Some(account),
        Action::SendUseCase { account, .. } => account.as_ref(),
        _ => None,
    }
}

pub fn apply_inside(account: &mut Account, hub: Option<&Hub>, action: &Action) {
    match action {
        Action::DeployStack {
            set,
            region,
            parameters,
            deploy,
            ..
        } => {
            let stacks = account.stacks.entry(*set).or_default();
            let exists = stacks
                .get(region)
                .is_some_and(|stack| !matches!(stack.state, StackState::Missing { .. }));
            assert_eq!(exists, *deploy != Deploy::Create, "{deploy:?} in {region}");
            let id = account.id.clone().expect("an id");
            let known = |value: &Parameter| match value.in_account(&id) {
                Parameter::Text(text) => text,
                Parameter::Sink { sink } => {
                    hub.expect("a hub").stacks[&sink].stack.outputs["SinkArn"].clone()
                }
            };
            let parameters = parameters.iter();
            let stack = Stack {
                parameters: parameters
                    .map(|(key, value)| (key.clone(), known(value).into()))
                    .collect(),
                ..Stack::default()
            };
            stacks.insert(region.clone(), stack);
        }
        Action::SetInvocationLogging {
            region, content, ..
        } => {
            account.bedrock.entry(region.clone()).or_default().logging = match content {
                InvocationLogs::Off => Logging::Off,
                content => Logging::Ours(*content),
            };
        }
        Action::AcceptModel { model, .. } => {
            // Terms are accepted for the whole account.
            for region in REGIONS {
                let region: Region = region.parse().expect("a Region");
                let bedrock: &mut Bedrock = account.bedrock.entry(region).or_default();
                bedrock.models.insert(model.clone(), Readiness::Ready);
            }
        }
        Action::SendUseCase { region, .. } => {
            account.bedrock.entry(region.clone()).or_default().use_case = Some(true);
        }
        other => panic!("{other:?} is not made inside an account"),
    }
}
