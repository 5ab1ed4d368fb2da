//! One step from the organization that exists to the one that is wanted.

mod budget;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::model::{
    AccountId, AccountName, Email, InvocationLogs, OuPath, Parameter, PolicyName, QuotaKey, Region,
    Set, Tags, UseCase,
};

pub use budget::{BudgetAction, PlannedStop};

/// Where in the plan a change stands, such as `team.platform/account.platform-1`. Unique in a plan.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Address(String);

impl Address {
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// A finer address below this one.
    pub fn part(&self, name: &str) -> Self {
        Self(format!("{}/{name}", self.0))
    }

    pub fn is_within(&self, outer: &str) -> bool {
        self.0 == outer
            || self
                .0
                .strip_prefix(outer)
                .is_some_and(|rest| rest.starts_with('/'))
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    pub address: Address,
    #[serde(flatten)]
    pub action: Action,
    /// What stands there now, for a reader; nothing for what is made new.
    pub before: Option<String>,
    /// What will stand there, for a reader; nothing for what is deleted.
    pub after: Option<String>,
    pub reason: String,
    /// Changes of the same plan that come first.
    pub needs: BTreeSet<Address>,
}

/// What is to be done, in names: what does not exist yet has no id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "action", rename_all = "snake_case")]
pub enum Action {
    EnablePolicies,
    EnableTrustedAccess,
    CreateUnit {
        unit: OuPath,
        tags: Tags,
    },
    DeleteUnit {
        unit: OuPath,
    },
    CreatePolicy {
        policy: PolicyName,
        description: String,
        document: String,
        tags: Tags,
    },
    UpdatePolicy {
        policy: PolicyName,
        description: String,
        document: String,
    },
    DeletePolicy {
        policy: PolicyName,
    },
    AttachPolicy {
        policy: PolicyName,
        unit: OuPath,
    },
    DetachPolicy {
        policy: PolicyName,
        unit: OuPath,
    },
    CreateAccount {
        account: AccountName,
        email: Email,
        tags: Tags,
    },
    /// An earlier run, or someone else, has asked for this account already.
    AwaitAccount {
        account: AccountName,
        email: Email,
        request: String,
    },
    MoveAccount {
        account: AccountName,
        to: OuPath,
    },
    RenameAccount {
        account: AccountName,
        to: AccountName,
    },
    Tag {
        subject: Tagged,
        set: Tags,
        unset: BTreeSet<String>,
    },
    CreateStackSet {
        set: Set,
        /// At CloudFormation.
        name: String,
        template: String,
        parameters: BTreeMap<String, String>,
        tags: Tags,
    },
    UpdateStackSet {
        set: Set,
        name: String,
        template: String,
        parameters: BTreeMap<String, String>,
        tags: Tags,
        /// CloudFormation updates at least one stack together with its set.
        first: Option<(AccountName, Region)>,
    },
    DeployStack {
        set: Set,
        name: String,
        account: AccountName,
        region: Region,
        parameters: BTreeMap<String, Parameter>,
        deploy: Deploy,
    },
    DeleteStack {
        set: Set,
        name: String,
        account: AccountName,
        /// Names are not unique, and nothing else shall be hit.
        id: AccountId,
        region: Region,
    },
    DeployHub {
        name: String,
        account: AccountId,
        region: Region,
        template: String,
        parameters: BTreeMap<String, String>,
        tags: Tags,
        deploy: Deploy,
    },
    SetInvocationLogging {
        account: AccountName,
        region: Region,
        content: InvocationLogs,
    },
    AcceptModel {
        account: AccountName,
        region: Region,
        /// The model's id.
        model: String,
    },
    SendUseCase {
        /// `None`: from the management account, for all.
        account: Option<AccountName>,
        region: Region,
        form: UseCase,
    },
    /// The management account's own stack.
    DeployStop {
        name: String,
        region: Region,
        template: String,
        parameters: BTreeMap<String, String>,
        /// The one policy that its role may attach.
        policy: PolicyName,
        tags: Tags,
        deploy: Deploy,
    },
    RequestQuota {
        account: AccountName,
        region: Region,
        quota: QuotaKey,
        /// AWS's own code and name for it.
        code: String,
        name: String,
        value: u64,
        justification: String,
    },
    #[serde(untagged)]
    Budget(BudgetAction),
}

/// What has to happen so that a stack is as it should be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Deploy {
    Create,
    Update,
    /// Once this operation, which is under way, has ended.
    After {
        operation: String,
    },
    /// Out of the set, out of the account, and made anew: CloudFormation gave it up.
    Replace,
}

/// What carries tags.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tagged {
    Unit(OuPath),
    Policy(PolicyName),
    Account(AccountName),
}

/// What kind of step a change is, for symbols and totals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Create,
    Move,
    Update,
    /// Deleted and made anew.
    Replace,
    Delete,
}

impl Action {
    pub fn kind(&self) -> Kind {
        match self {
            Self::CreateUnit { .. }
            | Self::CreatePolicy { .. }
            | Self::CreateAccount { .. }
            | Self::AwaitAccount { .. }
            | Self::AttachPolicy { .. }
            | Self::CreateStackSet { .. }
            | Self::AcceptModel { .. }
            | Self::SendUseCase { .. }
            | Self::RequestQuota { .. } => Kind::Create,
            Self::DeployStack { deploy, .. }
            | Self::DeployHub { deploy, .. }
            | Self::DeployStop { deploy, .. } => match deploy {
                Deploy::Create => Kind::Create,
                Deploy::Update | Deploy::After { .. } => Kind::Update,
                Deploy::Replace => Kind::Replace,
            },
            Self::Budget(action) => action.kind(),
            Self::MoveAccount { .. } => Kind::Move,
            Self::EnablePolicies
            | Self::EnableTrustedAccess
            | Self::UpdatePolicy { .. }
            | Self::RenameAccount { .. }
            | Self::UpdateStackSet { .. }
            | Self::SetInvocationLogging { .. }
            | Self::Tag { .. } => Kind::Update,
            Self::DeleteUnit { .. }
            | Self::DeletePolicy { .. }
            | Self::DetachPolicy { .. }
            | Self::DeleteStack { .. } => Kind::Delete,
        }
    }

    /// Why there is no way back, where there is none.
    pub fn irreversible(&self) -> Option<&'static str> {
        match self {
            Self::CreateAccount { .. } => {
                Some("an account can be closed later, but its email address is then spent for good")
            }
            Self::DeletePolicy { .. } => Some("the policy's text is gone"),
            Self::DeleteUnit { .. } => Some("a new OU of the same name gets another id"),
            Self::DeleteStack { set: Set::Auth, .. }
            | Self::DeployStack {
                set: Set::Auth,
                deploy: Deploy::Replace,
                ..
            } => Some("a new identity pool gets another id, and routes.json must follow"),
            Self::Budget(action) => action.irreversible(),
            Self::AcceptModel { .. }
            | Self::RequestQuota { .. }
            | Self::DeleteStack { .. }
            | Self::CreateStackSet { .. }
            | Self::UpdateStackSet { .. }
            | Self::DeployStack { .. }
            | Self::DeployHub { .. }
            | Self::DeployStop { .. }
            | Self::SetInvocationLogging { .. }
            | Self::SendUseCase { .. }
            | Self::EnablePolicies
            | Self::EnableTrustedAccess
            | Self::CreateUnit { .. }
            | Self::CreatePolicy { .. }
            | Self::UpdatePolicy { .. }
            | Self::AttachPolicy { .. }
            | Self::DetachPolicy { .. }
            | Self::AwaitAccount { .. }
            | Self::MoveAccount { .. }
            | Self::RenameAccount { .. }
            | Self::Tag { .. } => None,
        }
    }

    /// The AWS operation that this change spends; its published rate is the change's lane.
    pub fn operation(&self) -> &'static str {
        match self {
            Self::EnablePolicies => "organizations.EnablePolicyType",
            Self::EnableTrustedAccess => "cloudformation.ActivateOrganizationsAccess",
            Self::CreateUnit { .. } => "organizations.CreateOrganizationalUnit",
            Self::DeleteUnit { .. } => "organizations.DeleteOrganizationalUnit",
            Self::CreatePolicy { .. } => "organizations.CreatePolicy",
            Self::UpdatePolicy { .. } => "organizations.UpdatePolicy",
            Self::DeletePolicy { .. } => "organizations.DeletePolicy",
            Self::AttachPolicy { .. } => "organizations.AttachPolicy",
            Self::DetachPolicy { .. } => "organizations.DetachPolicy",
            Self::CreateAccount { .. } => "organizations.CreateAccount",
            Self::AwaitAccount { .. } => "organizations.DescribeCreateAccountStatus",
            Self::MoveAccount { .. } => "organizations.MoveAccount",
            Self::RenameAccount { .. } => "account.PutAccountName",
            Self::Tag { .. } => "organizations.TagResource",
            Self::CreateStackSet { .. } => "cloudformation.CreateStackSet",
            Self::UpdateStackSet { .. } => "cloudformation.UpdateStackSet",
            Self::DeployStack {
                deploy: Deploy::Create,
                ..
            } => "cloudformation.CreateStackInstances",
            Self::DeployStack { .. } => "cloudformation.UpdateStackInstances",
            Self::DeleteStack { .. } => "cloudformation.DeleteStackInstances",
            Self::DeployHub {
                deploy: Deploy::Create,
                ..
            }
            | Self::DeployStop {
                deploy: Deploy::Create,
                ..
            } => "cloudformation.CreateStack",
            Self::DeployHub { .. } | Self::DeployStop { .. } => "cloudformation.UpdateStack",
            Self::Budget(action) => action.operation(),
            Self::SetInvocationLogging { .. } => "bedrock.PutModelInvocationLoggingConfiguration",
            Self::AcceptModel { .. } => "bedrock.CreateFoundationModelAgreement",
            Self::RequestQuota { .. } => "servicequotas.RequestServiceQuotaIncrease",
            Self::SendUseCase { .. } => "bedrock.PutUseCaseForModelAccess",
        }
    }
}

/// Something that the plan would do, did it know enough or were it able.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Blocked {
    pub address: Address,
    pub cause: String,
    pub hint: String,
    /// What is blocked itself and must come first, where that is all there is to say.
    pub waits_for: Option<Address>,
}

/// Something of ours that the plan file no longer names. It is left alone unless asked for by name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Unplanned {
    pub address: Address,
    pub what: String,
    /// Whether `--delete ADDRESS` can remove it.
    pub deletable: bool,
    pub account: Option<AccountId>,
}
