//! A CloudFormation stack as plain data.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::clock::Moment;

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Stack {
    /// Its ARN.
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) account: String,
    pub(crate) region: String,
    /// Who makes its resources.
    pub(crate) maker: String,
    /// What the stack is made from, or is about to be.
    pub(crate) recipe: Recipe,
    pub(crate) status: StackStatus,
    pub(crate) reason: Option<String>,
    pub(crate) created: Moment,
    pub(crate) updated: Option<Moment>,
    pub(crate) deleted: Option<Moment>,
    /// By logical id.
    pub(crate) resources: BTreeMap<String, Resource>,
    pub(crate) outputs: BTreeMap<String, String>,
    pub(crate) events: Vec<StackEvent>,
    pub(crate) change: Option<Change>,
    /// The tokens of the requests that were accepted.
    pub(crate) tokens: Vec<String>,
    /// The id of the stack set that it is an instance of.
    pub(crate) set: Option<String>,
    /// A resource was changed behind the stack's back.
    pub(crate) drifted: bool,
}

/// Everything that decides what a stack looks like.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Recipe {
    /// The name of its text among the world's templates.
    pub(crate) template: String,
    pub(crate) parameters: BTreeMap<String, String>,
    pub(crate) tags: BTreeMap<String, String>,
    pub(crate) capabilities: Vec<String>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Resource {
    pub(crate) kind: String,
    /// The physical id, which is what Ref answers.
    pub(crate) id: String,
    /// What Fn::GetAtt answers.
    pub(crate) attributes: BTreeMap<String, String>,
    /// With every intrinsic resolved.
    pub(crate) properties: Value,
    pub(crate) status: String,
    pub(crate) reason: Option<String>,
    pub(crate) at: Moment,
    /// Stays when the stack goes.
    pub(crate) retained: bool,
    /// How many were made before it.
    pub(crate) order: usize,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct StackEvent {
    pub(crate) logical_id: String,
    pub(crate) physical_id: String,
    pub(crate) kind: String,
    pub(crate) status: String,
    pub(crate) reason: Option<String>,
    pub(crate) at: Moment,
}

/// What a stack is busy with, and when that ends.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Change {
    pub(crate) kind: ChangeKind,
    pub(crate) began: Moment,
    pub(crate) due: Moment,
    /// Nobody's operation waits for it: an event of its own ends it.
    pub(crate) alone: bool,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) enum ChangeKind {
    Create,
    /// Back to this when it fails.
    Update {
        from: Box<Recipe>,
    },
    Delete {
        retain: Vec<String>,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum StackStatus {
    CreateInProgress,
    CreateComplete,
    RollbackInProgress,
    RollbackComplete,
    UpdateInProgress,
    UpdateComplete,
    UpdateRollbackComplete,
    DeleteInProgress,
    DeleteComplete,
    DeleteFailed,
}

impl StackStatus {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::CreateInProgress => "CREATE_IN_PROGRESS",
            Self::CreateComplete => "CREATE_COMPLETE",
            Self::RollbackInProgress => "ROLLBACK_IN_PROGRESS",
            Self::RollbackComplete => "ROLLBACK_COMPLETE",
            Self::UpdateInProgress => "UPDATE_IN_PROGRESS",
            Self::UpdateComplete => "UPDATE_COMPLETE",
            Self::UpdateRollbackComplete => "UPDATE_ROLLBACK_COMPLETE",
            Self::DeleteInProgress => "DELETE_IN_PROGRESS",
            Self::DeleteComplete => "DELETE_COMPLETE",
            Self::DeleteFailed => "DELETE_FAILED",
        }
    }

    pub(crate) fn is_busy(self) -> bool {
        self.name().ends_with("IN_PROGRESS")
    }

    /// Whether the stack can be brought up to date as it stands.
    pub(crate) fn is_updatable(self) -> bool {
        matches!(
            self,
            Self::CreateComplete | Self::UpdateComplete | Self::UpdateRollbackComplete
        )
    }
}

impl Stack {
    /// `arn:aws:cloudformation:REGION:ACCOUNT:stack/NAME/`, with which its ARN begins.
    pub(crate) fn prefix(account: &str, region: &str, name: &str) -> String {
        format!("arn:aws:cloudformation:{region}:{account}:stack/{name}/")
    }

    pub(crate) fn tell(&mut self, at: Moment, status: StackStatus, reason: Option<String>) {
        self.status = status;
        self.reason.clone_from(&reason);
        self.events.push(StackEvent {
            logical_id: self.name.clone(),
            physical_id: self.id.clone(),
            kind: "AWS::CloudFormation::Stack".into(),
            status: status.name().into(),
            reason,
            at,
        });
    }
}
