//! The world's things in the shapes of Organizations' API.

use winterbaume_organizations::model;

use crate::world::{Account, Creation, Outcome, Policy, SCP, Unit, World};

pub(super) fn account(world: &World, account: &Account) -> model::Account {
    model::Account {
        arn: Some(world.arn_of(&account.id)),
        email: Some(account.email.clone()),
        id: Some(account.id.clone()),
        joined_method: Some(
            if account.created {
                "CREATED"
            } else {
                "INVITED"
            }
            .into(),
        ),
        joined_timestamp: Some(account.joined.seconds()),
        name: Some(account.name.clone()),
        paths: Some(vec![world.path_of(&account.id)]),
        state: Some(account.state.name().into()),
        // Retired by AWS in September 2026 in favour of the state.
        status: None,
    }
}

pub(super) fn unit(world: &World, id: &str, unit: &Unit) -> model::OrganizationalUnit {
    model::OrganizationalUnit {
        arn: Some(world.arn_of(id)),
        id: Some(id.to_owned()),
        name: Some(unit.name.clone()),
        path: Some(world.path_of(id)),
    }
}

pub(super) fn root(world: &World) -> model::Root {
    let types = world.policy_types.iter().map(policy_type).collect();
    model::Root {
        arn: Some(world.arn_of(&world.root_id)),
        id: Some(world.root_id.clone()),
        name: Some("Root".into()),
        policy_types: Some(types),
    }
}

fn policy_type(
    (kind, status): (&String, &crate::world::PolicyTypeStatus),
) -> model::PolicyTypeSummary {
    model::PolicyTypeSummary {
        status: Some(status.name().into()),
        r#type: Some(kind.clone()),
    }
}

/// AWS names the account here, but never its address.
pub(super) fn creation(id: &str, creation: &Creation) -> model::CreateAccountStatus {
    let (state, account, failure) = match &creation.outcome {
        Outcome::InProgress => ("IN_PROGRESS", None, None),
        Outcome::Succeeded { account } => ("SUCCEEDED", Some(account.clone()), None),
        Outcome::Failed => ("FAILED", None, creation.failure.clone()),
    };
    let done = creation.outcome != Outcome::InProgress;
    model::CreateAccountStatus {
        account_id: account,
        account_name: Some(creation.name.clone()),
        completed_timestamp: done.then(|| creation.due.seconds()),
        failure_reason: failure,
        gov_cloud_account_id: None,
        id: Some(id.to_owned()),
        requested_timestamp: Some(creation.requested.seconds()),
        state: Some(state.into()),
    }
}

pub(super) fn policy(world: &World, id: &str, policy: &Policy) -> model::PolicySummary {
    model::PolicySummary {
        arn: Some(world.arn_of(id)),
        aws_managed: Some(id == crate::world::FULL_ACCESS),
        description: Some(policy.description.clone()),
        id: Some(id.to_owned()),
        name: Some(policy.name.clone()),
        r#type: Some(SCP.into()),
    }
}

pub(super) fn kind_of(id: &str) -> &'static str {
    if id.starts_with("r-") {
        "ROOT"
    } else if id.starts_with("ou-") {
        "ORGANIZATIONAL_UNIT"
    } else {
        "ACCOUNT"
    }
}
